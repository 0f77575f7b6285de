"""A discharged SVU leaves the start pages: after 72 hours and a whole working day, unless something is left to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.plans import Drive
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.gate.models import Deadline, Version
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.planning.messages import actions as messages
from vardtrad.planning.plan.leaving import leaves_start_page
from vardtrad.planning.plan.models import Participant
from vardtrad.planning.svu.subject import SVU

LISTED = {
    # published (UTC) and when it may leave: 72 hours, or the end of the first whole working day if that is later
    "a Monday": (datetime(2026, 11, 16, 9, tzinfo=UTC), datetime(2026, 11, 19, 9, tzinfo=UTC)),
    "a Friday evening": (datetime(2026, 11, 20, 18, tzinfo=UTC), datetime(2026, 11, 23, 23, tzinfo=UTC)),
    "before Christmas": (datetime(2026, 12, 23, 9, tzinfo=UTC), datetime(2026, 12, 28, 23, tzinfo=UTC)),
    "Maundy Thursday": (datetime(2026, 4, 2, 9, tzinfo=UTC), datetime(2026, 4, 7, 22, tzinfo=UTC)),
}


@pytest.mark.req("001-262")
@pytest.mark.parametrize("when", LISTED)
def test_72_hours_and_a_whole_working_day(when):
    published, leaves = LISTED[when]
    assert leaves_start_page(published) == leaves


@pytest.fixture
def later(monkeypatch):
    """A function that moves the clock forward."""

    def go(**much):
        at = clock.now() + timedelta(**much)
        monkeypatch.setattr(clock, "now", lambda: at)

    return go


def carry_out():
    worker.carry_out_deadlines(HANDLERS)


def listed(svu):
    """The units whose start page shows the plan."""
    rows = Participant.objects.filter(plan_id=svu.key, removed__isnull=True, listed=True)
    return set(rows.values_list("unit__name", flat=True))


EVERYWHERE = {"Avdelning A", "Vårdcentralen Planen", "Biståndsenheten Plankommun"}


@pytest.fixture
def svu(planners):
    """An SVU where all units have done their tasks, and the patient has left."""
    return Drive(planners).published().acknowledged().convened().discharged()


def test_the_worker_removes_the_plan_when_the_time_has_come(svu, later):
    later(hours=71)
    carry_out()
    assert listed(svu) == EVERYWHERE
    later(days=8)
    carry_out()
    assert listed(svu) == set()
    assert not Deadline.objects.exists()
    version = Version.objects.get(key=svu.key, move="archive")
    assert (version.actor_kind, version.actor_name) == ("system", "svu")


@pytest.mark.req("001-262")
def test_a_unit_with_tasks_left_keeps_the_plan_until_they_are_done(planners, later):
    svu = Drive(planners).published().acknowledged("admission", planners.staff["karin"]).convened().discharged()
    message = svu.messaged(svu.care, ask=(svu.town,))
    later(days=9)
    carry_out()
    assert listed(svu) == {"Vårdcentralen Planen", "Biståndsenheten Plankommun"}
    svu.acknowledged("admission", svu.care)
    later(hours=2)
    carry_out()
    assert listed(svu) == {"Biståndsenheten Plankommun"}
    messages.acknowledge(SVU, svu.town.actor, svu.key, message)
    later(hours=2)
    carry_out()
    assert listed(svu) == set()


def test_an_undone_discharge_puts_the_plan_back_on_all_start_pages(svu, later):
    svu.undone()
    assert not Deadline.objects.filter(key=svu.key).exists()
    later(days=30)
    carry_out()
    assert listed(svu) == EVERYWHERE
    assert svu.plan.closed is None


@pytest.mark.req("001-166")
def test_a_discharge_cannot_be_undone_once_the_plan_has_left_the_wards_start_page(svu, later):
    later(days=9)
    carry_out()
    with pytest.raises(Refused) as refused:
        svu.undone()
    assert "har lämnat startsidan" in refused.value.sentence


@pytest.mark.req("001-166", "001-262")
def test_a_discharge_is_undone_after_the_plan_has_left_other_start_pages(planners, later):
    svu = Drive(planners).published().acknowledged().convened().discharged()
    svu.messaged(svu.care, ask=(svu.ward,))
    later(days=9)
    carry_out()
    assert listed(svu) == {"Avdelning A"}
    svu.undone()
    assert listed(svu) == EVERYWHERE


def test_the_clock_twice_changes_nothing(svu, later):
    later(days=9)
    carry_out()
    before = svu.plan.version
    carry_out()
    assert svu.plan.version == before
