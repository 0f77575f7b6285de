"""The page of statistics and its files: who sees it, what it says, and that small numbers are nowhere in it."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from tests.people import assign, logged_in
from vardtrad.cases.staff.statistics import queries, views
from vardtrad.gate.models import Trace


def words(response) -> str:
    return response.content.decode()


def page(who, **query):
    return who.browser.get(who.address("statistik/"), query)


def rows(who, table: str, **query) -> list[list[str]]:
    response = who.browser.get(who.address(f"statistik/{table}.csv"), query)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))


@pytest.fixture
def some(region, alva, rut, frozen):
    """Nine of one type and three of another came today; seven were answered."""
    sent = [alva.sends(region.renewal_at_a) for _number in range(9)]
    for _number in range(3):
        alva.sends(region.services["a", "question"])
    for case in sent[:7]:
        rut.does("answer", case, "Ett svar.")


@pytest.mark.req("B-14", "002-007")
def test_who_sees_it(some, rut, hugo, adam, greta, olle, alva) -> None:
    for who in (rut, hugo, adam):
        shown = words(page(who))
        assert "Så räknar vi" in shown
        assert 'aria-current="true">Statistik</a>' in shown
        assert "Inkomna ärenden per" in shown
    assert page(greta).status_code == 404
    assert "Statistik</a>" not in words(greta.browser.get(greta.address()))
    assert olle.browser.get(rut.address("statistik/")).status_code == 404
    assert "/logga-in" in alva.browser.get(rut.address("statistik/")).headers["Location"]


@pytest.mark.req("B-14")
def test_no_number_under_five_is_told_on_the_page_nor_in_a_file(some, adam) -> None:
    found = rows(adam, "arendetyper", period="vecka")
    by_type = {row[0]: row[1:] for row in found}
    assert by_type["Summa"][0] == "12"
    assert by_type["Ställ en fråga"][0] == "färre än 5"
    # Twelve less nine would tell the three.
    assert by_type["Förnya recept"][0] == "visas inte"
    shown = words(page(adam, period="vecka"))
    assert "färre än 5" in shown
    assert '<td class="r num">3</td>' not in shown
    # Of the answered there is but one type, which hides nobody.
    assert by_type["Summa"][7] == "7"


@pytest.mark.req("B-14")
def test_charts_have_names_numbers_and_a_table(some, rut) -> None:
    shown = words(page(rut, period="vecka"))
    charts = shown.count('class="chart"')
    # Three of four: every word came the same day, so there is nothing to draw of the times.
    assert charts == 3
    assert shown.count("<title id=") == charts
    assert shown.count("<desc id=") == charts
    assert shown.count("<caption") >= charts
    assert '<text class="v"' in shown
    assert "style=" not in shown


@pytest.mark.req("B-14")
def test_only_a_receiver_sees_the_exact_numbers_of_the_lists_and_never_in_print(some, rut, hugo) -> None:
    assert "Samma tal som i listorna" in words(page(rut))
    assert "Samma tal som i listorna" not in words(page(hugo))
    section = words(page(rut)).split('aria-labelledby="now"')[0].rsplit("<section", 1)[1]
    assert "noprint" in section


@pytest.mark.req("B-14")
def test_a_file_is_the_table_and_leaves_a_trace(some, adam) -> None:
    found = rows(adam, "inkomna", period="vecka", per="dag")
    assert found[0] == ["Dag", "Inkomna"]
    assert found[-1] == ["Summa", "12"]
    assert [row[1] for row in found[1:-1]] == ["0", "12"]  # Monday and Tuesday
    trace = Trace.objects.get(action="export", label="statistics")
    assert trace.actor_id == adam.staff.id
    assert trace.detail["table"] == "inkomna"
    assert trace.person_id is None
    book = adam.browser.get(adam.address("statistik/inkomna.xlsx"), {"period": "vecka"})
    assert book.status_code == 200
    with ZipFile(BytesIO(book.content)) as inside:
        assert "xl/workbook.xml" in inside.namelist()


def test_what_is_counted_is_traced_also_on_the_page(adam, region) -> None:
    """Narrowed step by step, reports can be subtracted from each other: the log tells who read which (ADR 20)."""
    page(adam, period="vecka")
    page(adam, period="vecka", typ=str(region.renewal.id))
    page(adam, period="ingen")
    read = Trace.objects.filter(action="read", label="statistics").order_by("at")
    assert [one.actor_id for one in read] == [adam.staff.id] * 2
    assert [one.detail["types"] for one in read] == [None, [str(region.renewal.id)]]
    assert [one.detail["clinics"] for one in read] == [[str(region.a.id)]] * 2


@pytest.mark.parametrize("path", ["statistik/okand.csv", "statistik/inkomna.pdf", "statistik/inkomna.csv?period=x"])
def test_what_is_no_file_is_not_there(rut, path) -> None:
    assert rut.browser.get(rut.address(path)).status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"period": "egna"}, "Skriv både första och sista dagen."),
        ({"period": "egna", "fran": "2026-11-10", "till": "2026-11-01"}, "Sista dagen kan inte vara före"),
        ({"period": "egna", "fran": "2001-01-01", "till": "2001-01-02"}, "Välj en dag som har varit"),
        ({"period": "egna", "fran": "2027-01-01", "till": "2027-01-02"}, "Välj en dag som har varit"),
        ({"period": "egna", "fran": "2020-01-01", "till": "2026-01-01"}, "Välj högst två år."),
        ({"period": "egna", "fran": "i går", "till": "2026-11-01"}, "Skriv datumet som ÅÅÅÅ-MM-DD"),
        ({"typ": "x"}, "Ärendetypen finns inte här."),
        ({"period": "x"}, "Välj ett giltigt alternativ"),
        ({"per": "x"}, "Välj ett giltigt alternativ"),
        ({"mottagning": "00000000-0000-0000-0000-000000000000"}, "Välj ett giltigt alternativ"),
    ],
)
def test_bad_choices_are_said(rut, frozen, query, said) -> None:
    response = page(rut, **query)
    assert response.status_code == 422
    assert said in words(response)


@pytest.mark.req("B-14")
def test_the_empty_page_says_so(rut) -> None:
    shown = words(page(rut))
    assert "Inga ärenden att räkna" in shown
    assert "Så räknar vi" in shown


@pytest.mark.req("B-14")
def test_clinics_where_one_holds_a_permission_or_all_together(some, region, rut, olle, alva, frozen) -> None:
    for _number in range(6):
        alva.sends(region.services["b", "renewal"])
    b = str(region.b.id)
    # Not one's own clinic, though of the same organisation.
    assert page(rut, mottagning=b).status_code == 422
    assign(rut.staff, region.b, "log_reviewer")
    assert page(rut, mottagning=b).status_code == 422
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units import actions
    from vardtrad.shared.care_units.models import Assignment

    held = Assignment.objects.get(staff=rut.staff, unit=region.b)
    actions.set_permissions(system("testerna"), held.id, ["handler"], seen=held.content)
    rut._browser = logged_in(rut.staff)
    assert rows(rut, "inkomna", mottagning=b)[-1] == ["Summa", "6"]
    assert rows(rut, "inkomna", mottagning="alla")[-1] == ["Summa", "18"]
    # Receiver at one only: the exact numbers of both are not for this reader.
    assert "Samma tal som i listorna" not in words(page(rut, mottagning="alla"))


def test_the_case_types_chosen_are_counted(some, region, rut) -> None:
    assert rows(rut, "inkomna", typ=str(region.renewal.id))[-1] == ["Summa", "9"]
    both = rows(rut, "inkomna", typ=[str(region.renewal.id), str(region.question.id)])
    assert both[-1] == ["Summa", "12"]


@pytest.mark.req("B-14")
def test_no_person_is_named(some, rut, hugo, region, alva) -> None:
    for case in [alva.sends(region.renewal_at_a) for _number in range(6)]:
        rut.does("assign", case, hugo.staff)
    shown = words(page(rut)).split("<main")[1]
    assert "Holm" not in shown
    assert "Ahlgren" not in shown
    assert dict(row[:2] for row in rows(rut, "fordelning"))["En person"] == "6"


@pytest.mark.req("B-14")
@pytest.mark.parametrize("path", ["statistik/", "statistik/inkomna.csv"])
def test_a_count_that_takes_too_long_is_stopped_and_says_what_to_do(rut, path, monkeypatch) -> None:
    """The reader keeps the form, and the next page is as usual."""
    slow = queries._OPEN.replace("FROM (", "FROM (SELECT pg_sleep(60)) AS waiting, (", 1)
    monkeypatch.setattr(queries, "_OPEN", slow)
    monkeypatch.setattr(views, "LIMIT", 0.2)
    response = rut.browser.get(rut.address(path), {"period": "ar"})
    assert response.status_code == 503
    shown = words(response)
    assert "Det tog för lång tid att räkna. Välj en kortare period eller färre mottagningar." in shown
    assert "Så räknar vi" in shown
    assert 'name="fran"' in shown
    monkeypatch.undo()
    assert page(rut, period="ar").status_code == 200
