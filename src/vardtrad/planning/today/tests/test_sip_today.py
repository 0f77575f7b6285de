"""The SIP of the today board: meetings, calls, approvals and follow-ups, and the requests near their day."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.planners import Planner, Planners
from tests.sips import SipDrive
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.planning.sip.board.queries import SipBoard, board
from vardtrad.planning.sip.open_tasks import units_with_open_tasks
from vardtrad.planning.sip_requests.models import SipRequest
from vardtrad.planning.start.filters import TO_DO, ListFilter, ToDo
from vardtrad.planning.start.queries import start_page
from vardtrad.shared.people.models import Person


def seen_by(who: Planner) -> SipBoard:
    """The SIP on somebody's board."""
    return board(who.seat, who.base)


def inside(who: Planner) -> str:
    """What the page shows when it refreshes itself."""
    who._browser = None  # the clock may have moved past the session
    return who.browser.get(f"{who.base}idag/", headers={"HX-Request": "true"}).content.decode()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the clock to some days from now."""
    real = clock.now
    return lambda days: monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=days))


@pytest.mark.req("B-26", "001-188")
def test_a_call_waits_for_its_unit_and_a_meeting_stands_on_its_own_day(planners: Planners, at: Any) -> None:
    sip = SipDrive(planners).called()
    (line,) = seen_by(sip.town).calls
    assert [words for words, _href in line.tasks] == ["Kvittera kallelsen till SIP"]
    assert line.awaited == []
    (theirs,) = seen_by(sip.care).calls
    assert [(awaited.unit, awaited.what) for awaited in theirs.awaited] == [(sip.town.unit.name, ["Kallelse"])]
    sip.acknowledged()
    assert seen_by(sip.town).shown == set()
    at(7)
    (meets,) = seen_by(sip.town).meetings
    assert meets.meeting is not None
    text = inside(sip.town)
    assert "Klockan 10.00, Fysiskt möte" in " ".join(text.split())
    assert "Vårdcentralen, rum 3" not in text
    at(8)
    assert seen_by(sip.town).shown == set()


@pytest.mark.req("B-25", "B-26")
def test_after_a_death_a_sip_asks_nobody_for_anything_and_both_pages_say_so(planners: Planners, at: Any) -> None:
    sip = SipDrive(planners).called().written().approving()
    everybody = (sip.care, sip.town)
    assert sip.overview(sip.town).tasks
    assert sip.overview(sip.care).tasks
    assert units_with_open_tasks(sip.plan)
    Person.objects.filter(pk=sip.plan.patient_id).update(deceased=True)
    for who in everybody:
        assert seen_by(who).shown == set()
        assert sip.overview(who).tasks == []
        assert who.browser.open(who.base).main.text.count("Avliden") == 1
        only = start_page(who.seat, who.staff.id, ListFilter().choose(TO_DO, ToDo.ONLY), "/")
        assert only.rows == []
    assert units_with_open_tasks(sip.plan) == set()
    at(7)
    for who in everybody:
        (meets,) = seen_by(who).meetings
        assert (meets.deceased, meets.tasks, meets.awaited) == (True, [], [])
        assert "Avliden" in inside(who)


@pytest.mark.req("B-26")
def test_approvals_wait_and_an_ended_or_refused_sip_asks_for_nothing(planners: Planners) -> None:
    sip = SipDrive(planners).called().acknowledged().written().approving()
    assert [words for words, _href in seen_by(sip.town).approvals[0].tasks] == ["Godkänn den samordnade planen"]
    sip.approved(sip.care)
    (line,) = seen_by(sip.care).approvals
    assert [awaited.unit for awaited in line.awaited] == [sip.town.unit.name]
    sip.withdrawn()
    assert seen_by(sip.care).shown == set()
    sip.consented().ended()
    assert seen_by(sip.town).shown == set()


@pytest.mark.req("B-26", "B-49")
def test_a_follow_up_stands_there_a_month_before_until_it_is_booked(planners: Planners, at: Any) -> None:
    sip = SipDrive(planners).called().acknowledged()
    at(8)
    sip.held().written().approving().approved()
    at(300)
    assert seen_by(sip.care).follow_ups == []
    at(345)
    (line,) = seen_by(sip.care).follow_ups
    assert line.due is not None
    assert line.due.level == "soon"
    assert "Kalla till uppföljning" in line.tasks[0][0]
    sip.booked().called(call_type="follow_up")
    assert seen_by(sip.care).follow_ups == []


@pytest.mark.req("B-26", "001-176")
def test_nobody_else_sees_a_sip_that_is_not_called(planners: Planners) -> None:
    sip = SipDrive(planners).consented()
    for who in (sip.care, sip.town):
        assert seen_by(who).shown == set()


@pytest.mark.req("B-26")
def test_the_page_shows_both_processes_and_the_list_leaves_a_trace(planners: Planners) -> None:
    sip = SipDrive(planners, creator="karin", others=("oskar", "vera")).called()
    text = inside(sip.care)
    headings = [" ".join(words.split()) for words in re.findall(r"<h3>(.*?)<span", text, re.DOTALL)]
    assert headings[-4:] == ["Möten i dag", "SIP att följa upp", "Kallelser att kvittera", "Planer att godkänna"]
    assert "Hem i dag" in headings
    assert "Elsa Ek" in text
    trace = Trace.objects.filter(action="list", detail__view="today").get()
    assert trace.shown == [sip.key]


def ask(planners: Planners, patient: str, answer_by: date, monkeypatch: pytest.MonkeyPatch) -> SipRequest:
    """A request to the health centre, to be answered by a day."""
    from vardtrad.kernel.actors import Actor, ActorKind
    from vardtrad.planning.sip_requests import actions

    person = planners.patients[patient]
    actor = Actor(kind=ActorKind.RESIDENT, id=person.id, name=person.name)
    unit = planners.health_centre
    monkeypatch.setattr(clock, "add_working_days", lambda _day, _number: answer_by)
    return actions.ask(actor, unit.id, "Vi behöver hjälp från flera håll.").thing


@pytest.mark.req("B-26", "B-52")
def test_requests_stand_there_near_their_day_for_the_asked_unit_only(
    planners: Planners, monkeypatch: pytest.MonkeyPatch
) -> None:
    oskar, karin = planners.staff["oskar"], planners.staff["karin"]
    soon = ask(planners, "elsa", clock.today() + timedelta(weeks=1), monkeypatch)
    ask(planners, "edvin", clock.today() + timedelta(days=8), monkeypatch)
    text = inside(oskar)
    assert "Frågor om SIP att svara på" in text
    assert "Elsa Ek" in text
    assert "Edvin" not in text
    assert Trace.objects.filter(action="list", label="sip_request", shown=[soon.id]).exists()
    assert "Elsa Ek" not in inside(karin)


def test_the_number_of_queries_is_the_same_for_one_and_for_many(planners: Planners) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            seen_by(planners.staff["oskar"])
        return len(queries)

    SipDrive(planners).called(time=time(10, 0))
    first = counted()
    for patient in ("edvin", "olof", "wilma"):
        SipDrive(planners, patient=patient).called()
    assert len(seen_by(planners.staff["oskar"]).calls) == 4
    assert counted() == first
