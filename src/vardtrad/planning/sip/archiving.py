"""When a SIP leaves the start pages, and the clock's move that takes it away (001-214, design decision 8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.leaving import TRY_AGAIN, leaves_start_page
from vardtrad.planning.plan.models import Participant, Plan
from vardtrad.planning.plan.rules import Move
from vardtrad.planning.sip.following_up import FOLLOW_UP, reminder_of
from vardtrad.planning.sip.given import ClockGiven
from vardtrad.planning.sip.models import CarePlan
from vardtrad.planning.sip.open_tasks import units_with_open_tasks
from vardtrad.planning.sip.rules import SipFacts
from vardtrad.planning.sip.step_rules import latest_follow_up
from vardtrad.planning.sip.steps import NOBODY_YET, approved_at, steps_of, with_steps
from vardtrad.planning.sip.subject import SIP

CLOCK = system("sip")
ARCHIVE = "archive"


def archive(keys: Sequence[UUID]) -> None:
    """Take active and ended SIP off the start pages of units with nothing left to do (001-214)."""

    def write(moving: door.Moving[Plan, SipFacts, ClockGiven]) -> None:
        plan = moving.thing
        since = done_since(plan)
        if since is None:
            # A new call or an updated plan: it leaves when that is done, and its own deadline says so.
            moving.clear(ARCHIVE)
            return
        due = leaves_start_page(since)
        if due > moving.at:
            moving.deadline(ARCHIVE, due)
            return
        if plan.closed is None and plan.follow_up_by is None:
            # The removal of a unit completed the approval, and nobody was there to say so.
            chosen = CarePlan.objects.filter(thing=plan).values_list("follow_up_by", flat=True).first()
            plan.follow_up_by = chosen or latest_follow_up(clock.swedish_date(since))
            moving.deadline(FOLLOW_UP, reminder_of(plan.follow_up_by, moving.at))
        busy = units_with_open_tasks(plan)
        for row in Participant.objects.filter(plan=plan, removed__isnull=True, listed=True):
            if row.unit_id not in busy:
                row.listed = False
                moving.change(row, "listed")
        if busy:
            moving.deadline(ARCHIVE, moving.at + TRY_AGAIN)
        else:
            moving.clear(ARCHIVE)

    door.move_many(SIP, CLOCK, Move.ARCHIVE, [door.Request(key, ClockGiven()) for key in keys], body=write)


def done_since(plan: Plan) -> datetime | None:
    """Since when nothing is going on in a SIP (UTC), or will be: it has ended, or is active and its meeting is over.

    None while the plan is not approved by all.
    """
    if plan.closed is not None:
        return plan.closed
    steps = steps_of(with_steps(Plan.objects.all()).get(pk=plan.pk))
    members = planning.members_of([plan.id]).get(plan.id, [])
    since = approved_at(steps.care_plan, members, planning.confirmed_in([plan.id]).get(plan.id, NOBODY_YET))
    meeting = steps.call.meeting if steps.called and steps.call is not None else None
    return max(since, meeting.starts) if since is not None and meeting is not None else since
