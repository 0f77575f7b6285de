"""Files for spreadsheets: the same cells in both kinds, no formulas, nothing of anybody in the name (002-024, B-14)."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.web.tables import LUMP, Cell, Kind, file_of

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from tests.people import Clock

pytestmark = pytest.mark.req("002-024", "B-14")

HEAD = ["Skapat", "Invånare", "Antal", "Medel", "Dag", "Tomt"]
ROW: list[Cell] = [datetime(2026, 11, 17, 9, 5, 33, tzinfo=UTC), 'Åsa; "Öst"', 12, 1.5, date(2026, 11, 1), None]
FORMULAS = ["=1+1", "+46", "-2", "@SUM(A1)", " =1+1", "\tx", "\N{FULLWIDTH EQUALS SIGN}1+1", "\N{NO-BREAK SPACE}@A1"]


def content(response: HttpResponseBase) -> bytes:
    """The whole file."""
    return b"".join(response)


def csv_rows(response: HttpResponseBase) -> list[list[str]]:
    """The cells of a CSV answer."""
    return list(csv.reader(io.StringIO(content(response).decode("utf-8-sig"), newline=""), delimiter=";"))


def sheet(response: HttpResponseBase) -> tuple[list[list[str]], str]:
    """The cells of an XLSX answer as they are kept, and the sheet's own XML."""
    with zipfile.ZipFile(io.BytesIO(content(response))) as kept:
        xml = kept.read("xl/worksheets/sheet1.xml").decode()
        shared = ET.fromstring(kept.read("xl/sharedStrings.xml"))
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    texts = ["".join(shared_text.itertext()) for shared_text in shared.findall("x:si", space)]
    rows = []
    for row in ET.fromstring(xml).iterfind(".//x:row", space):
        cells = []
        for cell in row:
            value = cell.findtext("x:v", "", space)
            cells.append(texts[int(value)] if cell.get("t") == "s" else value)
        rows.append(cells)
    return rows, xml


def test_csv_is_as_swedish_spreadsheets_read_it(frozen: Clock) -> None:
    """Semicolons, decimal commas, Swedish time, and a mark that says UTF-8."""
    response = file_of(Kind.CSV, "arenden", HEAD, [ROW])
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="arenden-2026-11-17.csv"'
    assert response.headers["Cache-Control"] == "no-store"
    raw = content(response)
    assert raw.startswith(b"\xef\xbb\xbfSkapat;")
    assert raw.decode("utf-8-sig").splitlines()[1] == '2026-11-17 10:05;"Åsa; ""Öst""";12;1,5;2026-11-01;'


def test_xlsx_holds_moments_and_numbers_as_such(frozen: Clock) -> None:
    """So that they can be sorted and counted with: 46343,42 is 17 November 2026 at 10.05 as spreadsheets count."""
    rows, xml = sheet(file_of(Kind.XLSX, "arenden", HEAD, [[*ROW[:3], Decimal("1.5"), *ROW[4:]]]))
    assert rows[0] == HEAD
    assert rows[1][1:4] == ['Åsa; "Öst"', "12", "1.5"]
    assert float(rows[1][0]) == pytest.approx(46_343 + (10 * 3_600 + 5 * 60 + 33) / 86_400)
    assert 'state="frozen"' in xml
    assert "autoFilter" in xml


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula(text: str) -> None:
    """In CSV it is led by an apostrophe; in XLSX it is text, and no cell is a formula."""
    assert csv_rows(file_of(Kind.CSV, "x", ["Namn"], [[text]]))[1] == ["'" + text]
    rows, xml = sheet(file_of(Kind.XLSX, "x", ["Namn"], [[text]]))
    assert rows[1] == [text]
    assert "<f>" not in xml
    assert "'-5" not in content(file_of(Kind.CSV, "x", ["Antal"], [[-5]])).decode()


def test_xlsx_makes_no_links_and_takes_any_sign() -> None:
    """An address stays text; a control character, which XML cannot hold, goes; a text too long for a cell is cut."""
    rows, xml = sheet(file_of(Kind.XLSX, "a/b[c]", ["T"], [["https://exempel.se"], ["a\x0bb\x00"], ["x" * 40_000]]))
    assert rows[1:3] == [["https://exempel.se"], ["ab"]]
    assert len(rows[3][0]) == 32_767
    assert "hyperlink" not in xml


def test_no_rows_are_a_file_with_a_head() -> None:
    """Also when nothing was found."""
    assert csv_rows(file_of(Kind.CSV, "x", HEAD, [])) == [HEAD]
    assert sheet(file_of(Kind.XLSX, "x", HEAD, []))[0] == [HEAD]


def test_csv_is_sent_as_it_is_read_and_in_the_requests_language() -> None:
    """No more than one chunk is read ahead; the language is the one of the request, though that has ended."""
    asked = 0

    def rows() -> Iterator[list[Cell]]:
        nonlocal asked
        for asked in range(1, 3 * LUMP):  # noqa: B007
            yield [translation.get_language()]

    with translation.override("en"):
        parts = iter(file_of(Kind.CSV, "x", ["Språk"], rows()))
    assert asked == 1
    next(parts)
    assert next(parts).decode().split() == ["en"] * LUMP
    assert asked == LUMP
    assert translation.get_language() == "sv"
    assert len(b"".join(parts).split()) == 2 * LUMP - 1


def test_a_refusal_before_the_first_row_is_a_page() -> None:
    """The refusal reaches the view instead of breaking off a file."""

    def rows() -> Iterator[list[Cell]]:
        raise not_there()
        yield []

    for kind in Kind:
        with pytest.raises(Refused):
            file_of(kind, "x", ["A"], rows())


def test_no_file_is_left_or_made_on_the_servers_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """An export holds patients' data."""

    def no_file(*_args: object, **_options: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("TemporaryFile", "NamedTemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, no_file)
    assert len(sheet(file_of(Kind.XLSX, "x", ["A"], [["b"]] * 500))[0]) == 501
