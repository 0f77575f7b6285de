"""E-mail addresses: whether the domain is one that the name servers can be asked for (RFC 1035 2.3.4, RFC 5890)."""

from __future__ import annotations

_LABEL, _WHOLE = 63, 253


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
