"""Who stands how to a case, what the needs ask about, and the data of the lists and pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import (
    ApprovedContact,
    Case,
    CaseType,
    Consultation,
    Postponed,
    Service,
    StandardAnswer,
)
from vardtrad.cases.case.policy import closed_now
from vardtrad.cases.case.rules import Capacity, CaseFacts, Feedback, Origin, State
from vardtrad.cases.teams.models import Group
from vardtrad.cases.teams.queries import acting_for, coverage_of, group_takes_cases, groups_at, members_of, on_duty
from vardtrad.gate.door import Addressee
from vardtrad.gate.door.subject import Capacities
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.care_units.models import Assignment, Staff, Unit
from vardtrad.shared.care_units.queries import ACTIVE, may_answer, staff_who_receive
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.people.models import Person

LONGEST_WAIT = timedelta(days=90)
"""How far ahead something may be laid aside or sent later."""

MAY_HANDLE = frozenset({Permission.HANDLER.value, Permission.RECEIVER.value})
MAY_COUNT = MAY_HANDLE | {Permission.ADMINISTRATOR.value}
"""Statistics are for all who work at a clinic but those who only review logs (ADR 20)."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a form gave to a verb: a text (message or reason), and whom or where to distribute."""

    text: str = ""
    to_staff: Staff | None = None
    to_clinic: Unit | None = None
    to_group: Group | None = None
    taker: UUID | None = None
    # A colleague at the clinic, or another unit, or both: a colleague there.
    ask_staff: Staff | None = None
    ask_unit: Unit | None = None
    until: datetime | None = None
    kind: str = ""
    other: UUID | None = None
    # What was written to be sent later, for the clock that sends it.
    postponed: UUID | None = None


def capacities_of(actor: Actor, cases: Sequence[Case]) -> Capacities:
    """In what capacities the actor stands to each case. Nobody else stands anyhow to it.

    One's own case needs no query; else one asks whose cases the actor works with today, one who has been consulted.
    """
    found = {case.id: set(_plain_standings(actor, case)) for case in cases}
    if actor.kind is ActorKind.STAFF and actor.unit is not None and actor.roles & MAY_HANDLE:
        _add_shared(actor, cases, found)
    return {key: frozenset(capacities) for key, capacities in found.items()}


def _plain_standings(actor: Actor, case: Case) -> Iterable[str]:
    if actor.is_system:
        yield Capacity.CLOCK.value
    elif actor.kind is ActorKind.RESIDENT:
        if case.patient_id == actor.id:
            yield Capacity.RESIDENT.value
    elif actor.kind is ActorKind.STAFF and actor.unit == case.clinic_id:
        if Permission.RECEIVER.value in actor.roles:
            yield Capacity.RECEIVER.value
        # A receiver who asked back owns the case (000-052), so either permission will do for one's own case.
        if actor.roles & MAY_HANDLE:
            if case.handler_id == actor.id:
                yield Capacity.HANDLER.value
            if case.is_new:
                yield Capacity.SENDER.value


def _add_shared(actor: Actor, cases: Sequence[Case], found: dict[UUID, set[str]]) -> None:
    """Substitutes, members of groups, and who has been consulted: asked only about cases that are not one's own.

    Who has answered a colleague's question follows the case, and may add something, until it is closed.
    """
    others = [case for case in cases if Capacity.HANDLER not in found[case.id] and not case.is_new]
    here = [case for case in others if case.clinic_id == actor.unit and (case.handler_id or case.group_id)]
    if here:
        hands = coverage_of(actor.id, actor.unit)
        for case in here:
            if case.handler_id in hands.staff:
                found[case.id].add(Capacity.HANDLER.value)
            elif case.handler_id is None and case.group_id in hands.groups and case.state != State.CLOSED:
                found[case.id].add(Capacity.MEMBER.value)
    asked = [case.id for case in others if not found[case.id] or case.consulting]
    if asked:
        consulted = Consultation.objects.filter(
            Q(staff_id=actor.id) | Q(staff__isnull=True), case_id__in=asked, unit_id=actor.here
        )
        closed = {case.id for case in others if case.state == State.CLOSED}
        for key, answered in consulted.values_list("case_id", "answered"):
            if answered is None or key not in closed:
                found[key].add(Capacity.CONSULTED.value)


