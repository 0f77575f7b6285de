"""A resident's powers of attorney: giving one, giving it again after a year, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vardtrad.cases.resident.forms import PowerForm
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.shared.login.guards import ResidentRequest, resident
from vardtrad.shared.proxies import agreements
from vardtrad.shared.proxies import powers as verbs
from vardtrad.shared.web import flash
from vardtrad.shared.web.refusals import sentence_to_show


@resident
@require_http_methods(["GET", "HEAD", "POST"])
def powers(request: ResidentRequest) -> HttpResponse:
    """ "Fullmakter": those given, and giving one; in ombudsläget one goes back to one's own matters first."""
    if request.actor.acts_for is not None:
        return HttpResponseRedirect(reverse("children"))
    form, sentence = PowerForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        data, session = form.cleaned_data, request.session_row
        try:
            verbs.give(
                request.actor, form.number, data["scope"], data["last"],
                method=session.method, assurance=session.assurance,
            )  # fmt: skip
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            return flash.on(reverse("powers"), _("Fullmakten är given."))
    context = {
        "agreements": agreements.about(request.whose),
        "given": verbs.given_by(request.actor.id),
        "today": clock.today(),
        "form": form,
        "sentence": sentence,
    }
    return render(request, "cases/resident/powers.html", context, status=422 if form.errors or sentence else 200)


@resident
@require_POST
def take_back(request: ResidentRequest, power: UUID) -> HttpResponse:
    """Take a power back: it opens nothing from the holder's next click."""
    verbs.take_back(request.actor, power)
    return flash.on(reverse("powers"), _("Fullmakten är återkallad."))


@resident
@require_POST
def answer_agreement(request: ResidentRequest, agreement: UUID) -> HttpResponse:
    """A young person says no to a guardian's reading, or takes the no back."""
    no = request.POST.get("gor") == "nej"
    reads = agreements.answer(request.actor, agreement, no=no)
    taken_back = _("Vårdnadshavaren kan läsa igen.") if reads else _("Du har tagit tillbaka ditt nej.")
    return flash.on(reverse("powers"), _("Vårdnadshavaren kan inte läsa mer.") if no else taken_back)
