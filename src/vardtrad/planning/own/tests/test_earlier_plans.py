"""The plans that a newer one has replaced: the person reads them and sees plainly what has changed (B-23)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import logged_in
from tests.planners import Planners
from tests.reading import Browser
from tests.sips import SipDrive
from vardtrad.gate.models import Trace
from vardtrad.planning.own.earlier import held_before
from vardtrad.planning.sip.field_specs import ACTIVITIES, PERSON, SUB_GOALS

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsa(planners: Planners) -> Browser:
    return logged_in(planners.patients["elsa"])


@pytest.fixture
def sip(planners: Planners) -> Any:
    """An active SIP with a sub-goal and an activity of the person's own."""
    sip: Any = SipDrive(planners).called().acknowledged()
    sip.goal = sip.adds(sip.care, SUB_GOALS, rubrik="Gå till affären själv", enhet=str(sip.care.unit.id))
    sip.own = sip.adds(sip.care, ACTIVITIES, sip.goal, rubrik="Promenera varje dag", ansvarig=PERSON)
    return sip.written().approving().approved()


def earlier(browser: Browser, sip: SipDrive, number: int = 1) -> Any:
    return browser.open(f"/min-plan/{sip.key}/tidigare/{number}")


def again(sip: Any, heading: str) -> None:
    """The plan is updated with another activity, and approved by all."""
    sip.updated()
    sip.fills(sip.care, ACTIVITIES, sip.own, rubrik=heading)
    sip.approving().approved()


@pytest.mark.req("B-23")
def test_an_earlier_plan_is_read_with_what_was_changed_after_it(sip: Any, elsa: Browser) -> None:
    assert "Tidigare planer" not in elsa.open(f"/min-plan/{sip.key}").main.text
    again(sip, "Simma varje dag")
    now = elsa.open(f"/min-plan/{sip.key}")
    assert "Simma varje dag" in now.main.text
    assert "Promenera varje dag" not in now.main.text
    told = earlier(elsa, sip).main.text
    assert "Aktivitet Förut Promenera varje dag Sedan Simma varje dag" in told
    then = told.partition("Planen som den var då")[2]
    assert "Delmål 1: Gå till affären själv" in then
    assert "Promenera varje dag" in then
    assert "Simma varje dag" not in then


@pytest.mark.req("B-23")
def test_each_earlier_plan_is_compared_with_the_one_that_replaced_it(sip: Any, elsa: Browser) -> None:
    again(sip, "Simma varje dag")
    again(sip, "Cykla varje dag")
    assert len(held_before(sip.key)) == 2
    assert "Förut Promenera varje dag Sedan Simma varje dag" in earlier(elsa, sip, 1).main.text
    assert "Förut Simma varje dag Sedan Cykla varje dag" in earlier(elsa, sip, 2).main.text


@pytest.mark.req("B-23")
def test_what_is_taken_away_and_what_is_new_is_said(sip: Any, elsa: Browser) -> None:
    from vardtrad.planning.fields.groups import RowChange

    sip.updated()
    sip.changes(sip.care, ACTIVITIES, sip.own, RowChange.REMOVE)
    sip.adds(sip.care, ACTIVITIES, sip.goal, rubrik="Prova ut rollator", ansvarig=str(sip.care.unit.id))
    sip.approving().approved()
    told = earlier(elsa, sip).main.text
    assert "Aktivitet Borttaget Promenera varje dag" in told
    assert "Aktivitet Nytt Prova ut rollator" in told


@pytest.mark.req("B-23", "001-257")
def test_the_plan_that_is_being_updated_is_no_earlier_one_and_a_half_approved_one_is_never_shown(
    sip: Any, elsa: Browser
) -> None:
    sip.updated()
    sip.fills(sip.care, ACTIVITIES, sip.own, rubrik="Simma varje dag")
    assert "Tidigare planer" not in elsa.open(f"/min-plan/{sip.key}").main.text
    assert earlier(elsa, sip).status == 404
    sip.approving().approved(sip.care).updated()
    sip.fills(sip.care, ACTIVITIES, sip.own, rubrik="Cykla varje dag")
    sip.approving().approved()
    assert len(held_before(sip.key)) == 1
    assert "Simma" not in earlier(elsa, sip, 1).main.text
    assert earlier(elsa, sip, 2).status == 404


@pytest.mark.req("B-23")
def test_nobody_else_reads_it_a_no_closes_it_and_a_trace_is_left(planners: Planners, sip: Any, elsa: Browser) -> None:
    again(sip, "Simma varje dag")
    assert earlier(elsa, sip).status == 200
    row = Trace.objects.filter(action="read_version", key=sip.key).latest("at")
    assert (row.person_id, row.detail["version"]) == (planners.patients["elsa"].id, 1)
    other = logged_in(planners.patients["edvin"])
    assert earlier(other, sip).status == 404
    for number in (0, 2, 99):
        assert earlier(elsa, sip, number).status == 404
    sip.withdrawn()
    assert earlier(elsa, sip).status == 404
    sip.consented()
    assert earlier(elsa, sip).status == 200


def test_reading_one_of_many_costs_the_same_number_of_queries(sip: Any, elsa: Browser) -> None:
    def counted(number: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert earlier(elsa, sip, number).status == 200
        return len(queries)

    again(sip, "Simma varje dag")
    again(sip, "Cykla varje dag")
    counted(1)
    first = counted(1)
    for heading in ("Dansa", "Gå", "Springa"):
        again(sip, heading)
    assert counted(1) == first
