""" "Vem har läst om mig" (B-19): a resident's page of who has had access, and the same as a PDF."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.operations.own_log import queries, shown
from vardtrad.operations.own_log.forms import DaysForm
from vardtrad.shared.lists.paging import PAGE, Cursor
from vardtrad.shared.login.guards import ResidentRequest, resident_who, with_health_data
from vardtrad.shared.proxies.rules import Deed
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web import paper

LABEL, READ = "own_log", "read"
MOST_ON_PAPER = 1_000


@resident_who(Deed.WHOLE)
@with_health_data
@require_safe
def own_log(request: ResidentRequest) -> HttpResponse:
    """Who has had access to the data of the resident, or of the person whom a proxy acts for, the latest first."""
    context = _log(request, Cursor.parse(request.GET.get("efter", "")), PAGE)
    door.note(request.actor, READ, LABEL, person=request.whose.id)
    return render(request, "operations/own_log/own_log.html", context)


@resident_who(Deed.WHOLE)
@with_health_data
@require_safe
def own_log_pdf(request: ResidentRequest) -> HttpResponse:
    """The same on paper, as many as fit; when the server cannot draw it, the page says why."""
    rate_limit.hold_back(limits.PAPER, request.actor, door.EXPORT, LABEL, person=request.whose.id)
    context = _log(request, None, MOST_ON_PAPER)
    door.note(request.actor, door.EXPORT, LABEL, person=request.whose.id)
    try:
        return paper.response(request, "operations/own_log/own_log_paper.html", context, "vem-har-last.pdf")
    except paper.NoPaper as why:
        return render(request, "operations/own_log/own_log.html", context | {"sentence": str(why)}, status=503)


def _log(request: ResidentRequest, after: Cursor | None, most: int) -> dict[str, Any]:
    form = DaysForm(request.GET if {"fran", "till"} & request.GET.keys() else None)
    days = form.cleaned_data if form.is_bound and form.is_valid() else {}
    first, last = days.get("fran"), days.get("till")
    page = queries.page(request.whose.id, after, first, last, most)
    chosen = {name: day.isoformat() for name, day in (("fran", first), ("till", last)) if day is not None}
    here = f"{request.path.removesuffix('.pdf')}?{urlencode(chosen)}"
    complete = queries.complete_until()
    return {
        "form": form,
        "rows": shown.rows(page),
        "whose": request.whose,
        "newer": here if after is not None else "",
        "older": f"{here}&{urlencode({'efter': str(page.older)})}" if page.older is not None else "",
        "more": page.older is not None,
        "pdf": f"{request.path.removesuffix('.pdf')}.pdf?{urlencode(chosen)}",
        "first": first,
        "last": last,
        "complete": complete,
        "lags": queries.lags(complete),
        "paper": paper.available(),
        "paper_missing": paper.MISSING,
        "printed_at": clock.now(),
        "sentence": "",
    }
