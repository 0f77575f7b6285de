"""The residents' start page and inbox."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from vardtrad.cases.resident import offered_services, queries
from vardtrad.cases.resident.shown import waiting_words
from vardtrad.gate import door
from vardtrad.shared.lists.paging import Cursor
from vardtrad.shared.login.guards import ResidentRequest, logged_in, public, resident, shows_health_data
from vardtrad.shared.login.models import World
from vardtrad.shared.proxies import agreements
from vardtrad.shared.proxies.rules import Age, age_of


@public
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The residents' start page; who is logged in goes on to the inbox."""
    if logged_in(request, World.RESIDENT):
        return redirect("inbox")
    return render(request, "cases/resident/start.html")


@resident
@require_safe
def help_page(request: ResidentRequest) -> HttpResponse:
    """ "Hjälp" for residents."""
    return render(request, "cases/resident/help.html")


@resident
@require_safe
def inbox(request: ResidentRequest) -> HttpResponse:
    """The resident's inbox: what waits, and what has been."""
    page = queries.inbox(request.actor, Cursor.parse(request.GET.get("efter", "")))
    door.listed(request.actor, "case", "inkorg", [row.id for row in page.rows])
    # A weak login sees that something has come, and needs a stronger one to see what and from where.
    shows = shows_health_data(request.session_row)
    rows = page.rows if shows else [row.without_health_data() for row in page.rows]
    context = {
        "waiting": [row for row in rows if row.waits_for_me],
        "earlier": [row for row in rows if not row.waits_for_me],
        "older": f"/inkorg?efter={page.older}" if page.older else None,
        "waiting_words": waiting_words,
        "begun": offered_services.begun(request.actor) if shows else [],
        "readers": agreements.about(request.whose) if _may_have_readers(request) else [],
        "live": "/live/inkorg",
    }
    return render(request, "cases/resident/inbox.html", context)


def _may_have_readers(request: ResidentRequest) -> bool:
    """Whether this is somebody of 13 to 15 in own matters, whose guardian a clinic may let read (B-21)."""
    age = request.whose.age
    return request.actor.acts_for is None and age is not None and age_of(age) is Age.TEENAGER
