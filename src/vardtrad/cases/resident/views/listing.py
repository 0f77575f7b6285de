"""The residents' pages about listing: where the resident is listed, asking for another clinic, taking it back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.cases.listing import actions, queries
from vardtrad.cases.listing.actions import LISTINGS
from vardtrad.gate import door
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.login.guards import ResidentRequest, resident_who, with_health_data
from vardtrad.shared.proxies.rules import Deed
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show


@resident_who(Deed.LISTING)
@with_health_data
@require_safe
def my_listing(request: ResidentRequest) -> HttpResponse:
    """Where the resident is listed now, the request that waits, and the earlier ones."""
    return _mine(request)


def _mine(request: ResidentRequest, sentence: str = "") -> HttpResponse:
    me = request.whose
    requests = queries.requests_of(request.actor)
    door.listed(request.actor, LISTINGS.label, "listning", [wish.id for wish in requests])
    waiting = next((wish for wish in requests if wish.waits), None)
    context = {
        "listed_at": queries.listed_at(me),
        "waiting": waiting,
        "form": PlainForm(initial={"seen": waiting.content}) if waiting else None,
        "earlier": [wish for wish in requests if not wish.waits],
        "sentence": sentence,
    }
    return render(request, "cases/resident/my_listing.html", context, status=422 if sentence else 200)


@resident_who(Deed.LISTING)
@with_health_data
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: ResidentRequest, unit: UUID) -> HttpResponse:
    """ "Lista dig här": ask to be listed at a clinic."""
    clinic, me = care_units.clinic(unit), request.whose
    if clinic is None or not clinic.lists_people:
        raise not_there()
    form, sentence = PlainForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask(request.actor, clinic, me, submit_key=form.cleaned_data["submit_key"])
        except Refused as refused:
            sentence = refused.sentence
        else:
            return flash.on(reverse("my_listing"), _("Ditt önskemål är skickat."))
    requests = queries.requests_of(request.actor)
    context = {
        "clinic": clinic,
        "listed_at": queries.listed_at(me),
        "listed_here": me.listed_at == clinic.hsa_id,
        "waiting": next((wish for wish in requests if wish.waits), None),
        "form": form,
        "sentence": sentence,
    }
    return render(
        request, "cases/resident/ask_for_listing.html", context, status=422 if request.method == "POST" else 200
    )


@resident_who(Deed.LISTING)
@with_health_data
@require_POST
def withdraw(request: ResidentRequest, listing: UUID) -> HttpResponse:
    """Take a request back."""
    form = PlainForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(Reason.STALE, _("Sidan har blivit för gammal. Försök igen."))
        data = form.cleaned_data
        actions.withdraw(request.actor, listing, seen=data["seen"], submit_key=data["submit_key"])
    except Refused as refused:
        return _mine(request, sentence_to_show(refused))
    return flash.on(reverse("my_listing"), _("Önskemålet är återtaget."))
