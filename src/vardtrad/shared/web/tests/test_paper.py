"""Drawing a PDF reaches our own styles and fonts, and nothing else in the world."""

from __future__ import annotations

import socket
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape
from pypdf import PdfReader

from vardtrad.shared.web import paper

PAGE = '<!doctype html><html lang="sv"><head><title>Titel</title></head><body><h1>Åäö</h1>{}</body></html>'


@pytest.mark.req("B-13")
def test_a_page_with_our_own_style() -> None:
    made = paper.pdf(PAGE.format("<p>Text.</p>"))
    reader = PdfReader(BytesIO(made))
    text = reader.pages[0].extract_text()
    assert "Åäö" in text
    assert "Sida 1 av 1" in text
    fonts: Any = reader.pages[0]["/Resources"]["/Font"]
    assert any("Source-Sans" in str(font.get_object()["/BaseFont"]).replace(" ", "-") for font in fonts.values())


def test_our_fonts_are_unpacked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unpacking them takes longer than all the rest of a paper."""
    page = PAGE.format("<p>Text.</p>")
    first = paper.pdf(page)
    monkeypatch.setattr("fontTools.ttLib.woff2.decompress", lambda *_files: pytest.fail("unpacked again"))
    second = PdfReader(BytesIO(paper.pdf(page)))
    assert second.pages[0].extract_text() == PdfReader(BytesIO(first)).pages[0].extract_text()
    fonts: Any = second.pages[0]["/Resources"]["/Font"]
    assert any("Source-Sans" in str(font.get_object()["/BaseFont"]).replace(" ", "-") for font in fonts.values())


@pytest.mark.req("B-13")
def test_papers_in_one_file_have_page_numbers_of_their_own_in_their_own_language() -> None:
    long, english = PAGE.format("<p>Rad</p>" * 90), PAGE.replace('lang="sv"', 'lang="en"').format("<p>Line</p>")
    reader = PdfReader(BytesIO(paper.pdf(long, english, PAGE.format("<p>Kort.</p>"))))
    numbers = [page.extract_text().splitlines()[-1] for page in reader.pages]
    assert numbers == ["Sida 1 av 3", "Sida 2 av 3", "Sida 3 av 3", "Page 1 of 1", "Sida 1 av 1"]
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root


def test_only_the_paper_whose_signs_are_missing_says_so() -> None:
    reader = PdfReader(BytesIO(paper.pdf(PAGE.format("<p>Namn</p>"), PAGE.format("<p>Namn \U00012345</p>"))))
    assert ["saknas i serverns typsnitt" in page.extract_text() for page in reader.pages] == [False, True]


UNBROKEN = [
    "W" * 120,
    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexempel.se&data=05%7C02%7Ca%40exempel.se%7C" * 3,
    "4" * 200,
    "a" + "\u0301" * 3 + "b" * 200,
    "_" * 150,
    "\N{NO-BREAK SPACE}".join(["Ord"] * 60),
    "Å" * 300,
]
"""Texts without a place to break them."""


@pytest.mark.req("B-13")
def test_what_cannot_be_broken_stays_on_the_paper() -> None:
    inside = {"li": "<ol>{}</ol>", "dd": "<dl><div><dt>x</dt>{}</div></dl>", "td": "<table><tr>{}</tr></table>"}
    body = "".join(
        inside.get(where, "<div>{}</div>").format(f"<{where}>{escape(text)}</{where}>")
        for where in ("p", "h1", "h2", "li", "b", "dd", "a", "td")
        for text in UNBROKEN
    )
    reader = PdfReader(BytesIO(paper.pdf(PAGE.format(body))))
    lines = [line for page in reader.pages for line in page.extract_text().splitlines()]
    # A line of the paper's width holds about 60 capital letters, and at most some 110 of the narrow ones.
    assert max(len(line) for line in lines) < 120
    assert sum(line.count("W") for line in lines) == 120 * 8


@pytest.mark.req("B-13")
@pytest.mark.parametrize(
    "label", ["Förflyttning, beskrivning", "Pågående vårdkontakter", "Beräknad tid för utskrivning"]
)
def test_a_label_and_its_value_have_a_gap(label: str) -> None:
    rows = f'<dl class="doc"><dt>{label}</dt>\n<dd><p>Rollator</p></dd></dl>'
    reader = PdfReader(BytesIO(paper.pdf(PAGE.format(rows))))
    text = reader.pages[0].extract_text()
    assert "Rollator" in text
    assert f"{label[-3:]}Rollator" not in text


@pytest.mark.req("B-13")
@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "http://127.0.0.1:9/x.png",
        "https://paper.invalid/../paper.py",
        "https://paper.invalid/%2e%2e/%2e%2e/config/settings.py",
        "https://paper.invalid/js/page.js",
        "data:image/png;base64,AAAA",
    ],
)
def test_no_other_file_is_reached(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.urls import FatalURLFetchingError

    def no_network(*_args: object, **_options: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "create_connection", no_network)
    assert paper.own_file(address) is None
    with pytest.raises(FatalURLFetchingError):
        paper.pdf(PAGE.format(f'<img alt="x" src="{address}">'))


def test_our_own_files() -> None:
    path = paper.own_file(f"{paper.OURS}css/paper.css")
    assert isinstance(path, Path)
    assert path.name == "paper.css"
    assert paper.own_file(f"{paper.OURS}css/none.css") is None


@pytest.mark.req("B-13")
def test_without_pango_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "available", lambda: False)
    with pytest.raises(paper.NoPaper, match="Pango"):
        paper.pdf(PAGE.format(""))


@pytest.mark.req("B-13")
def test_names_in_other_letters_are_drawn_by_our_own_fonts() -> None:
    """On any machine, since none of its own fonts is asked for these."""
    own = [text for script, text in paper.SCRIPTS.items() if script in paper.OWN_SCRIPTS]
    assert len(own) == len(paper.OWN_SCRIPTS)
    reader = PdfReader(BytesIO(paper.pdf(PAGE.format("".join(f"<p>{text}</p>" for text in own)))))
    fonts: Any = reader.pages[0]["/Resources"]["/Font"]
    names = {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts.values()}
    assert names
    assert all(name.startswith(("Source-Sans-3", "Noto-Sans-Arabic", "Noto-Sans-Ethiopic")) for name in names), names
    assert "saknas i serverns typsnitt" not in reader.pages[0].extract_text()
    assert not set(paper.undrawn_scripts()) & paper.OWN_SCRIPTS


def test_a_sign_without_a_font_is_told_of_on_the_paper_and_not_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    rare = "\U00012345"  # a cuneiform sign, which hardly any machine has a font for
    reader = PdfReader(BytesIO(paper.pdf(PAGE.format(f"<p>Namn {rare}</p>"))))
    assert "saknas i serverns typsnitt" in reader.pages[0].extract_text()
    assert "no font of this machine" in caplog.text
    assert rare not in caplog.text
    assert "12345" not in caplog.text


@pytest.mark.parametrize("text", ["a<br>" * 6_001, "Ord och ord. " * 50_000, "<p>a</p>" * 6_001])
def test_what_takes_too_long_to_draw_is_refused_in_words(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "_drawn", lambda _html: pytest.fail("it was drawn"))
    with pytest.raises(paper.TooLong, match="för lång för en PDF-fil"):
        paper.pdf(PAGE.format(text))


def test_the_longest_message_is_drawn() -> None:
    assert paper.pdf(PAGE.format("<p>" + "a<br>" * 2_000 + "</p>")).startswith(b"%PDF")
