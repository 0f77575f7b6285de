"""All cookies but Django's own for CSRF: their names, and how they are closed to scripts, other sites and hosts.

Over https a name begins with ``__Host-``: a browser takes such a cookie only over TLS and for this very host, so that
no other host of the same domain can plant one (ASVS 3.3.1, 3.3.3). A cookie of a single page's path gets
``__Secure-``, since ``__Host-`` is for whole hosts only: nothing that logs anybody in is kept in such a cookie. Plain
http on a machine of one's own has no prefix: browsers would refuse it.

``SameSite=Lax``: another site's form carries none of them, while a link in a notice or from an intranet finds the
reader logged in. A login that comes back by a foreign site's POST (SAML) does not bring them either: its own
state has a cookie of its own (``crossing``), ``SameSite=None`` and gone in minutes.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http.response import HttpResponseBase

from vardtrad.shared.login.models import World

SESSIONS = {World.RESIDENT: "vt_invanare", World.STAFF: "vt_personal"}
"""The name of each world's session cookie, without its prefix."""


def full_name(name: str, path: str = "/") -> str:
    """The name of a cookie as the browser knows it."""
    if not settings.SECURE_COOKIES:
        return name
    return f"__Host-{name}" if path == "/" else f"__Secure-{name}"


def value_of(cookies: Mapping[str, str], name: str, path: str = "/") -> str:
    """The value of a cookie among those of a request; empty when it has none."""
    return cookies.get(full_name(name, path), "")


def put(
    response: HttpResponseBase, name: str, value: str, *, seconds: int | None, path: str = "/", crossing: bool = False
) -> None:
    """Give the browser a cookie for so many seconds; until it is closed when ``seconds`` is None.

    ``crossing``: it comes with a form that another site posts to us, too. Without TLS no browser takes ``None``; there
    the cookie says nothing of sites, which browsers let pass for its first two minutes.
    """
    response.set_cookie(
        full_name(name, path),
        value,
        max_age=seconds,
        path=path,
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite=("None" if settings.SECURE_COOKIES else None) if crossing else "Lax",
    )


def take_away(response: HttpResponseBase, name: str, path: str = "/") -> None:
    """Have the browser forget a cookie."""
    response.delete_cookie(full_name(name, path), path=path, samesite="Lax")
