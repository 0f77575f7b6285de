"""Marks of what a page has shown: that a case has been looked over before it is sent (ASVS 2.3.1), when it was begun,
and that no danger sign applies.

The page warns of words that may be urgent. The mark holds for that very text and those files, sent by that very person
to that service, so that no step is passed by, and a second click sends the same once more and gets the same receipt.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare

from vardtrad.cases.case.danger_signs.rules import Signs, SignsConfirmation
from vardtrad.kernel import clock

FIELD = "reviewed"
"""The hidden field with the mark."""
_SIGNER = "vardtrad.cases.resident.reviewed"


def mark(
    resident: UUID, service: UUID, text: str, choice: str, files: Sequence[UUID] = (), *, key: str | None = None
) -> str:
    """The mark of what is shown to be looked over. ``key`` is the secret key unless given."""
    signer = Signer(salt=_SIGNER) if key is None else Signer(key=key, salt=_SIGNER, fallback_keys=[])
    return signer.sign(_digest(resident, service, text, choice, files))


def is_marked(given: str, resident: UUID, service: UUID, text: str, choice: str, files: Sequence[UUID] = ()) -> bool:
    """Whether the mark is of just this; also when it was made just before the secret key was changed."""
    try:
        shown = Signer(salt=_SIGNER).unsign(given)
    except BadSignature:
        return False
    return constant_time_compare(shown, _digest(resident, service, text, choice, files))


def _digest(resident: UUID, service: UUID, text: str, choice: str, files: Sequence[UUID]) -> str:
    content = json.dumps([str(resident), str(service), choice, text, *sorted(map(str, files))])
    return hashlib.sha256(content.encode()).hexdigest()


BEGUN = "begun"
"""The hidden field that says when somebody began to write."""
_BEGUN_SIGNER = "vardtrad.cases.resident.begun"


def begun_mark(resident: UUID, service: UUID) -> str:
    """The mark of a page that is drawn now: what was begun before closing time is received (B-38)."""
    return Signer(salt=_BEGUN_SIGNER).sign(f"{resident} {service} {clock.now().isoformat()}")


def begun_at(given: str, resident: UUID, service: UUID) -> datetime | None:
    """When the page with this mark was drawn (UTC); None for no mark of ours, or somebody else's."""
    try:
        writer, place, moment = Signer(salt=_BEGUN_SIGNER).unsign(given).split(" ")
    except (BadSignature, ValueError):
        return None
    return datetime.fromisoformat(moment) if (writer, place) == (str(resident), str(service)) else None


_SIGNS_SIGNER = "vardtrad.cases.resident.danger_signs"
_CHILD, _ADULT = "barn", "vuxen"


def signs_mark(resident: UUID, service: UUID, signs: Signs, person: UUID) -> str:
    """The mark that somebody has just confirmed that none of the signs applies to the person (B-39)."""
    whose = _CHILD if signs.for_child else _ADULT
    mark = f"{resident} {service} {signs.version} {person} {whose} {clock.now().isoformat()}"
    return Signer(salt=_SIGNS_SIGNER).sign(mark)


def signs_confirmed(given: str, resident: UUID, service: UUID) -> SignsConfirmation | None:
    """What the mark says was confirmed; None for no mark of ours, or somebody else's, or of another service."""
    try:
        writer, place, version, person, whose, moment = Signer(salt=_SIGNS_SIGNER).unsign(given).split(" ")
    except (BadSignature, ValueError):
        return None
    if (writer, place) != (str(resident), str(service)):
        return None
    return SignsConfirmation(UUID(version), UUID(person), whose == _CHILD, datetime.fromisoformat(moment))
