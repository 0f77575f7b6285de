"""The page "Din dag", and its inside, which an open page fetches again by itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vardtrad.operations.day.queries import Place, places_of
from vardtrad.shared.care_units.actions import choose_first_page
from vardtrad.shared.login.guards import ActedRequest, NeedsLogin, staff, unattended
from vardtrad.shared.login.models import World
from vardtrad.shared.web import flash


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: ActedRequest) -> HttpResponse:
    """What waits for the reader at every clinic and in every seat; numbers only, no patient's data.

    Here the reader chooses whether to come here after the login.
    """
    if request.method == "POST":
        wanted = request.POST.get("forst") == "ja"
        choose_first_page(request.actor, day=wanted)
        words = (
            _("Du kommer till Din dag när du loggar in.")
            if wanted
            else _("Du kommer till startsidan när du loggar in.")
        )
        return flash.on(reverse("day"), words)
    owner = request.session_row.staff
    first = owner is not None and owner.begins_with_day
    return render(request, "operations/day/day.html", {"places": _places(request), "tab": "dag", "first": first})


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
