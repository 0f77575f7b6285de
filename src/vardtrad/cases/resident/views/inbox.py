"""The resident's inbox, and the search in it.

What somebody searches for may tell of their health, so it never stands in an address: it is sent by POST, and the
address of the result holds it encrypted, for who searched and as whom.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vardtrad.cases.resident import offered_services, queries
from vardtrad.cases.resident.forms import SearchForm
from vardtrad.cases.resident.shown import waiting_words
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import search_words
from vardtrad.shared.lists.paging import Cursor
from vardtrad.shared.login.guards import ResidentRequest, resident, shows_health_data, with_health_data
from vardtrad.shared.login.sealed import opened, sealed
from vardtrad.shared.proxies import agreements
from vardtrad.shared.proxies.rules import Age, age_of
from vardtrad.shared.web import flash

_SEARCH = "vardtrad.cases.resident.search"
KEPT = 12 * 60 * 60
"""Seconds that the address of a result can be opened again: as long as a working day, with Back and Forward."""


@resident
@require_safe
def inbox(request: ResidentRequest) -> HttpResponse:
    """The resident's inbox: what waits, and what has been; or the cases that hold what was searched for."""
    # A weak login sees that something has come, and needs a stronger one to see what and from where.
    shows = shows_health_data(request.session_row)
    mark = request.GET.get("sok", "") if shows else ""
    words = _words_of(request.actor, mark)
    page = queries.inbox(request.actor, Cursor.parse(request.GET.get("efter", "")), words)
    door.listed(request.actor, "case", "inkorg", [row.id for row in page.rows], **({"searched": True} if words else {}))
    rows = page.rows if shows else [row.without_health_data() for row in page.rows]
    older = {"efter": str(page.older)} | ({"sok": mark} if words else {})
    context = {
        "words": words,
        "gone": bool(mark) and not words,
        "may_search": shows,
        "form": SearchForm(initial={"ord": words}),
        "hits": rows if words else [],
        "waiting": [] if words else [row for row in rows if row.waits_for_me],
        "earlier": [] if words else [row for row in rows if not row.waits_for_me],
        "older": f"{reverse('inbox')}?{urlencode(older)}" if page.older else None,
        "waiting_words": waiting_words,
        "begun": offered_services.begun(request.actor) if shows and not words else [],
        "readers": agreements.about(request.whose) if _may_have_readers(request) and not words else [],
        "live": "/live/inkorg",
    }
    return render(request, "cases/resident/inbox.html", context)


@resident
@with_health_data
@require_POST
def search_inbox(request: ResidentRequest) -> HttpResponse:
    """Search the inbox: the address of the result holds the words so that only the installation reads them."""
    words = SearchForm(request.POST).words
    if not words:
        return HttpResponseRedirect(reverse("inbox"))
    if not search_words(words):
        return flash.on(reverse("inbox"), _("Skriv minst ett ord att söka efter."))
    mark = sealed(_SEARCH, {"for": str(request.actor.writes_as), "words": words})
    return HttpResponseRedirect(f"{reverse('inbox')}?{urlencode({'sok': mark})}")


def _words_of(actor: Actor, mark: str) -> str:
    """The words of a search by its mark; empty for one that is too old, or of somebody else."""
    content = opened(_SEARCH, mark, KEPT) if mark else None
    if content is None or content.get("for") != str(actor.writes_as):
        return ""
    return str(content.get("words", ""))


def _may_have_readers(request: ResidentRequest) -> bool:
    """Whether this is somebody of 13 to 15 in own matters, whose guardian a clinic may let read (B-21)."""
    age = request.whose.age
    return request.actor.acts_for is None and age is not None and age_of(age) is Age.TEENAGER