def facts(actor: Actor, asked: Sequence[tuple[Case, Given]]) -> dict[UUID, CaseFacts]:
    """What the needs ask about, as it is now, under the lock. The same question is put once for the whole set."""
    answers_here, reaches = cache(may_answer), cache(may_reach)
    group_takes, offered = cache(group_takes_cases), cache(_service)
    now = clock.now()
    written = _written_for_later([given.postponed for _case, given in asked if given.postponed is not None])
    answers = cache(_may_be_named)

    def one(case: Case, given: Given) -> CaseFacts:
        new = case.is_new
        service = offered(case.clinic_id, case.case_type_id) if new else None
        taker = given.to_staff.id if given.to_staff is not None else given.taker
        return CaseFacts(
            text=given.text,
            service_open=not new or (service is not None and _may_begin(case)),
            closed_now=closed_now(service) if service is not None and case.origin == Origin.RESIDENT else "",
            may_be_empty=service is not None and bool(service.link),
            kind_fits=not new or case.origin != Origin.RESIDENT or _kind_fits(case),
            may_reach_clinic=not new or reaches(case.patient, case.clinic_id),
            target_may_answer=(taker is not None and answers_here(taker, case.clinic_id))
            or (given.to_group is not None and group_takes(given.to_group.id, case.clinic_id)),
            target_is_handler=(given.to_staff is not None and given.to_staff.id == case.handler_id)
            or (given.to_group is not None and case.handler_id is None and given.to_group.id == case.group_id),
            clinic_open_to_transfer=given.to_clinic is not None
            and given.to_clinic.open_to_transfer
            and given.to_clinic.takes_cases
            and given.to_clinic.organisation_id == actor.organisation
            and given.to_clinic.id != case.clinic_id,
            may_reach_target=all(
                unit is None or unit.id == case.clinic_id or reaches(case.patient, unit.id)
                for unit in (given.to_clinic, given.ask_unit)
            ),
            colleague_reachable=_may_consult(actor, given),
            later=given.until is None or now < given.until <= now + LONGEST_WAIT,
            postponed=case.sends_at is not None,
            other_case=given.other is not None and _same_person(actor, case, given.other),
            overdue=_reached(case.due, now),
            may_wake=not actor.is_system or _reached(case.snoozed_until, now),
            still_waiting=written.get(case.id) is not None and _reached(case.sends_at, now),
            author_may=(author := written.get(case.id)) is None or answers(author, case.clinic_id),
            author_may_not=author is not None and not answers(author, case.clinic_id),
        )

    return {case.id: one(case, given) for case, given in asked}


def _service(clinic: UUID, case_type: UUID) -> Service | None:
    return Service.objects.filter(clinic_id=clinic, case_type_id=case_type, open=True, clinic__takes_cases=True).first()


def _may_begin(case: Case) -> bool:
    """Residents begin cases of incoming types; templates are for clinics (004-020)."""
    return case.origin != Origin.RESIDENT or case.case_type.direction == CaseType.Direction.INCOMING


def _kind_fits(case: Case) -> bool:
    """One of the kinds of the case type, or none where there are none (002-018, 002-026)."""
    kinds = case.case_type.choices
    return case.choice in kinds if kinds else not case.choice


def _may_consult(actor: Actor, given: Given) -> bool:
    """A colleague who works at the unit asked (the own clinic, or another unit of the organisation); or that unit."""
    unit = given.ask_unit
    if unit is None or not unit.takes_cases or unit.organisation_id != actor.organisation:
        return False
    handles = Q(permissions__contains=[Permission.HANDLER]) | Q(permissions__contains=[Permission.RECEIVER])
    works = Assignment.objects.filter(ACTIVE, handles, unit=unit)
    if given.ask_staff is None:
        return unit.id != actor.unit and works.exists()
    return given.ask_staff.id != actor.id and works.filter(staff=given.ask_staff).exists()


