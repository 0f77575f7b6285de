"""The today board, as each party sees it."""

import re
from datetime import timedelta

import pytest

from tests.plans import Drive
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.planning.svu import actions
from vardtrad.planning.svu.board.queries import board


@pytest.mark.req("B-26")
def test_the_board_shows_who_goes_home_today_and_who_waits_for_what(planners):
    svu = Drive(planners).published().acknowledged("admission", planners.staff["oskar"])
    svu.estimated(clock.today())
    seen = board(svu.ward.seat, svu.ward.base)
    (line,) = seen.home_today
    assert (line.name, line.ready, seen.ready, seen.late) == ("Elsa " + line.name.split(" ", 1)[1], False, [], [])
    assert [(awaited.unit, awaited.what) for awaited in line.awaited] == [
        (planners.health_centre.name, ["Tid för utskrivning"]),
        (planners.care_office.name, ["Inskrivning", "Tid för utskrivning"]),
    ]
    (mine,) = board(svu.town.seat, svu.town.base).home_today
    assert next(words for words, _href in mine.tasks) == "Kvittera inskrivningen"


@pytest.mark.req("B-26", "B-24")
def test_a_ready_patient_has_a_countdown(planners):
    svu = Drive(planners).published().decided().ready()
    seen = board(svu.town.seat, svu.town.base)
    (line,) = [*seen.home_today, *seen.ready]
    assert line.payment is not None
    assert "Betalningsansvar" in line.payment.words


@pytest.mark.req("B-26")
def test_the_board_shows_passed_days_and_discharged_patients(planners):
    svu = Drive(planners).published()
    svu.estimated(clock.today() - timedelta(days=1))
    assert len(board(svu.care.seat, svu.care.base).late) == 1
    svu.discharged()
    seen = board(svu.care.seat, svu.care.base)
    assert (len(seen.late), len(seen.gone_today)) == (0, 1)


@pytest.mark.req("B-26")
def test_the_page_leaves_a_trace_and_shows_no_drafts(planners):
    svu = Drive(planners).published()
    Drive(planners, patient="edvin").informed()
    answer = svu.care.browser.get(svu.care.base + "idag/")
    assert answer.status_code == 200
    assert "Elsa " in answer.text
    assert "Edvin" not in answer.text
    trace = Trace.objects.filter(action="list", detail__view="today").get()
    assert trace.shown == [svu.key]
    assert not re.search(r"<html", svu.care.browser.get(svu.care.base + "idag/", headers={"HX-Request": "true"}).text)


def test_the_number_of_queries_does_not_grow(planners, django_assert_max_num_queries):
    Drive(planners).published()
    Drive(planners, patient="edvin").published().decided().ready()
    with django_assert_max_num_queries(15):
        board(planners.staff["karin"].seat, "/")


@pytest.mark.req("B-26", "001-098")
def test_a_removed_plan_is_on_no_board(planners):
    svu = Drive(planners).published()
    svu.estimated(clock.today())
    actions.remove(svu.ward.actor, svu.key, confirmed=True)
    for who in (svu.ward, svu.care, svu.town):
        assert "Elsa" not in who.browser.get(who.base + "idag/").text, who.staff.name
    assert all(trace.shown == [] for trace in Trace.objects.filter(action="list", detail__view="today"))


@pytest.mark.req("B-26")
def test_a_board_that_refreshes_itself_keeps_no_session_alive(planners, frozen, settings):
    settings.SESSION_IDLE_MINUTES = 30
    Drive(planners).published()
    karin = planners.staff["karin"]
    page = karin.browser.open(karin.base + "idag/")
    (address,) = {node.attrs["data-hx-get"] for node in page.main.all("div") if "data-hx-get" in node.attrs}
    for _minute in range(29):
        frozen.go(minutes=1)
        assert karin.browser.get(address, headers={"HX-Request": "true"}).status_code == 200
    frozen.go(minutes=2)
    answer = karin.browser.get(address, headers={"HX-Request": "true"})
    assert (answer.status_code, "Elsa" in answer.text) == (204, False)
    assert "/logga-in" in answer.headers["HX-Redirect"]


@pytest.mark.req("B-26")
def test_a_patient_stands_once_and_nobody_awaits_the_own_unit(planners):
    svu = Drive(planners).published().decided().ready()
    seen = board(svu.town.seat, svu.town.base)
    lines = [*seen.home_today, *seen.late, *seen.ready, *seen.waiting]
    assert [line.plan for line in lines] == [svu.key]
    (line,) = lines
    assert line.tasks
    assert svu.town.seat.unit.name not in {awaited.unit for awaited in line.awaited}
    assert line.awaited, "the other party has not acknowledged either"
