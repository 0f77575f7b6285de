"""Whom a clinic reaches in the inbox: asked for many at once, in the table of recipients and when it is sent."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import ApprovedContact
from vardtrad.cases.staff.sending.models import Outcome
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.queries import read_for_by_others


class OutOfReach(NamedTuple):
    """Why a person gets no case: the outcome, and a sentence for staff."""

    outcome: Outcome
    sentence: str


def without_account(people: Collection[Person]) -> frozenset[UUID]:
    """Those of these people whose inbox nobody can read here, themselves or for them (004-077, 004-076).

    Three queries, or none when all can log in.
    """
    cannot = [person for person in people if not person.may_log_in]
    read_for = read_for_by_others(cannot)
    return frozenset(person.id for person in cannot if person.id not in read_for)


def out_of_reach(people: Collection[Person], clinic: UUID) -> dict[UUID, OutOfReach]:
    """Those of these people who get no case from the clinic, and why. At most four queries.

    Who has no account is told apart from who may not be written to, since a letter reaches the former (004-077).
    """
    nobody_reads = without_account(people)
    protected = [person.id for person in people if person.is_protected]
    approved: set[UUID] = set()
    if protected and settings.PROTECTED_NEEDS_APPROVAL:
        contacts = ApprovedContact.objects.filter(clinic_id=clinic, person__in=protected)
        approved = set(contacts.values_list("person_id", flat=True))

    def why(person: Person) -> OutOfReach | None:
        if person.deceased:
            return OutOfReach(Outcome.REFUSED, _("Personen är avliden."))
        if person.id in nobody_reads:
            return OutOfReach(Outcome.NO_ACCOUNT, _("Personen har inget konto och kan inte läsa ärendet här."))
        if person.is_protected and settings.PROTECTED_NEEDS_APPROVAL and person.id not in approved:
            sentence = _("Personen har skyddade personuppgifter, och mottagningen har inte godkänt kontakten.")
            return OutOfReach(Outcome.REFUSED, sentence)
        return None

    return {person.id: reason for person in people if (reason := why(person)) is not None}
