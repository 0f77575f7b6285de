"""What staff can register at a clinic, and whom they have looked up."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.core.signing import BadSignature, Signer

from vardtrad.cases.case.danger_signs.queries import with_signs
from vardtrad.cases.case.models import CaseType, Service
from vardtrad.kernel import law
from vardtrad.kernel.actors import Actor
from vardtrad.shared.people import queries as people
from vardtrad.shared.people.models import Person

_SIGNER = "vardtrad.cases.staff.registering"


def services(clinic: UUID) -> list[Service]:
    """The services that residents send to the clinic, in order: also those that are closed at this hour."""
    taken = Service.objects.select_related("case_type", "clinic").filter(
        clinic_id=clinic, open=True, clinic__takes_cases=True, case_type__direction=CaseType.Direction.INCOMING
    )
    return list(taken.order_by("case_type__order", "case_type__name"))


def asks_more(services: list[Service]) -> bool:
    """Whether any of these has a form, or danger signs to read aloud: then the page draws them for the chosen one."""
    return any(service.form_id is not None for service in services) or bool(
        with_signs([service.id for service in services])
    )


def mark(actor: Actor, person: UUID) -> str:
    """The mark of a person that the actor has looked up at this clinic: the page carries it instead of the number."""
    return Signer(salt=_SIGNER).sign(f"{actor.id}/{actor.unit}/{person}")


def marked(actor: Actor, given: str) -> Person | None:
    """The person whose mark this is; None unless the actor has looked them up here."""
    try:
        by, at, person = Signer(salt=_SIGNER).unsign(given).split("/")
    except (BadSignature, ValueError):
        return None
    return people.person(UUID(person)) if (by, at) == (str(actor.id), str(actor.unit)) else None


def draft_key(clinic: UUID, person: UUID) -> UUID:
    """What a draft of a case to be registered is about: this person, at this clinic."""
    return uuid5(clinic, f"register/{person}")


@dataclass(frozen=True, slots=True)
class Family:
    """What staff are told about who may speak for a child: names of guardians, where nobody is protected."""

    is_child: bool
    guardians: list[str]


def family_of(person: Person) -> Family:
    """The guardians of somebody under age, by name; none when the child is protected, and no protected guardian."""
    is_child = person.age is not None and person.age < law.MAJORITY.value
    if not is_child or person.is_protected:
        return Family(is_child, [])
    guardians = Person.objects.filter(guardian_of__child=person).order_by("given_name", "family_name")
    return Family(True, [guardian.name for guardian in guardians if not guardian.is_protected])
