"""What the today board shows: a fixed number of queries, whatever the number of plans."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from vardtrad.kernel import clock
from vardtrad.planning.messages import queries as messages
from vardtrad.planning.plan.awaited import Awaited, awaited_in
from vardtrad.planning.plan.event_rules import EventKind
from vardtrad.planning.plan.models import Participant, Plan
from vardtrad.planning.plan.process import Due, Overview
from vardtrad.planning.plan.rules import ProcessCode, State
from vardtrad.planning.plan.shown import standing_event
from vardtrad.planning.svu.clocks import calls_due, notice_due
from vardtrad.planning.svu.payment.queries import Countdown, countdowns
from vardtrad.planning.svu.rules import DischargeState, TimeState
from vardtrad.planning.svu.shown import overviews
from vardtrad.planning.svu.steps import steps_of, with_steps
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Party

MOST = 500
"""The most current plans that a board reads; a unit with more sees those that changed last."""


@dataclass(frozen=True, slots=True)
class Line:
    """A patient on the board.

    ``due``: what the law sets a last day for, an admission notice or a call to a SIP. ``event``: where the patient is,
    if an event says so (B-25).
    """

    plan: UUID
    name: str
    identity: str
    protected: bool
    address: str
    day: date | None
    ready: bool
    unit: str
    tasks: list[tuple[str, str]]
    awaited: list[Awaited] = field(default_factory=list)
    payment: Countdown | None = None
    due: Due | None = None
    event: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """The board of a unit on a day."""

    today: date
    home_today: list[Line]
    late: list[Line]
    ready: list[Line]
    waiting: list[Line]
    gone_today: list[Line]
    unsent: list[Line] = field(default_factory=list)
    deceased: list[Line] = field(default_factory=list)

    @property
    def shown(self) -> set[UUID]:
        """Every plan on the board, for the trace."""
        return {
            line.plan
            for lines in (
                self.deceased,
                self.unsent,
                self.home_today,
                self.late,
                self.ready,
                self.waiting,
                self.gone_today,
            )
            for line in lines
        }


def board(seat: Seat, address: str) -> Board:
    """The board of a seat's unit; ``address`` is the prefix of the seat's addresses, which ends in "/"."""
    mine = Participant.objects.filter(
        unit_id=seat.unit.id, removed__isnull=True, listed=True, roles__contains=[seat.role.code]
    )
    rows = with_steps(Plan.objects.select_related("patient", "unit")).filter(
        pk__in=mine.values("plan_id"), process=ProcessCode.SVU
    )
    # Until the admission is published only the ward sees the plan (001-097), and is reminded to send the notice.
    if seat.party is not Party.INPATIENT:
        rows = rows.filter(shared__isnull=False)
    # The participants of an annulled plan keep their rows, but it is shown to nobody (001-098).
    rows = rows.exclude(state=State.ANNULLED)
    latest = list(rows.order_by("-updated", "-id")[:MOST])
    notices = {plan.id: notice_due(plan, steps_of(plan)) for plan in latest if plan.shared is None}
    unsent = [(due, plan) for plan in latest if (due := notices.get(plan.id)) is not None and due.level != "ok"]
    plans = [plan for plan in latest if plan.shared is not None]
    keys = [plan.id for plan in plans]
    waiting = {key: counts.to_acknowledge for key, counts in messages.counts(keys, seat.unit.id).items()}
    seen = overviews(seat, plans, f"{address}svu/", waiting)
    clocks = countdowns([plan for plan in plans if plan.closed is None and steps_of(plan).ready])
    calls = calls_due(seat, plans)
    here_unit = seat.unit.id
    lines = [_line(plan, seen[plan.id], address, here_unit, clocks.get(plan.id), calls.get(plan.id)) for plan in plans]
    today = clock.today()
    gone = {plan.id for plan in plans if steps_of(plan).discharged}
    gone_now = {plan.id for plan in plans if plan.id in gone and _left(plan) == today}
    dead = {plan.id for plan in plans if plan.deceased}
    here = [line for line in lines if line.plan not in gone and line.plan not in dead]
    home_today = [line for line in here if line.day == today]
    late = sorted((line for line in here if not line.ready and _by_day(line) < today), key=_by_day)
    ready = sorted((line for line in here if line.ready and line.day != today), key=_by_day)
    told = {line.plan for line in (*home_today, *late, *ready)}
    return Board(
        today=today,
        home_today=home_today,
        late=late,
        ready=ready,
        # Each patient stands once: whoever is in a list above has there what is awaited.
        waiting=[line for line in here if line.plan not in told and (line.awaited or line.tasks)],
        gone_today=[line for line in lines if line.plan in gone_now and line.plan not in dead],
        deceased=[line for line in lines if line.plan in dead and (line.plan not in gone or line.plan in gone_now)],
        unsent=[_unsent(plan, address, due) for due, plan in sorted(unsent, key=lambda pair: pair[0].by)],
    )


def goes_home(seat: Seat) -> QuerySet[Plan]:
    """The plans that stand on a seat's board as going home today, or as late: asked of the database alone."""
    mine = Participant.objects.filter(
        unit_id=seat.unit.id, removed__isnull=True, listed=True, roles__contains=[seat.role.code]
    )
    today = clock.today()
    day = Coalesce("discharge_time__day", "admission__expected")
    ready = Q(discharge_time__isnull=False, discharge_time__state=TimeState.READY)
    gone = Q(discharge__isnull=False, discharge__state=DischargeState.PUBLISHED)
    return (
        Plan.objects.annotate(home_day=day)
        .filter(pk__in=mine.values("plan_id"), process=ProcessCode.SVU, shared__isnull=False)
        .filter(Q(home_day=today) | Q(home_day__lt=today) & ~ready)
        .exclude(Q(state=State.ANNULLED) | gone | Q(event_standing=EventKind.DECEASED))
    )


def _unsent(plan: Plan, address: str, due: Due) -> Line:
    """The line of a plan whose admission notice is due today or late; it shows nothing else about the plan."""
    return Line(**_patient(plan, address), day=None, ready=False, tasks=[], due=due)


def _patient(plan: Plan, address: str) -> dict[str, Any]:
    """The fields about the patient that every line of the board has."""
    return {
        "plan": plan.id,
        "name": plan.patient.name,
        "identity": plan.patient.identity_shown,
        "protected": plan.patient.is_protected,
        "address": f"{address}svu/{plan.id}/",
        "unit": plan.unit.name,
    }


def _left(plan: Plan) -> date | None:
    discharge = steps_of(plan).discharge
    return discharge.day if discharge is not None else None


def _by_day(line: Line) -> date:
    return line.day or date.max


def _line(plan: Plan, seen: Overview, address: str, here: UUID, payment: Countdown | None, due: Due | None) -> Line:
    """A patient's line as the unit ``here`` sees it."""
    steps = steps_of(plan)
    return Line(
        **_patient(plan, address),
        day=steps.home_day,
        ready=steps.ready,
        tasks=seen.tasks,
        awaited=awaited_in(seen, here),
        payment=payment,
        due=due,
        event=standing_event(plan),
    )
