"""Open tasks in an SVU: those of a role at a unit (001-052), and those of a unit in any role (001-262)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from vardtrad.kernel import clock
from vardtrad.planning.messages import queries as messages
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.event_rules import EventKind
from vardtrad.planning.plan.models import Confirmation, Participant, Plan
from vardtrad.planning.svu.queries import NOBODY_YET
from vardtrad.planning.svu.rules import ALL, RECEIVING, AdmissionState, StatementState, Step
from vardtrad.planning.svu.steps import steps_of, with_steps
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Duty, Party


def has_task(seat: Seat) -> Q:
    """The condition that a seat's role has something to do in an SVU where its unit takes part (001-052).

    ``shown.overview`` answers the same question for plans that have been read. Here it is also written in SQL, since
    the start page filters and counts thousands of plans but reads only a page of them. A random walk through the
    possible moves (start/tests/test_tasks.py) checks that both give the same answer.
    """
    wanted: Any = Q(pk__in=[])
    if Duty.ACKNOWLEDGE in seat.duties:
        if seat.party in RECEIVING:
            wanted |= Q(admission__state=AdmissionState.PUBLISHED) & ~_confirmed_by(
                seat, Step.ADMISSION, "admission__round"
            )
            wanted |= Q(discharge_time__isnull=False) & ~_confirmed_by(
                seat, Step.DISCHARGE_TIME, "discharge_time__round"
            )
        wanted |= Q(Exists(messages.unacknowledged(seat.unit.id).filter(plan_id=OuterRef("pk"))))
    if Duty.ATTEST in seat.duties:
        states = [StatementState.MARKED]
        if seat.party is Party.INPATIENT:
            states.append(StatementState.REJECTED)
        wanted |= Q(statement__state__in=states) & ~_confirmed_by(seat, Step.STATEMENT, "statement__round")
    if seat.party is Party.INPATIENT:
        wanted |= _to_send()
    condition: Q = wanted & ~Q(event_standing=EventKind.DECEASED)
    return condition


def _to_send() -> Q:
    """What only the ward can see and do: send the admission notice, and find a receiver for each party."""
    unsent = Q(admission__isnull=True) | Q(
        admission__state=AdmissionState.DRAFT, admission__admitted__lte=clock.today()
    )
    every_party = Q()
    for party in RECEIVING:
        here = Participant.objects.filter(plan_id=OuterRef("pk"), party=party, removed__isnull=True)
        every_party &= Q(Exists(here))
    no_receiver = Q(admission__state=AdmissionState.PUBLISHED, told_outside=False) & ~every_party
    return Q(closed__isnull=True) & (unsent | no_receiver)


def _confirmed_by(seat: Seat, step: Step, round_: str) -> Exists:
    return Exists(
        Confirmation.objects.filter(plan_id=OuterRef("pk"), kind=step, unit_id=seat.unit.id).filter(
            round=OuterRef(round_)
        )
    )


def units_with_open_tasks(plan: Plan) -> set[UUID]:
    """The participating units that still have something to confirm or a message to acknowledge, in any role.

    After the patient's death there is nothing left to confirm.
    """
    if plan.deceased:
        return set()
    steps = steps_of(with_steps(Plan.objects.all()).get(pk=plan.pk))
    members = planning.members_of([plan.id]).get(plan.id, [])
    done = planning.confirmed_in([plan.id]).get(plan.id, NOBODY_YET)
    busy: set[UUID] = set()

    def add(step: Step, round_: int, parties: Sequence[Party]) -> None:
        met = done.get((step.value, round_), {})
        busy.update(member.unit for member in members if member.party in parties and member.unit not in met)

    if steps.admission is not None and steps.published:
        add(Step.ADMISSION, steps.admission.round, RECEIVING)
    if steps.discharge_time is not None:
        add(Step.DISCHARGE_TIME, steps.discharge_time.round, RECEIVING)
    if steps.statement is not None and steps.statement.state == StatementState.MARKED:
        add(Step.STATEMENT, steps.statement.round, ALL)
    elif steps.statement is not None and steps.statement.state == StatementState.REJECTED:
        add(Step.STATEMENT, steps.statement.round, (Party.INPATIENT,))
    busy.update(
        member.unit for member in members if messages.unacknowledged(member.unit).filter(plan_id=plan.id).exists()
    )
    return busy
