"""Mitt kontaktkort (B-40): the resident's own, or that of the person whom a proxy acts for."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vardtrad.cases.resident.forms import CardForm
from vardtrad.gate import door
from vardtrad.kernel.tables import Refused
from vardtrad.shared.contact_card import actions, queries
from vardtrad.shared.drafts.queries import boxes
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login.guards import ResidentRequest, resident_who, with_health_data
from vardtrad.shared.proxies.rules import Deed
from vardtrad.shared.web import flash
from vardtrad.shared.web.refusals import sentence_to_show


@resident_who(Deed.CARD)
@with_health_data
@require_http_methods(["GET", "HEAD", "POST"])
def contact_card(request: ResidentRequest) -> HttpResponse:
    """The card, to read and to change, and its earlier savings."""
    form, sentence = CardForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.save(request.actor, form.card(), seen=form.cleaned_data["seen"] or 0)
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            return flash.on(reverse("contact_card"), _("Kontaktkortet är sparat."))
    history = queries.history(request.whose.id)
    if request.actor.acts_for is not None:
        door.note(request.actor, queries.READ, queries.LABEL, person=request.whose.id)
    now = history[0].number if history else 0
    if request.method != "POST":
        form = CardForm(initial={"seen": now} | (CardForm.values_of(history[0]) if history else {}))
    elif sentence:
        form.renew(now)
    context = {
        "form": form,
        "sentence": sentence,
        "history": queries.as_read(history),
        "boxes": boxes(request.actor, request.whose.id, reverse("draft_of_card")),
    }
    return render(request, "cases/resident/card.html", context, status=422 if form.errors or sentence else 200)


@resident_who(Deed.CARD)
@with_health_data
@require_POST
def draft_of_card(request: ResidentRequest) -> HttpResponse:
    """What is being written on the card and is not saved."""
    return keep(request, request.actor, request.whose.id, reverse("contact_card"))
