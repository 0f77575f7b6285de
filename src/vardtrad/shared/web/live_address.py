"""Where a page finds the live process."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""As ``urlsplit`` gives them: without the brackets of an address."""


def live_address(request: HttpRequest) -> str:
    """The origin of the live process as this page reaches it; empty when it is the page's own.

    On a developer's machine the live process has another port, and the session's cookie belongs to the name by which
    the pages were opened. To a browser localhost and 127.0.0.1 are different, so the name is taken from the request.
    """
    url = settings.LIVE_URL.rstrip("/")
    parts = urlsplit(url)
    try:
        asked = urlsplit(f"//{request.META.get('HTTP_HOST', '')}").hostname
    except ValueError:
        return url  # brackets that hold no address
    if parts.hostname in LOOPBACK and asked in LOOPBACK:
        host = f"[{asked}]" if ":" in asked else asked
        return f"{parts.scheme}://{host}:{parts.port}" if parts.port else f"{parts.scheme}://{host}"
    return url
