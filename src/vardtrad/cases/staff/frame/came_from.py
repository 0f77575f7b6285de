"""The list that an open case was come from, with its filters, order and place: where the way back leads.

The browser remembers the latest list that it has shown at a clinic; only ids and words of filters stand in a list's
address, never a name or a number. Whatever the cookie holds, it leads to a list of this clinic that the reader may see.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from django.conf import settings
from django.http import HttpResponse, QueryDict

from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.frame.shown import list_address
from vardtrad.shared.login.guards import ClinicRequest

COOKIE = "vt_lista"
LONGEST = 1_500
"""How long the query of a list may be to be remembered, in characters; a longer one is forgotten."""


def remember(request: ClinicRequest, response: HttpResponse, which: WorkList) -> None:
    """Remember the list that is shown, until the browser is closed."""
    query = "&".join(part for part in request.GET.urlencode().split("&") if part != "visa=filter")
    response.set_cookie(
        COOKIE,
        quote(f"{which.value}?{query}" if len(query) <= LONGEST else which.value),
        path=f"/personal/{request.clinic.id}/",
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )


def list_before(request: ClinicRequest) -> tuple[str, str] | None:
    """The label and the address of the list that the reader came from; None without one that the reader may see."""
    name, _mark, query = unquote(request.COOKIES.get(COOKIE, "")).partition("?")
    try:
        which = WorkList(name)
    except ValueError:
        return None
    if not which.permissions & request.actor.roles:
        return None
    query = QueryDict(query[:LONGEST]).urlencode()
    return str(which.label), list_address(request.clinic.id, which) + (f"?{query}" if query else "")
