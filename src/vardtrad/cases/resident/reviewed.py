"""That a case has been looked over before it is sent: a mark of what its last page has shown (ASVS 2.3.1).

The page warns of words that may be urgent. The mark holds for that very text and those files, sent by that very person
to that service, so that no step is passed by, and a second click sends the same once more and gets the same receipt.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare

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
