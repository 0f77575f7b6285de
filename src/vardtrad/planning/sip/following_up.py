"""Following up an active SIP within a year (001-216, B-49): who is reminded, when, and for whom it is a task."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from vardtrad.gate import door
from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.kernel.actors import ActorKind, system
from vardtrad.planning.plan.meeting_rules import MeetingState
from vardtrad.planning.plan.models import Meeting, Participant, Plan
from vardtrad.planning.plan.rules import LIMITED
from vardtrad.planning.sip.given import ClockGiven
from vardtrad.planning.sip.models import Coordinator
from vardtrad.planning.sip.rules import Move, SipFacts
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.care_units.queries import Seat

CLOCK = system("sip")
FOLLOW_UP = "follow_up"
"""The kind of the deadline at which somebody is reminded."""
AHEAD = timedelta(days=30)
"""How long before the last day the first reminder comes: eleven months after an approval that is to hold for twelve."""
AGAIN = timedelta(days=30)
"""How often somebody is reminded of a follow-up that is late."""
AT = time(7, 0)
"""The Swedish time of day at which reminders are sent."""


def reminder_of(day: date, now: datetime) -> datetime:
    """When the next reminder of a follow-up is sent (UTC), after ``now``: a month before its last day, and after it."""
    for moment in (_morning(day - AHEAD), _morning(day + timedelta(days=1))):
        if moment > now:
            return moment
    return now + AGAIN


def _morning(day: date) -> datetime:
    return datetime.combine(day, AT, clock.STOCKHOLM).astimezone(UTC)


def remind(keys: Sequence[UUID]) -> None:
    """Remind whoever coordinates each SIP that it is to be followed up, as the clock; again when it is late (B-49).

    The plan comes back to the start page of the unit that is responsible. Nobody is reminded of a follow-up whose
    meeting is booked, when the patient has died, or while the patient's no holds, since nobody may call to it then.
    """

    def write(moving: door.Moving[Plan, SipFacts, ClockGiven]) -> None:
        plan = moving.thing
        if plan.closed is not None or plan.follow_up_by is None:
            moving.clear(FOLLOW_UP)
            return
        moving.deadline(FOLLOW_UP, reminder_of(plan.follow_up_by, moving.at))
        if (
            plan.state in LIMITED
            or plan.patient.deceased
            or Meeting.objects.filter(plan=plan, state=MeetingState.BOOKED, starts__gt=moving.at).exists()
        ):
            return
        coordinator = _coordinators().filter(plan=plan).first()
        here = list(Participant.objects.filter(plan=plan, removed__isnull=True))
        unit = coordinator.unit_id if coordinator is not None else plan.unit_id
        responsible = [row for row in here if row.unit_id == unit] or here
        for row in responsible:
            moving.concerns(row.unit_id)
            if not row.listed:
                row.listed = True
                moving.change(row, "listed")
        if coordinator is not None:
            moving.add(
                Notification(
                    label=SIP.label,
                    key=plan.id,
                    move=Move.REMIND.value,
                    party="coordinator",
                    recipient_kind=ActorKind.STAFF,
                    recipient_id=coordinator.staff_id,
                    created=moving.at,
                    due=moving.at,
                )
            )

    door.move_many(SIP, CLOCK, Move.REMIND, [door.Request(key, ClockGiven()) for key in keys], body=write)


def is_due() -> Q:
    """The SIP that are to be followed up within a month, or should have been, and have no meeting ahead.

    After a patient's no, or death, nobody may call to a follow-up, so none is due.
    """
    booked = Meeting.objects.filter(plan_id=OuterRef("pk"), state=MeetingState.BOOKED, starts__gt=clock.now())
    due = Q(closed__isnull=True, follow_up_by__lte=clock.today() + AHEAD, patient__deceased=False)
    due &= ~Q(state__in=LIMITED)
    return due & ~Q(Exists(booked))


def _coordinators() -> QuerySet[Coordinator]:
    """The coordinators of SIP who still work, and whose unit still takes part in the plan."""
    here = Participant.objects.filter(plan_id=OuterRef("plan_id"), unit_id=OuterRef("unit_id"), removed__isnull=True)
    return Coordinator.objects.filter(Exists(here), removed__isnull=True, staff__active=True)


def waits_for(seat: Seat) -> Q:
    """The condition that a seat's unit is to call to the follow-up of a SIP: where the coordinator works.

    Where none is registered, or the one who was has left, it is the unit that created the SIP (001-220); if that takes
    part no longer, it is every unit.
    """
    coordinators = _coordinators().filter(plan_id=OuterRef("pk"))
    creator = Participant.objects.filter(plan_id=OuterRef("pk"), unit_id=OuterRef("unit_id"), removed__isnull=True)
    own = Q(Exists(coordinators.filter(unit_id=seat.unit.id)))
    return is_due() & (own | (~Q(Exists(coordinators)) & (Q(unit_id=seat.unit.id) | ~Q(Exists(creator)))))


def waiting(seat: Seat, plans: Collection[Plan]) -> set[UUID]:
    """Those of the plans whose follow-up the seat's unit is to call to: one query, and none while nothing is due."""
    soon = [
        plan.id
        for plan in plans
        if plan.closed is None and plan.follow_up_by is not None and plan.follow_up_by <= clock.today() + AHEAD
    ]
    return set(Plan.objects.filter(waits_for(seat), pk__in=soon).values_list("pk", flat=True)) if soon else set()
