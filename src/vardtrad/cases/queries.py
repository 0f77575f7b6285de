"""Who stands how to a case, what the needs ask about, and the data of the lists and pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.care_units.models import Assignment, Staff, Unit
from vardtrad.care_units.queries import may_answer, staff_who_receive
from vardtrad.care_units.rules import Permission
from vardtrad.cases.models import (
    ApprovedContact,
    Case,
    Message,
    MessageKind,
    Service,
    StandardAnswer,
)
from vardtrad.cases.rules import CaseFacts, Feedback, M, S, W
from vardtrad.gate.door import Addressee
from vardtrad.gate.door.subject import Standings
from vardtrad.gate.models import Notification, Version
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.swedish import alphabetical
from vardtrad.people.models import Person

MAY_HANDLE = frozenset({Permission.HANDLER.value, Permission.RECEIVER.value})


@dataclass(frozen=True, slots=True)
class Given:
    """What a form gave to a verb: a text (message or reason), and whom or where to distribute."""

    text: str = ""
    to_staff: Staff | None = None
    to_clinic: Unit | None = None


def standings(actor: Actor, cases: Sequence[Case]) -> Standings:
    """In what capacities the actor stands to each case; needs no query. Nobody else stands anyhow to it."""
    return {case.id: frozenset(_standings(actor, case)) for case in cases}


def _standings(actor: Actor, case: Case) -> Iterable[str]:
    if actor.is_system:
        yield W.CLOCK.value
    elif actor.kind is ActorKind.RESIDENT:
        if case.patient_id == actor.id:
            yield W.RESIDENT.value
    elif actor.kind is ActorKind.STAFF and actor.unit == case.clinic_id:
        if Permission.RECEIVER.value in actor.roles:
            yield W.RECEIVER.value
        # A receiver who asked back owns the case (000-052), so either permission will do for one's own case.
        if case.handler_id == actor.id and actor.roles & MAY_HANDLE:
            yield W.HANDLER.value


def facts(actor: Actor, asked: Sequence[tuple[Case, Given]]) -> dict[UUID, CaseFacts]:
    """What the needs ask about, as it is now, under the lock. The same question is put once for the whole set."""
    answers_here, offered, reaches = cache(may_answer), cache(_is_offered), cache(may_reach)
    return {
        case.id: CaseFacts(
            text=given.text,
            service_open=not case._state.adding or offered(case.clinic_id, case.case_type_id),
            may_reach_clinic=not case._state.adding or reaches(case.patient, case.clinic_id),
            target_may_answer=given.to_staff is not None and answers_here(given.to_staff.id, case.clinic_id),
            target_is_handler=given.to_staff is not None and given.to_staff.id == case.handler_id,
            clinic_open_to_transfer=given.to_clinic is not None
            and given.to_clinic.open_to_transfer
            and given.to_clinic.takes_cases
            and given.to_clinic.organisation_id == actor.organisation
            and given.to_clinic.id != case.clinic_id,
            may_reach_target=given.to_clinic is None or reaches(case.patient, given.to_clinic.id),
        )
        for case, given in asked
    }


def _is_offered(clinic: UUID, case_type: UUID) -> bool:
    return Service.objects.filter(
        clinic_id=clinic, case_type_id=case_type, open=True, clinic__takes_cases=True
    ).exists()


def may_reach(person: Person, clinic: UUID) -> bool:
    """Whether a person may contact the clinic; a protected one only after its approval (003-021, decision 10)."""
    if not person.is_protected or not settings.PROTECTED_NEEDS_APPROVAL:
        return True
    return ApprovedContact.objects.filter(clinic_id=clinic, person=person).exists()


def addressees(cases: Sequence[Case], party: str) -> dict[UUID, list[Addressee]]:
    """Whom a party of the table means for each case: one query at most."""
    if party == W.RESIDENT:
        return {case.id: [Addressee(ActorKind.RESIDENT, case.patient_id)] for case in cases}
    if party == W.HANDLER:
        return {case.id: [Addressee(ActorKind.STAFF, case.handler_id)] for case in cases if case.handler_id}
    receivers = staff_who_receive({case.clinic_id for case in cases})
    return {case.id: [Addressee(ActorKind.STAFF, key) for key in receivers.get(case.clinic_id, ())] for case in cases}


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


def other_clinics(clinic: Unit) -> list[tuple[UUID, str]]:
    """The clinics of the same organisation that cases may be handed over to (000-027, 002-022)."""
    found = Unit.objects.filter(organisation_id=clinic.organisation_id, takes_cases=True, open_to_transfer=True)
    return sorted(found.exclude(pk=clinic.pk).values_list("id", "name"), key=lambda one: alphabetical(one[1]))


# ── One case ──────────────────────────────────────────────────────────────────────────────────────────────────────


def status_words(state: str, feedback: str, assigned_word: str) -> str:
    """The status as staff read it (004-054): "Tilldelat (svar från invånare)", "Ohanterat", "Avslutat"."""
    if state == S.CLOSED:
        return _("Avslutat")
    if state == S.RECEIVED:
        return _("Delsvar från ärendemottagare") if feedback == Feedback.PARTIAL_RECEIVER else _("Ohanterat")
    return f"{assigned_word} ({Feedback(feedback).label})"


class EntryKind(models.TextChoices):
    """What an entry of the thread looks like."""

    RESIDENT = "resident", gettext_lazy("Från invånaren")
    STAFF = "staff", gettext_lazy("Från mottagningen")
    NOTE = "note", gettext_lazy("Endast för personal")
    EVENT = "event", gettext_lazy("Händelse")


@dataclass(frozen=True, slots=True)
class Entry:
    """A message or an event in the thread, oldest first."""

    look: EntryKind
    at: datetime
    text: str
    kind: str = ""
    author: str = ""
    unit: str = ""
    signature: str = ""


def thread(case: Case, *, for_staff: bool) -> list[Entry]:
    """The whole thread of a case: messages and what happened between them; internal entries for staff only."""
    messages = Message.objects.filter(case_id=case.id)
    if not for_staff:
        messages = messages.filter(internal=False)
    entries = [_entry(message, for_staff=for_staff) for message in messages]
    entries += _events(case, for_staff=for_staff)
    if for_staff:
        entries += [
            Entry(EntryKind.EVENT, notice.created, _("Aviseringen till invånaren gick inte att leverera."))
            for notice in Notification.objects.filter(
                key=case.id, party=W.RESIDENT, status=Notification.Status.GIVEN_UP
            )
        ]
    return sorted(entries, key=lambda entry: entry.at)


def _entry(message: Message, *, for_staff: bool) -> Entry:
    look = EntryKind.RESIDENT if message.from_resident else EntryKind.STAFF
    kind = MessageKind(message.kind)
    words = str(kind.label)
    if kind is MessageKind.PARTIAL_REPLY and for_staff and message.by_receiver:
        words = _("Delsvar från ärendemottagare")
    return Entry(
        look=EntryKind.NOTE if message.internal else look,
        at=message.at,
        text=message.text,
        kind="" if kind is MessageKind.OPENING else words,
        author=message.author_name,
        unit=message.unit_name,
        signature=message.signature,
    )


_EVENTS_FOR_STAFF = (M.ASSIGN, M.REASSIGN, M.TRANSFER, M.MARK_READ, M.FLAG)
_EVENTS_FOR_RESIDENT = (M.TRANSFER, M.MARK_SEEN, M.CLOSE_WITHOUT_ANSWER)


def _events(case: Case, *, for_staff: bool) -> list[Entry]:
    moves = _EVENTS_FOR_STAFF if for_staff else _EVENTS_FOR_RESIDENT
    versions = list(Version.objects.filter(key=case.id, move__in=moves).order_by("number"))
    handlers = Staff.objects.in_bulk({v.snapshot["handler_id"] for v in versions if v.snapshot["handler_id"]})
    clinics = Unit.objects.in_bulk({v.snapshot["clinic_id"] for v in versions if v.move == M.TRANSFER})
    entries, seen = [], False
    for version in versions:
        # The resident is told once that the clinic has read the case, not each time somebody opens it.
        if version.move == M.MARK_SEEN and seen:
            continue
        seen = seen or version.move == M.MARK_SEEN
        handler = handlers.get(UUID(version.snapshot["handler_id"])) if version.snapshot["handler_id"] else None
        clinic = clinics.get(UUID(version.snapshot["clinic_id"]))
        words = {
            M.ASSIGN: _("Fördelat till %(to)s av %(by)s."),
            M.REASSIGN: _("Omfördelat till %(to)s av %(by)s."),
            M.TRANSFER: _("Ärendet har lämnats över till %(clinic)s."),
            M.MARK_READ: _("Läst av invånaren."),
            M.MARK_SEEN: _("Mottagningen har läst ärendet."),
            M.CLOSE_WITHOUT_ANSWER: _(
                "Mottagningen har avslutat ärendet. Det besvarades på annat sätt, till exempel per telefon."
            ),
            M.FLAG: _("Flaggat: invånaren har inte fått återkoppling i tid."),
        }[M(version.move)]
        facts_ = {
            "to": handler.name if handler else "",
            "by": version.actor_name,
            "clinic": clinic.name if clinic else "",
        }
        entries.append(Entry(EntryKind.EVENT, version.at, words % facts_))
    return entries


def services(clinic: UUID) -> list[Service]:
    """What a clinic offers residents, in order."""
    found = Service.objects.select_related("case_type").filter(clinic_id=clinic, open=True)
    return list(found.order_by("case_type__order", "case_type__name"))


def service(clinic: UUID, key: UUID) -> Service | None:
    """One service of a clinic, if it is open."""
    found = Service.objects.select_related("case_type", "clinic")
    return found.filter(pk=key, clinic_id=clinic, open=True, clinic__takes_cases=True).first()


def standard_answers(clinic: UUID) -> list[StandardAnswer]:
    """A clinic's ready-made answer alternatives, in order (000-035)."""
    return list(StandardAnswer.objects.filter(clinic_id=clinic).order_by("order", "name"))
