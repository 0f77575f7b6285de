"""The page "Din dag", and its inside, which an open page fetches again by itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vardtrad.operations.day.queries import Place, places_of
from vardtrad.shared.login.guards import ActedRequest, NeedsLogin, staff, unattended
from vardtrad.shared.login.models import World


@staff
@require_safe
def day(request: ActedRequest) -> HttpResponse:
    """What waits for the reader at every clinic and in every seat; numbers only, no patient's data."""
    return render(request, "operations/day/day.html", {"places": _places(request), "tab": "dag"})


@staff
@unattended
@require_safe
def day_now(request: ActedRequest) -> HttpResponse:
    """The inside of the page as it stands now, for a page that is open."""
    return render(request, "operations/day/_places.html", {"places": _places(request)})


def _places(request: ActedRequest) -> list[Place]:
    owner = request.session_row.staff
    if owner is None:
        raise NeedsLogin(World.STAFF)
    return places_of(request.session_row, owner)
