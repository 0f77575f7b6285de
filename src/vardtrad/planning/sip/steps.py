"""The steps of a SIP together: which have begun, and whether its plan is active."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from vardtrad.planning.fields.models import Assessment
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Done, Member
from vardtrad.planning.sip.models import Call, CarePlan
from vardtrad.planning.sip.rules import CallState, CarePlanState, Step

NOBODY_YET: Mapping[tuple[str, int], Mapping[UUID, Done]] = {}


@dataclass(frozen=True, slots=True)
class Steps:
    """The parts of a SIP, as they are now or were at a version; None for a step that has not begun."""

    call: Call | None = None
    assessment: Assessment | None = None
    care_plan: CarePlan | None = None

    @property
    def called(self) -> bool:
        """Whether a call waits for its meeting now."""
        return self.call is not None and self.call.state == CallState.SENT


STEPS = ("call", "assessment", "care_plan")


def steps_of(plan: Plan) -> Steps:
    """The parts of a plan fetched by ``with_steps``."""
    return Steps(**{name: getattr(plan, name, None) for name in STEPS})


def with_steps(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """The plans with all their parts and the meeting of the call, in the same query."""
    return plans.select_related(*STEPS, "call__meeting")


def steps_slug(steps: Steps) -> str:
    """The step at which a plan opens if the address names none: the step that the work has reached."""
    if steps.care_plan is not None and not steps.called:
        return Step.CARE_PLAN.slug
    return Step.CALL.slug


def opens_on(plan: Plan) -> str:
    """The slug of the step that a plan fetched by ``with_steps`` opens on."""
    return steps_slug(steps_of(plan))


def approved_at(
    care_plan: CarePlan | None, members: Sequence[Member], done: Mapping[tuple[str, int], Mapping[UUID, Done]]
) -> datetime | None:
    """Since when a SIP is active: when the last unit approved it (UTC); None while somebody is awaited (001-211).

    It stays active when a unit is added afterwards (001-257), and becomes so when the last awaited unit is removed.
    """
    if care_plan is None or care_plan.state != CarePlanState.APPROVING:
        return None
    if care_plan.approved is not None:
        return care_plan.approved
    met = done.get((Step.CARE_PLAN.value, care_plan.round), {})
    if not members or any(member.unit not in met for member in members):
        return None
    return max(met[member.unit].at for member in members)
