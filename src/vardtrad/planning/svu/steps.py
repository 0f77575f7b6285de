"""The steps of an SVU together: which have begun, and how far the stay has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from vardtrad.planning.fields.models import Assessment
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Member
from vardtrad.planning.svu.models import Admission, Discharge, DischargeTime, Statement
from vardtrad.planning.svu.rules import RECEIVING, AdmissionState, DischargeState, Step, TimeState


@dataclass(frozen=True, slots=True)
class Steps:
    """The parts of an SVU, as they are now or were at a version; None for a step that has not begun."""

    admission: Admission | None = None
    discharge_time: DischargeTime | None = None
    assessment: Assessment | None = None
    statement: Statement | None = None
    discharge: Discharge | None = None

    @property
    def published(self) -> bool:
        """Whether the admission is published, so that the other parties can see the plan."""
        return self.admission is not None and self.admission.state == AdmissionState.PUBLISHED

    @property
    def ready(self) -> bool:
        """Whether the patient is ready for discharge."""
        return self.discharge_time is not None and self.discharge_time.state == TimeState.READY

    @property
    def discharged(self) -> bool:
        """Whether the patient is discharged, and that has not been undone."""
        return self.discharge is not None and self.discharge.state == DischargeState.PUBLISHED

    @property
    def home_day(self) -> date | None:
        """The estimated day, or the day from which the patient is ready (001-115)."""
        if self.discharge_time is not None:
            return self.discharge_time.day
        return self.admission.expected if self.admission is not None else None


STEPS = ("admission", "discharge_time", "assessment", "statement", "discharge")


def steps_of(plan: Plan) -> Steps:
    """The parts of a plan fetched by ``with_steps``."""
    return Steps(**{name: getattr(plan, name, None) for name in STEPS})


def with_steps(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """The plans with all their parts, in the same query."""
    return plans.select_related(*STEPS)


def steps_slug(steps: Steps) -> str:
    """The step at which a plan opens if the address names none: the step that the work has reached."""
    if steps.discharged:
        return Step.DISCHARGE.slug
    if steps.statement is not None:
        return Step.STATEMENT.slug
    if steps.discharge_time is not None:
        return Step.DISCHARGE_TIME.slug
    return Step.ADMISSION.slug


def opens_on(plan: Plan) -> str:
    """The slug of the step that a plan fetched by ``with_steps`` opens on."""
    return steps_slug(steps_of(plan))


def parties_missing(members: Sequence[Member]) -> tuple[str, ...]:
    """The receiving parties without a unit among the members, as a sentence names them; no query."""
    return tuple(party.definite for party in planning.missing_parties(members, RECEIVING))
