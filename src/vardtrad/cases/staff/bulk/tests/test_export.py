"""A list as a file: exactly the rows that the list shows, and nobody else's (002-024)."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import now
from vardtrad.cases.case.models import Case
from vardtrad.cases.staff.bulk import listed
from vardtrad.cases.staff.bulk.tests.conftest import sent
from vardtrad.gate.models import Trace
from vardtrad.shared.people.models import Person, Protection

if TYPE_CHECKING:
    from tests.people import Clock, Employee, Region, Resident

pytestmark = pytest.mark.req("002-024")


def export(who: Employee, **asked: str) -> object:
    """Ask for a list as a file."""
    query = {"lista": "arenden/inkomna", "fil": "csv"} | asked
    return who.browser.get(who.address("export"), query)


def rows_of(answer: object) -> list[list[str]]:
    """The cells of a CSV file."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_requests_for_renewal_as_a_list(
    region: Region, alva: Resident, bo: Resident, rut: Employee, frozen: Clock
) -> None:
    """The list filtered on Förnya recept, with kind, dates and handler; the file's name says nothing about anybody."""
    alva.sends(region.renewal_at_a, "Levaxin, tack.")
    frozen.go(minutes=5)
    bo.sends(region.services["a", "question"], "En fråga.")
    frozen.go(minutes=5)
    bo.sends(region.renewal_at_a, "Alvedon.")
    Person.objects.filter(pk=bo.person.id).update(protection=Protection.SECRECY_MARK)
    answer = export(rut, fraga=f"arendetyp={region.renewal.id}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="arenden-2026-11-17.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert rows_of(answer) == [
        ["Uppdaterat", "Åtgärda senast", "Ärendetyp", "Typ", "Skapat", "Avslutat", "Personnummer", "Invånare",
         "Status", "Hanterare", "Skyddade personuppgifter"],
        ["2026-11-17 10:10", "2026-11-19", "Förnya recept", "", "2026-11-17 10:10", "", "19930423-2383",
         "Bo Brunius", "Ohanterat", "", "Ja"],
        ["2026-11-17 10:00", "2026-11-19", "Förnya recept", "", "2026-11-17 10:00", "", "19771207-2391",
         "Alva Ahlgren", "Ohanterat", "", ""],
    ]  # fmt: skip


def test_messages_only_when_asked_for(region: Region, alva: Resident, rut: Employee) -> None:
    """The file has the resident's first message when it is asked for; no text becomes a formula."""
    alva.sends(region.renewal_at_a, "=HYPERLINK(1)")
    assert "HYPERLINK" not in str(rows_of(export(rut)))
    assert rows_of(export(rut, meddelande="ja"))[1][-1] == "'=HYPERLINK(1)"
    assert Trace.objects.filter(detail__view="arenden/inkomna", detail__text=True).count() == 1


def test_closed_cases_have_the_day_and_the_handler(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, frozen: Clock
) -> None:
    """When the case was answered, and who handled it; also in the handler's own list."""
    case = alva.sends(region.renewal_at_a)
    rut.does("assign", case, hugo.staff)
    frozen.go(hours=1)
    hugo.does("answer", case, "Klart.")
    frozen.go(hours=1)
    (row,) = rows_of(export(rut, lista="arenden/avslutade"))[1:]
    assert row[4:6] == ["2026-11-17 10:00", "2026-11-17 11:00"]
    assert row[8:] == ["Avslutat", "Hugo Holm", ""]
    assert rows_of(export(hugo, lista="mina/avslutade"))[1] == row


def test_the_file_agrees_with_the_list(
    region: Region, alva: Resident, bo: Resident, rut: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same cases in the same order as the list's pages, also over several batches, and every id is in a trace."""
    monkeypatch.setattr(listed, "CHUNK", 25)
    sent(region, alva, 40)
    sent(region, bo, 30)
    pages, address = [], rut.address("arenden/inkomna")
    while address:
        page = rut.browser.get(address).content.decode()
        pages += re.findall(r'name="arende"\s+form="bulk"\s+value="([^"]+)"', page)
        older = re.search(r'rel="next"\s+href="([^"]+)"', page)
        address = older[1].replace("&amp;", "&") if older else ""
    assert len(pages) == 70
    Trace.objects.all().count()
    rows = rows_of(export(rut))[1:]
    residents = dict(Case.objects.values_list("id", "patient__identity"))
    by_text = {str(key): f"{number[:8]}-{number[8:]}" for key, number in residents.items()}
    assert [row[6] for row in rows] == [by_text[key] for key in pages]
    traces = Trace.objects.filter(action="export", detail__file="csv").order_by("detail__first")
    assert [len(trace.shown) for trace in traces] == [25, 25, 20]
    assert [str(key) for trace in traces for key in trace.shown] == pages


def test_xlsx_has_the_same_rows(region: Region, alva: Resident, rut: Employee) -> None:
    """As a workbook."""
    sent(region, alva, 3)
    answer = export(rut, fil="xlsx")
    assert answer.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    assert sheet.count("<row ") == 4
    assert "19771207-2391" in words
    assert Trace.objects.filter(detail__file="xlsx", shown__len=3).count() == 1


def test_own_lists_hold_the_readers_own_cases(
    region: Region, alva: Resident, rut: Employee, hugo: Employee, hanna: Employee
) -> None:
    """A handler can export her own cases; the clinic's lists, and those of other clinics, do not exist for her."""
    mine, hers = sent(region, alva, 2)
    rut.does("assign", mine, hugo.staff)
    rut.does("assign", hers, hanna.staff)
    assert len(rows_of(export(hugo, lista="mina/tilldelade"))) == 2
    assert export(hugo).status_code == 404
    assert len(rows_of(export(rut, lista="mina/tilldelade"))) == 1
    assert export(rut, lista="arenden/andras").status_code == 404
    assert export(rut, fil="exe").status_code == 404
    assert export(rut, fil="").status_code == 404


def test_an_empty_list_is_a_file_with_a_head(region: Region, rut: Employee) -> None:
    """Nobody has written."""
    assert len(rows_of(export(rut))) == 1
    assert export(rut, fraga="sok=00000000-0000-0000-0000-000000000000").status_code == 200


def test_a_lot_costs_the_same_for_few_and_for_many(region: Region, alva: Resident, rut: Employee) -> None:
    """A fixed number of queries for each batch of rows: the cases, their messages, the trace."""

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            rows_of(export(rut, meddelande="ja"))
        return sum("SAVEPOINT" not in query["sql"] for query in caught.captured_queries)

    sent(region, alva, 2)
    cost()
    few = cost()
    sent(region, alva, 100)
    assert few == cost() <= 9


def test_no_more_than_ten_thousand(
    region: Region, alva: Resident, rut: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the first rows of the list up to the limit, in its order."""
    assert listed.MOST == 10_000
    monkeypatch.setattr(listed, "MOST", 5)
    newest = sent(region, alva, 8)[-1]
    rows = rows_of(export(rut))
    assert len(rows) == 6
    assert now(newest).state == "received"
