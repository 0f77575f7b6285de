"""Rows as a file that a spreadsheet opens, CSV or XLSX: rows in, a response out.

CSV is streamed, with semicolons and decimal commas as Swedish spreadsheets want them. XLSX is made in memory: it holds
patients' data, which must never be in a file on the server. No text becomes a formula in either.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from io import BytesIO, StringIO
from itertools import chain, islice

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from vardtrad.kernel import clock
from vardtrad.shared.web import dates

Cell = str | int | float | Decimal | datetime | date | None
"""What a cell may hold. Moments are aware (UTC) and shown in Swedish time, to the minute."""

LUMP = 200
"""How many rows are sent at a time."""
LONGEST = 32_767
"""How many characters a cell of a spreadsheet holds."""
_BYTE_ORDER_MARK = "\ufeff"  # so that a spreadsheet reads å, ä and ö
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


class Kind(StrEnum):
    """The kinds of file, by their file extension."""

    CSV = "csv"
    XLSX = "xlsx"


def file_of(kind: Kind, name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    """A response that the browser saves as a file, with the day in its name: ``arenden-2026-11-17.csv``.

    ``name`` says what the file is and must hold nothing about anybody. ``rows`` may be a generator that queries the
    database as it goes: it is run to its first row at once, so that a refusal before that becomes a page.
    """
    later = iter(rows)
    rows = chain(list(islice(later, 1)), later)
    response: HttpResponseBase
    if kind is Kind.CSV:
        response = StreamingHttpResponse(
            _lines(head, rows, translation.get_language()), content_type="text/csv; charset=utf-8"
        )
    else:
        response = HttpResponse(
            _workbook(name, head, rows),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{clock.today().isoformat()}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def harmless(text: str) -> str:
    """The text, never taken for a formula by a spreadsheet, not even by one that reads wide signs and skips blanks."""
    first = unicodedata.normalize("NFKC", text).strip()[:1]
    return "'" + text if first in {"=", "+", "-", "@"} or text[:1] in {"\t", "\r", "\n"} else text


def _lines(head: Sequence[str], rows: Iterable[Sequence[Cell]], language: str | None) -> Iterator[str]:
    """The lines of a CSV file, some at a time, in the language of the request."""
    waiting = iter(rows)

    def lump(some: Iterable[Sequence[Cell]]) -> str:
        text = StringIO()
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(
            [_written(cell) for cell in row] for row in some
        )
        return text.getvalue()

    yield _BYTE_ORDER_MARK + lump([head])
    while True:
        # The request's own language is gone when this runs: the response has then been handed to the server.
        with translation.override(language):
            text = lump(islice(waiting, LUMP))
        if not text:
            return
        yield text


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return dates.file_stamp(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return harmless(_CONTROL.sub("", cell))
    return str(cell).replace(".", ",")


def _workbook(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook with one sheet: the headings stay in sight and have filters, moments and numbers keep their types."""
    kept = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(kept, options)
    sheet = book.add_worksheet(_NO_SHEET_NAME.sub(" ", name)[:31])
    bold = book.add_format({"bold": True})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    widths = [len(text) for text in head]
    for place, text in enumerate(head):
        sheet.write_string(0, place, text, bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(last, place, cell.astimezone(clock.STOCKHOLM).replace(tzinfo=None), moment)
                length = 16
            elif isinstance(cell, date):
                sheet.write_datetime(last, place, cell, day)
                length = 10
            elif isinstance(cell, str):
                sheet.write_string(last, place, _CONTROL.sub("", cell)[:LONGEST])
                length = len(cell)
            elif cell is not None:
                sheet.write_number(last, place, cell)
                length = len(str(cell))
            else:
                continue
            widths[place] = max(widths[place], min(length, 60))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width + 2)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(head) - 1)
    book.close()
    return kept.getvalue()
