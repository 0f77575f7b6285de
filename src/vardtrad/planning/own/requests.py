"""The person asks for a SIP, sees the answer, and may take the request back (B-52)."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vardtrad.kernel.tables import Refused
from vardtrad.planning.sip_requests import actions, queries
from vardtrad.planning.sip_requests.forms import AskForm, WithdrawForm
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts.queries import Boxes, of
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login.guards import ResidentRequest, resident_who, with_health_data
from vardtrad.shared.proxies.rules import Deed
from vardtrad.shared.web import flash
from vardtrad.shared.web.refusals import sentence_to_show

BOX = "be.text"
"""The text box of the request. Its drafts are about the person, as those of the contact card are too."""


@resident_who(Deed.WRITE)
@with_health_data
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_sip(request: ResidentRequest) -> HttpResponse:
    """ "Be om en SIP": choose whom to ask, and say what needs to be coordinated."""
    units = queries.units_to_ask(request.whose)
    form, sentence = AskForm(request.POST or None, units=units), ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.ask(request.actor, UUID(data["unit"]), data["text"], submit_key=data["submit_key"])
        except Refused as refused:
            sentence = sentence_to_show(refused)
            form.renew(None)
        else:
            drafts.forget(request.actor, _key(request), BOX)
            return flash.on(reverse("my_plans"), _("Din fråga är skickad."))
    context = {
        "form": form,
        "units": units,
        "sentence": sentence,
        "days": settings.SIP_REQUEST_WORKING_DAYS,
        "boxes": Boxes(reverse("draft_of_request"), of(request.actor, _key(request))),
    }
    return render(request, "planning/own/ask_for_sip.html", context, status=422 if form.errors or sentence else 200)


@resident_who(Deed.WRITE)
@with_health_data
@require_POST
def draft_of_request(request: ResidentRequest) -> HttpResponse:
    """What is being written to ask for a SIP (B-04)."""
    return keep(request, request.actor, _key(request), reverse("ask_for_sip"))


@resident_who(Deed.WRITE)
@with_health_data
@require_POST
def withdraw_request(request: ResidentRequest, asked: UUID) -> HttpResponse:
    """Take a request back before it is answered."""
    form = WithdrawForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        actions.withdraw(request.actor, asked, seen=data["seen"], submit_key=data["submit_key"])
        return flash.on(reverse("my_plans"), _("Din fråga är återtagen."))
    return flash.on(reverse("my_plans"), _("Sidan var för gammal. Försök igen."))


def _key(request: ResidentRequest) -> UUID:
    """What the draft of a new request is about: the person whose matters are seen to."""
    return request.actor.matters_of
