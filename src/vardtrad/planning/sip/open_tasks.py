"""Open tasks in a SIP: those of a role at a unit (001-052), and those of a unit in any role (001-214)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from vardtrad.planning.messages import queries as messages
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Confirmation, Plan
from vardtrad.planning.plan.rules import LIMITED
from vardtrad.planning.sip.following_up import waits_for
from vardtrad.planning.sip.rules import CallState, CarePlanState, Step
from vardtrad.planning.sip.steps import NOBODY_YET, steps_of, with_steps
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Duty


def has_task(seat: Seat) -> Q:
    """The condition that a seat's role has something to do in a SIP where its unit takes part (001-052).

    ``shown.overview`` answers the same question for plans that have been read; the start page filters and counts by
    this one in SQL. After a patient's no every step is locked, and after a death none asks for anything, so that only a
    message can be left to acknowledge.
    """
    wanted: Any = Q(pk__in=[])
    agreed = ~Q(state__in=LIMITED) & Q(patient__deceased=False)
    if Duty.ACKNOWLEDGE in seat.duties:
        wanted |= agreed & Q(call__state=CallState.SENT) & ~_confirmed_by(seat, Step.CALL, "call__round")
        wanted |= Q(Exists(messages.unacknowledged(seat.unit.id).filter(plan_id=OuterRef("pk"))))
    if Duty.APPROVE in seat.duties:
        approving = Q(care_plan__state=CarePlanState.APPROVING, care_plan__approved__isnull=True)
        wanted |= agreed & approving & ~_confirmed_by(seat, Step.CARE_PLAN, "care_plan__round")
    if seat.duties:
        wanted |= waits_for(seat)
    condition: Q = wanted & Q(closed__isnull=True)
    return condition


def _confirmed_by(seat: Seat, step: Step, round_: str) -> Exists:
    return Exists(
        Confirmation.objects.filter(plan_id=OuterRef("pk"), kind=step, unit_id=seat.unit.id).filter(
            round=OuterRef(round_)
        )
    )


def units_with_open_tasks(plan: Plan) -> set[UUID]:
    """The participating units that have something to acknowledge or approve, in any role."""
    if plan.closed is not None:
        return set()
    steps = steps_of(with_steps(Plan.objects.all()).get(pk=plan.pk))
    members = planning.members_of([plan.id]).get(plan.id, [])
    done = planning.confirmed_in([plan.id]).get(plan.id, NOBODY_YET)
    busy = {member.unit for member in members if messages.unacknowledged(member.unit).filter(plan_id=plan.id).exists()}
    if plan.state in LIMITED or plan.patient.deceased:
        return busy
    if steps.called and steps.call is not None:
        met = done.get((Step.CALL.value, steps.call.round), {})
        busy.update(member.unit for member in members if member.unit not in met)
    plan_part = steps.care_plan
    if plan_part is not None and plan_part.state == CarePlanState.APPROVING and plan_part.approved is None:
        met = done.get((Step.CARE_PLAN.value, plan_part.round), {})
        busy.update(member.unit for member in members if member.unit not in met)
    return busy