def _reached(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


def _written_for_later(keys: Sequence[UUID]) -> dict[UUID, UUID]:
    """Who wrote what waits to be sent later, by case; no query when nothing is asked about."""
    if not keys:
        return {}
    found = Postponed.objects.filter(pk__in=keys, status=Postponed.Status.WAITING)
    return dict(found.values_list("case_id", "author_id"))


def _may_be_named(staff: UUID, clinic: UUID) -> bool:
    """Whether something may be sent in this one's name from the clinic now: who works with cases there (B-09).

    A substitute whose days are over had the right to write, and still works there.
    """
    works = Q(permissions__contains=[Permission.HANDLER]) | Q(permissions__contains=[Permission.RECEIVER])
    return Assignment.objects.filter(ACTIVE, works, staff_id=staff, unit_id=clinic).exists()


def _same_person(actor: Actor, case: Case, other: UUID) -> bool:
    """Whether it is another case of the same person at the clinic, and one that the actor may see (B-10)."""
    found = Case.objects.filter(pk=other, clinic_id=case.clinic_id, patient_id=case.patient_id).first()
    return found is not None and found.id != case.id and bool(capacities_of(actor, [found])[found.id])


def may_reach(person: Person, clinic: UUID) -> bool:
    """Whether a person may contact the clinic; a protected one only after its approval (003-021, decision 10)."""
    if not person.is_protected or not settings.PROTECTED_NEEDS_APPROVAL:
        return True
    return ApprovedContact.objects.filter(clinic_id=clinic, person=person).exists()


def addressees(cases: Sequence[Case], party: str) -> dict[UUID, list[Addressee]]:
    """Whom a party of the table means for each case; a few queries, whatever the number of cases.

    The day's responsible stands for the clinic's receivers (002-013), and a substitute for who is replaced (B-03).
    """
    if party == Capacity.RESIDENT:
        return {case.id: [Addressee(ActorKind.RESIDENT, case.patient_id)] for case in cases}
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


def _consulted(cases: Sequence[Case]) -> dict[UUID, list[Addressee]]:
    """Those whose answer is awaited: the person asked, or the receivers of the unit asked."""
    waiting = list(Consultation.objects.filter(case__in=cases, answered__isnull=True))
    receivers = staff_who_receive({one.unit_id for one in waiting if one.staff_id is None})
    found: dict[UUID, list[Addressee]] = {}
    for one in waiting:
        keys = [one.staff_id] if one.staff_id is not None else receivers.get(one.unit_id, [])
        found.setdefault(one.case_id, []).extend(Addressee(ActorKind.STAFF, key) for key in keys)
    return found


def person_of(case: Case) -> UUID:
    """The patient whose data the case holds, for the trace."""
    return case.patient_id


def colleagues(clinic: UUID) -> list[tuple[UUID, str]]:
    """The persons who may answer cases at the clinic, by name: the choices of "Fördela" (000-027)."""
    found = (
        Assignment.objects.filter(unit_id=clinic, state="active", permissions__contains=[Permission.HANDLER])
        .filter(staff__active=True)
        .values_list("staff_id", "staff__given_name", "staff__family_name", "staff__title")
    )
    names = [
        (key, f"{given} {family}, {title}" if title else f"{given} {family}") for key, given, family, title in found
    ]
    return sorted(names, key=lambda one: alphabetical(one[1]))


def handling_groups(clinic: UUID) -> list[tuple[UUID, str]]:
    """The clinic's groups in use, by name: the other choices of "Fördela" (000-027, 004-055)."""
    return [(group.id, group.name) for group in groups_at(clinic)]


def other_clinics(clinic: Unit) -> list[tuple[UUID, str]]:
    """The clinics of the same organisation that cases may be handed over to (000-027, 002-022)."""
    found = Unit.objects.filter(organisation_id=clinic.organisation_id, takes_cases=True, open_to_transfer=True)
    return sorted(found.exclude(pk=clinic.pk).values_list("id", "name"), key=lambda one: alphabetical(one[1]))


# ── One case ──────────────────────────────────────────────────────────────────────────────────────────────────────


def status_words(state: str, feedback: str, assigned_word: str, origin: str = Origin.RESIDENT) -> str:
    """The status as staff read it (004-054): "Tilldelat (svar från invånare)", "Ohanterat", "Avslutat"."""
    if state == State.CLOSED:
        return _("Avslutat")
    if origin == Origin.CLINIC and feedback == Feedback.QUESTION:
        return _("Ärendehanterare har skickat fråga till invånare")
    if state == State.RECEIVED:
        return _("Delsvar från ärendemottagare") if feedback == Feedback.PARTIAL_RECEIVER else _("Ohanterat")
    return f"{assigned_word} ({Feedback(feedback).label})"


def standard_answers(
    clinic: UUID, staff: UUID | None = None, *, use: str = StandardAnswer.Use.ANSWER, case_type: UUID | None = None
) -> list[StandardAnswer]:
    """A clinic's ready-made alternatives for a tab, and the reader's own, in order (000-035, B-05).

    Those made for the case's type come first.
    """
    mine = Q(owner__isnull=True) | Q(owner_id=staff)
    found = StandardAnswer.objects.filter(mine, clinic_id=clinic, use=use).order_by("order", "name")
    return sorted(found, key=lambda one: one.case_type_id is None or one.case_type_id != case_type)
