"""The return path of an e-mail: an address of its own for each, so that what comes back says what it was of (VERP).

``studs+<token>@vard.example``: the token is the kind and key of what was sent with a MAC over both, so that nobody can
make up a bounce of an e-mail that they have not seen. Small letters and digits only, since servers on the way may
change the case, and short enough for a local part (64 octets, RFC 5321 4.5.3.1.1).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "vardtrad.shared.notify.return_path"
_MAC = 10
"""Octets of the MAC: 80 bits, for somebody who may try as often as the mail server takes letters."""
_TOKEN = re.compile(r"\+([no][a-z2-7]{42})@", re.IGNORECASE | re.ASCII)


class Kind(Enum):
    """What an e-mail is of: a notice (gate.Notification), or what waits beside them (notify.Outgoing)."""

    NOTICE = "n"
    OUTGOING = "o"


@dataclass(frozen=True, slots=True)
class Sent:
    """An e-mail that we have sent."""

    kind: Kind
    key: UUID


def headers_and_sender(sent: Sent) -> tuple[dict[str, str], str | None]:
    """The headers of an e-mail, and the sender that the mail server is told: None for the one that readers see.

    The same Message-ID at every try, so that a mail server can tell a repeated message from a new one. Auto-Submitted
    (RFC 3834): no out-of-office reply comes back.
    """
    headers = {"Message-ID": f"<{sent.key}@vardtrad>", "Auto-Submitted": "auto-generated"}
    if not settings.BOUNCE_ADDRESS:
        return headers, None
    return headers | {"From": settings.DEFAULT_FROM_EMAIL}, address(sent)


def address(sent: Sent) -> str:
    """The return path of an e-mail."""
    local, _at, domain = settings.BOUNCE_ADDRESS.partition("@")
    octets = sent.key.bytes + _mac(sent, settings.SECRET_KEY)
    token = base64.b32encode(octets).decode().rstrip("=").lower()
    return f"{local}+{sent.kind.value}{token}@{domain}"


def sent_from(text: str) -> Sent | None:
    """What was sent by a return path that stands in a text, such as a header; None when none of ours does.

    Also one that was made just before the secret key was changed.
    """
    return next((sent for token in _TOKEN.findall(text) if (sent := _read(token)) is not None), None)


def _read(token: str) -> Sent | None:
    try:
        octets = base64.b32decode(token[1:].upper() + "======")
    except binascii.Error:
        return None
    sent = Sent(Kind(token[0].lower()), UUID(bytes=octets[:16]))
    given = octets[16:].hex()
    return sent if any(constant_time_compare(given, _mac(sent, key).hex()) for key in _keys()) else None


def _keys() -> Iterator[str]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


def _mac(sent: Sent, key: str) -> bytes:
    return salted_hmac(_SALT, f"{sent.kind.value}{sent.key}", secret=key, algorithm="sha256").digest()[:_MAC]
