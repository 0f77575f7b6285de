"""Where a request comes from: as the log names it, and never believed because somebody says so."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of whoever sends the request; empty when it is not known.

    The header ``X-Forwarded-For`` counts only when a proxy of ours has written it (VARDTRAD_TRUSTED_PROXIES), and of it
    only what the nearest proxy that is not ours has written: what stands before that anybody can make up.
    """
    address = _address(request.META.get("REMOTE_ADDR", ""))
    said = request.headers.get("X-Forwarded-For", "").split(",")
    while address is not None and said and any(address in network for network in settings.TRUSTED_PROXIES):
        address = _address(said.pop())
    return str(address) if address is not None else ""


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.strip())
    except ValueError:
        return None
