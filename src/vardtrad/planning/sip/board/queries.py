"""What the today board shows of a unit's SIP: a fixed number of queries, whatever the number of plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from vardtrad.kernel import clock
from vardtrad.planning.messages import queries as messages
from vardtrad.planning.plan.awaited import Awaited, awaited_in
from vardtrad.planning.plan.meeting_rules import MeetingState
from vardtrad.planning.plan.models import Meeting, Participant, Plan
from vardtrad.planning.plan.process import Due, Overview
from vardtrad.planning.plan.rules import LIMITED, ProcessCode, State
from vardtrad.planning.sip.clocks import follow_up_due
from vardtrad.planning.sip.following_up import AHEAD, is_due
from vardtrad.planning.sip.rules import CallState, CarePlanState
from vardtrad.planning.sip.shown import overviews
from vardtrad.planning.sip.steps import Steps, steps_of, with_steps
from vardtrad.shared.care_units.queries import Seat

MOST = 500
"""The most SIP that a board reads; a unit with more sees those that changed last."""


@dataclass(frozen=True, slots=True)
class SipLine:
    """A person on the board. ``meeting`` is today's; ``due`` the last day of a follow-up that nobody has called to.

    ``deceased``: the population register says that the person has died.
    """

    plan: UUID
    name: str
    identity: str
    protected: bool
    deceased: bool
    address: str
    unit: str
    meeting: Meeting | None = None
    due: Due | None = None
    tasks: list[tuple[str, str]] = field(default_factory=list)
    awaited: list[Awaited] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SipBoard:
    """The SIP of a unit on a day; each stands once, in the first list that it belongs to."""

    meetings: list[SipLine]
    follow_ups: list[SipLine]
    calls: list[SipLine]
    approvals: list[SipLine]

    @property
    def shown(self) -> set[UUID]:
        """Every plan on the board, for the trace."""
        return {line.plan for lines in (self.meetings, self.follow_ups, self.calls, self.approvals) for line in lines}


def board(seat: Seat, address: str) -> SipBoard:
    """The SIP of a seat's unit; ``address`` is the prefix of the seat's addresses, which ends in "/"."""
    plans = _plans(seat)
    keys = [plan.id for plan in plans]
    unread = {key: counts.to_acknowledge for key, counts in messages.counts(keys, seat.unit.id).items()}
    seen = overviews(seat, plans, f"{address}sip/", unread)
    due = set(Plan.objects.filter(is_due(), pk__in=keys).values_list("pk", flat=True))
    today = clock.today()
    lists: Mapping[str, list[SipLine]] = {"meetings": [], "follow_ups": [], "calls": [], "approvals": []}
    for plan in plans:
        steps = steps_of(plan)
        meeting = _meeting_of(steps, today)
        name = _list_of(plan, steps, seen[plan.id], meets=meeting is not None, due=plan.id in due)
        if name:
            lists[name].append(_line(plan, seen[plan.id], address, seat, meeting, due=plan.id in due))
    lists["meetings"].sort(key=_when)
    lists["follow_ups"].sort(key=lambda line: line.due.by if line.due is not None else date.max)
    return SipBoard(**lists)


def _plans(seat: Seat) -> list[Plan]:
    """The ongoing SIP on the start page of the seat's role, and those to follow up that have left it."""
    mine = Participant.objects.filter(unit_id=seat.unit.id, removed__isnull=True, roles__contains=[seat.role.code])
    here = Q(pk__in=mine.filter(listed=True).values("plan_id"))
    soon = Q(pk__in=mine.values("plan_id"), follow_up_by__lte=clock.today() + AHEAD)
    # Before the call nobody but who began it knows of a SIP (001-176), and then it has no day of its own yet.
    called = Plan.objects.filter(process=ProcessCode.SIP, shared__isnull=False, closed__isnull=True)
    rows = with_steps(called.select_related("patient", "unit")).filter(here | soon).exclude(state=State.ANNULLED)
    return list(rows.order_by("-updated", "-id")[:MOST])


def _meeting_of(steps: Steps, today: date) -> Meeting | None:
    """The meeting of the call, if it is today and has not been cancelled."""
    meeting = steps.call.meeting if steps.call is not None else None
    if meeting is None or meeting.state == MeetingState.CANCELLED or clock.swedish_date(meeting.starts) != today:
        return None
    return meeting


def _list_of(plan: Plan, steps: Steps, seen: Overview, *, meets: bool, due: bool) -> str:
    """The list that a SIP stands in; "" for one that asks nothing of anybody today.

    As after the patient's no, or death; a meeting that nobody has cancelled stands there all the same.
    """
    if meets:
        return "meetings"
    if due:
        return "follow_ups"
    if plan.state in LIMITED or plan.patient.deceased:
        return ""
    waits = {step.slug for step in seen.steps if step.colour in {"task", "wait"}}
    if steps.call is not None and steps.call.state == CallState.SENT and "kallelse" in waits:
        return "calls"
    if steps.care_plan is not None and steps.care_plan.state == CarePlanState.APPROVING and "plan" in waits:
        return "approvals"
    return ""


def _line(plan: Plan, seen: Overview, address: str, seat: Seat, meeting: Meeting | None, *, due: bool) -> SipLine:
    return SipLine(
        plan=plan.id,
        name=plan.patient.name,
        identity=plan.patient.identity_shown,
        protected=plan.patient.is_protected,
        deceased=plan.patient.deceased,
        address=f"{address}sip/{plan.id}/",
        unit=plan.unit.name,
        meeting=meeting,
        due=follow_up_due(plan) if due else None,
        tasks=seen.tasks,
        awaited=[] if plan.state in LIMITED or plan.patient.deceased else awaited_in(seen, seat.unit.id),
    )


def _when(line: SipLine) -> tuple[datetime, UUID]:
    if line.meeting is None:
        raise ValueError("every line of the list has a meeting")
    return line.meeting.starts, line.plan
