"""By which way a patient was reached last: the next contact begins there (B-46)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from vardtrad.cases.waiting_list.models import PhoneCall, WaitingEntry
from vardtrad.cases.waiting_list.rules import Outcome


class Way(TextChoices):
    """The ways to a patient, in the order in which they are tried (B-15)."""

    INBOX = "inbox", gettext_lazy("Inkorgen")
    NOTICE = "notice", gettext_lazy("Avisering")
    LETTER = "letter", gettext_lazy("Brev")
    PHONE = "phone", gettext_lazy("Telefon")


def last_reached(clinic: UUID, people: Collection[UUID]) -> dict[UUID, Way]:
    """The way by which each of these people was reached last at the clinic; who never was is left out. Two queries.

    Reading the offer in the inbox and speaking on the telephone are known to reach; that a letter or a text message
    arrived is not known to have been read.
    """
    spoken = PhoneCall.objects.filter(
        entry__clinic_id=clinic, entry__patient_id__in=people, outcome=Outcome.REACHED
    ).values_list("entry__patient_id", "at")
    read = WaitingEntry.objects.filter(
        clinic_id=clinic, patient_id__in=people, offer__unread_by_resident=False
    ).values_list("patient_id", "offered")
    times = [(at, person, Way.PHONE) for person, at in spoken]
    times += [(at, person, Way.INBOX) for person, at in read if at is not None]
    return {person: way for _at, person, way in sorted(times, key=lambda row: row[0])}
