"""A case on paper: what it holds, who gets it, and that drawing it reaches nothing (002-020, B-13)."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.people import Employee, Region, Resident
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves import notes, urgency
from vardtrad.gate.models import Trace
from vardtrad.shared.web import paper

LINK = "Läs [om resor](https://resor.example/a)."


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]


@pytest.fixture
def long_case(hugos_case: Case, hugo: Employee) -> Case:
    """A case with more text than a sheet holds, a link, and a note."""
    for number in range(6):
        hugo.does("partial_reply", hugos_case, f"Del {number}. " + "Ett långt delsvar med många ord. " * 40)
    hugo.does("partial_reply", hugos_case, LINK)
    notes.note(hugo.actor, hugos_case.id, "Ringde om parkering.")
    urgency.mark_urgent(hugo.actor, hugos_case.id, urgent=True)
    return hugos_case


@pytest.mark.req("002-020", "B-13")
def test_the_pdf(long_case: Case, hugo: Employee) -> None:
    answer = hugo.browser.get(hugo.case_address(long_case, "utskrift.pdf"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'inline; filename="arende.pdf"'
    assert answer["Cache-Control"] == "no-store"
    texts = pages(answer.content)
    assert len(texts) > 1
    for number, text in enumerate(texts, 1):
        assert f"Sida {number} av {len(texts)}" in text
        assert "Alva Ahlgren" in text
        assert "19771207-2391" in text
    whole = "\n".join(texts)
    for words in ("Förnya recept", "Jag behöver förnya mitt recept", "Del 5.", "(https://resor.example/a)", "070-174"):
        assert words in whole, words
    assert "Ringde om parkering." not in whole
    assert "Markerat som brådskande" not in whole
    reader = PdfReader(BytesIO(answer.content))
    assert reader.metadata is not None
    assert reader.metadata.title == "Utskrift av ärende"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert str(reader.trailer["/Root"]["/Lang"]).startswith("sv")
    assert [trace.detail["internal"] for trace in Trace.objects.filter(action="print")] == [False]


@pytest.mark.req("002-020", "B-13")
def test_the_pdf_with_internal_notes(long_case: Case, hugo: Employee) -> None:
    answer = hugo.browser.get(hugo.case_address(long_case, "utskrift.pdf?internt=1"))
    whole = "\n".join(pages(answer.content))
    assert "Ringde om parkering." in whole
    assert "Invånaren ser inte detta." in whole
    assert "Markerat som brådskande av Hugo Holm" in whole
    assert Trace.objects.get(action="print").detail == {"internal": True}


@pytest.mark.req("002-020")
def test_the_page_to_print(long_case: Case, hugo: Employee) -> None:
    page = hugo.browser.open(hugo.case_address(long_case)).follow("Skriv ut")
    assert page.title == "Utskrift av ärende – Vårdtråd"
    head = page.root.one("thead").text
    assert "Alva Ahlgren" in head
    assert "19771207-2391" in head
    assert "Ringde om parkering." not in page.main.text
    assert "(https://resor.example/a)" in page.main.text
    assert "Ringde om parkering." in page.follow("Visa med interna anteckningar").main.text
    assert page.link("Spara som PDF") == hugo.case_address(long_case, "utskrift.pdf")
    assert Trace.objects.filter(action="print").count() == 2


@pytest.mark.req("002-020")
@pytest.mark.parametrize("path", ["utskrift", "utskrift.pdf"])
def test_nobody_else_prints(long_case: Case, hanna: Employee, petra: Employee, path: str) -> None:
    assert hanna.browser.get(hanna.case_address(long_case, path)).status_code == 404
    assert petra.browser.get(petra.case_address(long_case, path)).status_code == 404
    assert not Trace.objects.filter(action="print").exists()


@pytest.mark.req("B-13")
def test_without_pango_the_page_to_print_still_works(
    long_case: Case, hugo: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "available", lambda: False)
    page = hugo.browser.open(hugo.case_address(long_case, "utskrift"))
    assert page.status == 200
    assert "PDF kan inte skapas på den här servern" in page.main.text
    assert "Spara som PDF" not in page.main.text
    page = hugo.browser.open(hugo.case_address(long_case, "utskrift.pdf"))
    assert page.status == 503
    assert "PDF kan inte skapas på den här servern" in page.alerts
    assert "Del 5." in page.main.text


@pytest.mark.req("B-13")
def test_protected_data_stays_off_the_paper(region: Region, hugos_case: Case, alva: Resident, hugo: Employee) -> None:
    type(alva.person).objects.filter(pk=alva.person.pk).update(protection="protected_registration")
    answer = hugo.browser.get(hugo.case_address(hugos_case, "utskrift.pdf"))
    whole = "\n".join(pages(answer.content))
    assert "070-174" not in whole
    assert "Ängsvägen" not in whole
    assert "Skyddade personuppgifter" in whole


@pytest.mark.req("B-13")
@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x01", "\x1f", "\x7f", "\x9b"])
def test_signs_that_cannot_be_drawn_do_not_stop_the_pdf(region, alva: Resident, rut: Employee, sign: str) -> None:
    case = alva.sends(region.renewal_at_a, f"före {sign} efter\n\n{sign}\nsist")
    answer = rut.browser.get(rut.case_address(case, "utskrift.pdf"))
    assert answer.status_code == 200
    whole = "\n".join(pages(answer.content))
    assert "före" in whole
    assert "efter" in whole
    assert "sist" in whole


@pytest.mark.req("B-13")
def test_a_case_that_cannot_be_drawn_is_a_page_that_says_so(
    long_case: Case, hugo: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> bytes:
        raise AssertionError("Got something between two lines")

    monkeypatch.setattr("weasyprint.HTML.render", broken)
    page = hugo.browser.open(hugo.case_address(long_case, "utskrift.pdf"))
    assert page.status == 503
    assert "PDF-filen gick inte att skapa." in page.alerts
    assert "Del 5." in page.main.text
