"""``vardtrad check`` says what this machine cannot draw in PDF files."""

from vardtrad.config import check
from vardtrad.shared.web import paper


def test_check_names_the_scripts_that_have_no_font_and_the_packages_that_hold_them(monkeypatch):
    monkeypatch.setattr(paper, "undrawn_scripts", lambda: ["kinesiska", "thailändska"])
    (note,) = check.paper_notes()
    assert "kinesiska, thailändska" in note
    assert "fonts-noto-cjk" in note
    assert check._own_fonts() == []
    monkeypatch.setattr(paper, "undrawn_scripts", lambda: [])
    assert check.paper_notes() == []


def test_a_script_that_should_be_drawn_by_our_own_fonts_is_a_fault_and_not_a_note(monkeypatch):
    monkeypatch.setattr(paper, "undrawn_scripts", lambda: ["arabiska"])
    assert check.paper_notes() == []
    (fault,) = check._own_fonts()
    assert "arabiska" in fault


def test_without_pango_check_names_its_packages(monkeypatch):
    monkeypatch.setattr(paper, "available", lambda: False)
    (note,) = check.paper_notes()
    assert "libpango-1.0-0" in note
    assert check._own_fonts() == []
