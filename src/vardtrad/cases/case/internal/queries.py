"""The data of a case's side panel: the person's other cases, questions to colleagues, what is sent later."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from vardtrad.cases.case.capacities import capacities_of
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, CaseLink, Consultation, Message, Postponed
from vardtrad.cases.case.rules import State
from vardtrad.gate.compiled import Compiled
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.care_units.models import Assignment, Staff, Unit
from vardtrad.shared.care_units.queries import WORKS_WITH_CASES

SHOWN = 20
"""How many of a person's other cases a case shows, the open ones first."""


@dataclass(frozen=True, slots=True)
class Others:
    """A person's other cases at the clinic that the actor may see, and how many open ones are of the same type.

    The number includes cases that the actor may not open, since the warning only says that they exist (B-10).
    """

    cases: list[Case]
    linked: list[Case]
    same_type: int


def others(actor: Actor, case: Case) -> Others:
    """The person's other cases at the case's own clinic, linked ones apart; nothing for who works elsewhere."""
    if actor.unit != case.clinic_id:
        return Others([], [], 0)
    cases = _others().things(case.clinic_id, case.patient_id, case.id)
    if not cases:
        return Others([], [], 0)
    capacities = capacities_of(actor, cases)
    seen = [other for other in cases if capacities.get(other.id)]
    linked = {key for pair in _links().rows(case.id) for key in pair}
    return Others(
        [other for other in seen if other.id not in linked],
        [other for other in seen if other.id in linked],
        sum(other.state != State.CLOSED and other.case_type_id == case.case_type_id for other in cases),
    )


@cache
def _others() -> Compiled[Case]:
    """Asked whenever a case is opened, as are the links and what is sent later; its SQL is built once."""

    def build(clinic: UUID, patient: UUID, case: UUID) -> QuerySet[Case]:
        cases = Case.objects.select_related("case_type", "handler", "group")
        cases = cases.filter(clinic_id=clinic, patient_id=patient).exclude(pk=case)
        return cases.order_by("-is_open", "-updated", "-id")[:SHOWN]

    return Compiled(build, UUID, UUID, UUID)


@cache
def _links() -> Compiled[CaseLink]:
    def build(case: UUID) -> QuerySet[CaseLink, Any]:
        return CaseLink.objects.filter(Q(case_id=case) | Q(other_id=case)).values_list("case_id", "other_id")

    return Compiled(build, UUID)


def questions_to(actor: Actor, case: Case) -> list[Consultation]:
    """The questions about a case that wait for this actor's answer, the oldest first."""
    if not case.consulting:
        return []
    questions = Consultation.objects.select_related("asked_by", "unit").filter(
        Q(staff_id=actor.id) | Q(staff__isnull=True), case_id=case.id, unit_id=actor.here, answered__isnull=True
    )
    return list(questions.order_by("at"))


def still_reads(actor: Actor, key: UUID) -> bool:
    """Whether somebody may still read a case after what was just done with it."""
    case = Case.objects.filter(pk=key).first()
    return case is not None and bool(capacities_of(actor, [case])[case.id])


def postponed(case: Case) -> Postponed | None:
    """What waits to be sent in a case, or else what was cancelled last, if nothing has been said since."""
    last = next(iter(_postponed().things(case.id)), None)
    if last is None or last.status == Postponed.Status.SENT:
        return None
    if last.status == Postponed.Status.CANCELLED:
        # The keys are in the order of time.
        said = (MessageKind.ANSWER, MessageKind.PARTIAL_REPLY, MessageKind.QUESTION, MessageKind.CLOSING_REASON)
        if Message.objects.filter(case_id=case.id, kind__in=said, id__gt=last.id).exists():
            return None
    return last


@cache
def _postponed() -> Compiled[Postponed]:
    return Compiled(lambda case: Postponed.objects.filter(case_id=case).order_by("-id")[:1], UUID)


def colleagues_to_ask(actor: Actor) -> list[tuple[UUID, str]]:
    """The actor's colleagues at the clinic who work with cases, by name."""
    return [(key, name) for key, name in people_at(actor.here) if key != actor.id]


def people_at(unit: UUID) -> list[tuple[UUID, str]]:
    """Those who work with cases at a unit, by name."""
    workers = Staff.objects.filter(
        Exists(Assignment.objects.filter(WORKS_WITH_CASES, unit_id=unit, staff_id=OuterRef("pk")))
    )
    names = [(staff.id, f"{staff.name}, {staff.title}" if staff.title else staff.name) for staff in workers]
    return sorted(names, key=lambda choice: alphabetical(choice[1]))


def units_to_ask(clinic: Unit) -> list[tuple[UUID, str]]:
    """The other units of a clinic's organisation where somebody works with cases, by name (002-029)."""
    units = Unit.objects.filter(
        Exists(Assignment.objects.filter(WORKS_WITH_CASES, unit_id=OuterRef("pk"))),
        organisation_id=clinic.organisation_id,
        takes_cases=True,
    )
    return sorted(units.exclude(pk=clinic.pk).values_list("id", "name"), key=lambda choice: alphabetical(choice[1]))
