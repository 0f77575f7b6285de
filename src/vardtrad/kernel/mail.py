"""E-mail addresses: whether the domain is one that the name servers can be asked for (RFC 1035 2.3.4, RFC 5890)."""

from __future__ import annotations

import re

_LABEL, _WHOLE = 63, 253


_LONGEST_RETURN = 20
"""Octets before the @ of a return address: what is added for each e-mail takes 44 of the 64 that there may be."""


class InvalidMailAddress(ValueError):
    """No letter can be sent to the address."""


def check_mail_address(address: str) -> None:
    """Raise InvalidMailAddress unless each part of the domain has at most 63 octets as it is asked for, and all 253.

    "é" is asked for as "xn--9ca", so what is counted is not what is seen.
    """
    try:
        domain = address.rpartition("@")[2].encode("idna")
    except UnicodeError:
        raise InvalidMailAddress from None
    if len(domain) > _WHOLE or any(not 0 < len(label) <= _LABEL for label in domain.split(b".")):
        raise InvalidMailAddress


def is_return_address(address: str) -> bool:
    """Whether return paths can be made from an address: plain signs, and room for what tells e-mails apart."""
    local, _at, domain = address.partition("@")
    if not re.fullmatch(r"[a-z0-9._-]+", local, re.ASCII) or len(local) > _LONGEST_RETURN or "." not in domain:
        return False
    try:
        check_mail_address(address)
    except InvalidMailAddress:
        return False
    return "@" not in domain and domain.isprintable() and " " not in domain
