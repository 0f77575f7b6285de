"""The recipients of notices about cases, and the people, groups and clinics that a case can be distributed to."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vardtrad.cases.case.contact import AnswerBy
from vardtrad.cases.case.models import Case, Consultation
from vardtrad.cases.case.rules import Capacity
from vardtrad.cases.teams.models import Group
from vardtrad.cases.teams.queries import acting_for, groups_at, members_of, on_duty
from vardtrad.gate.door import Addressee
from vardtrad.kernel.actors import ActorKind
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.care_units.models import Assignment, Staff, Unit
from vardtrad.shared.care_units.queries import ACTIVE, staff_who_receive
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.proxies.queries import addressees_for


def addressees(cases: Sequence[Case], party: str) -> dict[UUID, list[Addressee]]:
    """The recipients that a party of the table means, for each case; a few queries, whatever the number of cases.

    The day's responsible is notified instead of all the clinic's receivers (002-013), and a substitute instead of the
    person who is replaced (B-03).
    """
    if party == Capacity.RESIDENT:
        return _residents(cases)
    if party == Capacity.HANDLER:
        acting = acting_for({(case.handler_id, case.clinic_id) for case in cases if case.handler_id})
        members = members_of({case.group_id for case in cases if case.group_id and not case.handler_id})

        def handlers(case: Case) -> Sequence[UUID]:
            if case.handler_id:
                return [acting[case.handler_id, case.clinic_id]]
            return members.get(case.group_id, ()) if case.group_id else ()

        return {case.id: [Addressee(ActorKind.STAFF, key) for key in handlers(case)] for case in cases}
    if party == Capacity.CONSULTED:
        return _consulted(cases)
    clinics = {case.clinic_id for case in cases}
    receivers = staff_who_receive(clinics) | on_duty(clinics, reachable=True)
    return {case.id: [Addressee(ActorKind.STAFF, key) for key in receivers.get(case.clinic_id, ())] for case in cases}


def _residents(cases: Sequence[Case]) -> dict[UUID, list[Addressee]]:
    """The resident, and the proxies who want notices of the resident's inbox.

    Who has chosen the telephone or letters gets no notice: somebody is given the task to tell them (B-35).
    """
    told = addressees_for({case.patient for case in cases})
    return {case.id: told[case.patient_id] if case.answer_by == AnswerBy.INBOX else [] for case in cases}


def _consulted(cases: Sequence[Case]) -> dict[UUID, list[Addressee]]:
    """Those whose answer is awaited: the person asked, or the receivers of the unit asked."""
    waiting = list(Consultation.objects.filter(case__in=cases, answered__isnull=True))
    receivers = staff_who_receive({question.unit_id for question in waiting if question.staff_id is None})
    consulted: dict[UUID, list[Addressee]] = {}
    for question in waiting:
        keys = [question.staff_id] if question.staff_id is not None else receivers.get(question.unit_id, [])
        consulted.setdefault(question.case_id, []).extend(Addressee(ActorKind.STAFF, key) for key in keys)
    return consulted


def person_of(case: Case) -> UUID:
    """The patient whose data the case holds, for the trace."""
    return case.patient_id


def colleagues(clinic: UUID) -> list[tuple[UUID, str]]:
    """The persons who may answer cases at the clinic, by name: the choices of "Fördela" (000-027)."""
    handlers = Assignment.objects.filter(ACTIVE, unit_id=clinic, permissions__contains=[Permission.HANDLER])
    columns = ("staff_id", "staff__given_name", "staff__family_name", "staff__title")
    names = [
        (key, f"{given} {family}, {title}" if title else f"{given} {family}")
        for key, given, family, title in handlers.values_list(*columns)
    ]
    return sorted(names, key=lambda choice: alphabetical(choice[1]))


def staff_member(key: UUID) -> Staff:
    """The member of staff that a form offered. Raises Staff.DoesNotExist if there is none."""
    return Staff.objects.get(pk=key)


def group(key: UUID) -> Group:
    """The group that a form offered. Raises Group.DoesNotExist if there is none."""
    return Group.objects.get(pk=key)


def clinic(key: UUID) -> Unit:
    """The unit that a form offered. Raises Unit.DoesNotExist if there is none."""
    return Unit.objects.get(pk=key)


def handling_groups(clinic: UUID) -> list[tuple[UUID, str]]:
    """The clinic's groups in use, by name: the other choices of "Fördela" (000-027, 004-055)."""
    return [(group.id, group.name) for group in groups_at(clinic)]


def other_clinics(clinic: Unit) -> list[tuple[UUID, str]]:
    """The clinics of the same organisation that cases may be handed over to (000-027, 002-022)."""
    clinics = Unit.objects.filter(organisation_id=clinic.organisation_id, takes_cases=True, open_to_transfer=True)
    names = clinics.exclude(pk=clinic.pk).values_list("id", "name")
    return sorted(names, key=lambda choice: alphabetical(choice[1]))
