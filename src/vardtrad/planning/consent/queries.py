"""What has been registered about information and consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vardtrad.planning.consent.models import ConsentRecord
from vardtrad.planning.consent.rules import Kind

INFORMATION = frozenset({Kind.INFORMED.value, Kind.INFORMED_ORALLY.value})

NO = frozenset({Kind.REFUSAL.value, Kind.WITHDRAWAL.value})
"""What is registered when a patient says no."""


@dataclass(frozen=True, slots=True)
class Registered:
    """The latest registrations about information and consent, and the whole history, oldest first."""

    information: ConsentRecord | None
    consent: ConsentRecord | None
    earlier_refusal: ConsentRecord | None
    history: Sequence[ConsentRecord]


def registered(key: UUID, *, moment: datetime | None = None) -> Registered:
    """What is registered for a thing; an earlier refusal is included whatever applies now (decision 7).

    With ``moment`` (UTC), what was registered then. One query.
    """
    rows = ConsentRecord.objects.select_related("responsible").filter(key=key)
    history = list((rows if moment is None else rows.filter(at__lte=moment)).order_by("at", "id"))
    about_consent = [record for record in history if record.kind not in INFORMATION]
    refusals = [record for record in about_consent if record.kind == Kind.REFUSAL]
    latest = about_consent[-1] if about_consent else None
    return Registered(
        information=next((record for record in reversed(history) if record.kind in INFORMATION), None),
        consent=latest,
        earlier_refusal=refusals[-1] if refusals and refusals[-1] is not latest else None,
        history=history,
    )


def was_refused(keys: Sequence[UUID]) -> set[UUID]:
    """The things for which a patient has ever refused."""
    return set(ConsentRecord.objects.filter(key__in=keys, kind=Kind.REFUSAL).values_list("key", flat=True))


def said_no(keys: Sequence[UUID]) -> dict[UUID, datetime]:
    """The things in which a patient's no holds, and since when (UTC): one query.

    A no is a refusal or that consent was withdrawn; only a consent registered afterwards ends it. A harm assessment
    does not, as it is made when the patient cannot be asked (design decision 7).
    """
    asked = ConsentRecord.objects.filter(key__in=keys, kind__in=(Kind.CONSENT, *NO))
    latest = asked.order_by("key", "-at", "-id").distinct("key").values_list("key", "kind", "at")
    return {key: at for key, kind, at in latest if kind in NO}
