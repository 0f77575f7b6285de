"""Din dag: every line counts what the list behind it holds, in both halves, and nothing of a patient stands there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import Clock, Employee, Region, Resident
from tests.planners import Planners
from tests.plans import Drive
from tests.reading import Page
from vardtrad.cases.case.moves import consulting, urgency
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.planning.plan.event_rules import EventKind
from vardtrad.planning.svu.board.queries import board, goes_home

DAY = "/personal/din-dag"

pytestmark = pytest.mark.req("B-01", "B-26")


def lines_of(page: Page) -> dict[str, str]:
    """The words of each line and where it leads."""
    return {link.text: link.attrs["href"] for item in page.main.all("li") for link in item.all("a")}


def rows_of(page: Page) -> int:
    """The cases of a list."""
    return len([row for row in page.main.all("tr") if "data-case" in row.attrs])


@pytest.fixture
def a_morning(frozen: Clock, region: Region, alva: Resident, bo: Resident, rut: Employee, hugo: Employee) -> None:
    """At clinic A: a late case and an urgent one of Hugo's, one that is due today, and one that nobody has."""
    late = alva.sends(region.renewal_at_a)
    rut.does("assign", late, hugo.staff)
    frozen.go(days=2)
    today = bo.sends(region.renewal_at_a)
    rut.does("assign", today, hugo.staff)
    frozen.go(days=2)
    worker.work(HANDLERS)
    urgent = rut.does("assign", alva.sends(region.services["a", "question"]), hugo.staff)
    urgency.mark_urgent(rut.actor, urgent.id, urgent=True)
    bo.sends(region.services["a", "question"])
    consulting.consult(hugo.actor, urgent.id, "Vad tror du?", region.a, rut.staff)


def test_each_line_leads_to_the_list_that_it_counts(a_morning: None, rut: Employee, hugo: Employee) -> None:
    lines = lines_of(rut.browser.open(DAY))
    assert "1 brådskande ärende" in lines
    assert "1 flaggat ärende" in lines
    assert "1 inkommet ärende att fördela" in lines
    assert "1 fråga från en kollega" in lines
    own = lines_of(hugo.browser.open(DAY))
    assert "3 ärenden att hantera hos dig" in own
    assert "1 inkommet ärende att fördela" not in own  # a handler does not distribute
    for who, shown in ((rut, lines), (hugo, own)):
        for words, address in shown.items():
            if "/arenden/" in address or "/mina/" in address:
                assert rows_of(who.browser.open(address)) == int(words.split(" ")[0]), words


def test_who_has_nothing_to_do_is_told_so(frozen: Clock, rut: Employee, adam: Employee) -> None:
    page = rut.browser.open(DAY)
    assert "Inget väntar på dig här just nu." in page.main.text
    assert lines_of(page) == {}
    # An administrator works with no cases.
    assert "Du har ingen behörighet än" in adam.browser.open(DAY).main.text


def test_the_open_page_fetches_its_inside(a_morning: None, rut: Employee) -> None:
    page = rut.browser.open(DAY)
    (inside,) = [part for part in page.main.all("div") if part.attrs.get("data-hx-get") == f"{DAY}/lage"]
    fetched = rut.browser.get(inside.attrs["data-hx-get"])
    assert "1 flaggat ärende" in fetched.text
    assert "<html" not in fetched.text


def test_it_holds_no_patients_data(a_morning: None, alva: Resident, rut: Employee) -> None:
    text = rut.browser.open(DAY).main.text
    assert alva.person.family_name not in text
    assert alva.person.identity not in text


def test_plans_stand_beside_cases(planners: Planners) -> None:
    svu = Drive(planners).published()
    svu.estimated(clock.today())
    for seat in (svu.ward, svu.care, svu.town):
        shown = board(seat.seat, seat.base)
        assert goes_home(seat.seat).count() == len(shown.home_today) + len(shown.late) == 1
    lines = lines_of(Page(svu.town.browser, svu.town.browser.get(DAY), DAY))
    assert lines["1 plan där din roll har något att göra"] == f"{svu.town.base}?att-gora=1"
    assert lines["1 patient går hem i dag eller skulle ha gått hem"] == f"{svu.town.base}idag/"


@pytest.mark.parametrize("days", [-1, 0, 1])
@pytest.mark.parametrize("end", ["estimated", "ready", "discharged", "deceased"])
def test_the_number_who_go_home_is_the_boards(planners: Planners, days: int, end: str) -> None:
    svu = Drive(planners).published()
    svu.estimated(clock.today() + timedelta(days=days))
    if end == "discharged":
        svu.discharged()
    elif end == "deceased":
        svu.happened(EventKind.DECEASED)
    elif end == "ready" and days <= 0:
        svu.ready()
    shown = board(svu.care.seat, svu.care.base)
    assert goes_home(svu.care.seat).count() == len(shown.home_today) + len(shown.late)


def test_the_number_of_queries_is_fixed(a_morning: None, region: Region, bo: Resident, rut: Employee) -> None:
    rut.browser.open(DAY)
    with CaptureQueriesContext(connection) as before:
        rut.browser.get(DAY)
    for _number in range(12):
        bo.sends(region.services["a", "question"])
    with CaptureQueriesContext(connection) as after:
        rut.browser.get(DAY)
    assert len(after) == len(before) <= 6


def test_who_has_chosen_it_comes_to_the_day_after_the_login(settings: Any, rut: Employee, hugo: Employee) -> None:
    settings.DEMO = True  # cards that open with a number

    def logs_in(employee: Employee, to: str = "") -> str:
        card = {"who": str(employee.staff.id), "pin": "123456", "till": to}
        return employee.browser.send("/personal/logga-in/kort", card).address

    assert logs_in(rut) == "/personal/mottagningar"
    page = rut.browser.open(DAY).press("Börja med Din dag")
    assert page.address == DAY
    assert "Du kommer till Din dag när du loggar in." in page.text
    assert logs_in(rut) == DAY
    assert rut.browser.open("/personal/").address == DAY
    assert logs_in(hugo) == "/personal/mottagningar", "nobody else's choice"
    assert Trace.objects.filter(action="choose_first_page", actor_id=rut.staff.id).count() == 1
    rut.browser.open(DAY).press("Börja med startsidan")
    assert logs_in(rut) == "/personal/mottagningar"
    # Who was on the way to another page comes there.
    rut.browser.open(DAY).press("Börja med Din dag")
    assert logs_in(rut, rut.address("")) == rut.address("")
