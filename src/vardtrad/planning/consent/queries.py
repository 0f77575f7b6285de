"""What has been registered about information and consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from vardtrad.gate.compiled import Compiled
from vardtrad.planning.consent.models import ConsentRecord
from vardtrad.planning.consent.rules import Kind

INFORMATION = frozenset({Kind.INFORMED.value, Kind.INFORMED_ORALLY.value})

NO = frozenset({Kind.REFUSAL.value, Kind.WITHDRAWAL.value})
"""What is registered when a patient says no."""


@dataclass(frozen=True, slots=True)
class No:
    """That a patient's no holds: since when (UTC), and whether the patient has ``refused``.

    If not, what was registered about consent has only been withdrawn.
    """

    at: datetime
    refused: bool


@dataclass(frozen=True, slots=True)
class Registered:
    """The latest registrations about information and consent, and the whole history, oldest first.

    ``no`` is the patient's no, if one holds.
    """

    information: ConsentRecord | None
    consent: ConsentRecord | None
    earlier_refusal: ConsentRecord | None
    no: No | None
    history: Sequence[ConsentRecord]


@cache
def _records() -> Compiled[ConsentRecord]:
    rows = ConsentRecord.objects.select_related("responsible").order_by("at", "id")
    return Compiled(lambda key: rows.filter(key=key), UUID)


def registered(key: UUID, *, moment: datetime | None = None) -> Registered:
    """What is registered for a thing; an earlier refusal is included whatever applies now (decision 7).

    With ``moment`` (UTC), what was registered then. One query.
    """
    history = _records().things(key)
    if moment is not None:
        history = [record for record in history if record.at <= moment]
    about_consent = [record for record in history if record.kind not in INFORMATION]
    refusals = [record for record in about_consent if record.kind == Kind.REFUSAL]
    latest = about_consent[-1] if about_consent else None
    return Registered(
        information=next((record for record in reversed(history) if record.kind in INFORMATION), None),
        consent=latest,
        earlier_refusal=refusals[-1] if refusals and refusals[-1] is not latest else None,
        no=_no([(record.kind, record.at) for record in about_consent]),
        history=history,
    )


def said_no(keys: Sequence[UUID]) -> dict[UUID, No]:
    """The things in which a patient's no holds: one query.

    A no is a refusal or that consent was withdrawn; only a consent registered afterwards ends it. A harm assessment
    does not, as it is made when the patient cannot be asked (design decision 7).
    """
    records: dict[UUID, list[tuple[str, datetime]]] = {}
    asked = ConsentRecord.objects.filter(key__in=keys, kind__in=(Kind.CONSENT, *NO)).order_by("key", "at", "id")
    for key, kind, at in asked.values_list("key", "kind", "at"):
        records.setdefault(key, []).append((kind, at))
    return {key: no for key, about in records.items() if (no := _no(about)) is not None}


def _no(records: Sequence[tuple[str, datetime]]) -> No | None:
    """The no that the registrations about consent of one thing say, oldest first: kind and time of each."""
    no: No | None = None
    for kind, at in records:
        if kind == Kind.CONSENT:
            no = None
        elif kind in NO:
            no = No(at, refused=kind == Kind.REFUSAL or (no is not None and no.refused))
    return no
