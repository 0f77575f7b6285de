"""The residents' own settings: where notices go, and the codes that prove an address."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vardtrad.cases.resident.forms import CodeForm, NoticesForm
from vardtrad.kernel.tables import Refused
from vardtrad.shared.login.guards import ResidentRequest, resident_who
from vardtrad.shared.notify import choosing
from vardtrad.shared.notify.queries import last_failed
from vardtrad.shared.notify.sms.gateway import available
from vardtrad.shared.proxies.rules import Deed, may
from vardtrad.shared.web import flash
from vardtrad.shared.web.refusals import sentence_to_show


@resident_who(Deed.NOTICES)
@require_http_methods(["GET", "HEAD", "POST"])
def resident_settings(request: ResidentRequest) -> HttpResponse:
    """ "Inställningar": by which e-mail address and mobile number the resident hears of new messages (003-009).

    In ombudsläget: by which the proxy hears of those in the inbox of the person acted for. A new address holds when
    the code that is sent there has been written.
    """
    chosen = choosing.chosen(request.actor)
    form = NoticesForm(
        request.POST or None,
        initial={channel: _typed(chosen, channel) for channel in ("email", "sms")},
        by_sms=available(),
    )
    sentence = ""
    if request.method == "POST" and form.is_valid():
        wanted: dict[str, str] = {
            channel: form.cleaned_data[channel] for channel in ("email", "sms") if channel in form.fields
        }
        try:
            waits = choosing.choose(request.actor, wanted)
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            if waits:
                return HttpResponseRedirect(reverse("prove_address"))
            return flash.on(reverse("resident_settings"), _("Inställningarna är sparade."))
    context = {
        "form": form, "sentence": sentence, "chosen": chosen, "failed": last_failed(chosen.kind, chosen.owner),
        "for_whom": request.whose.name if request.actor.acts_for is not None else "",
        "may_card": may(request.actor, Deed.CARD),
    }  # fmt: skip
    return render(request, "cases/resident/settings.html", context, status=422 if form.errors or sentence else 200)


@resident_who(Deed.NOTICES)
@require_http_methods(["GET", "HEAD", "POST"])
def prove_address(request: ResidentRequest) -> HttpResponse:
    """ "Skriv koden": each address that waits for its code; a new code, or the address is not wanted any more."""
    form, sentence = CodeForm(request.POST or None), ""
    if request.method == "POST":
        asked, channel = request.POST.get("gor", ""), request.POST.get("kanal", "")
        proof = choosing.chosen(request.actor).waits(channel)
        if proof is None:
            # Sent twice, or from another tab: there is nothing left to prove.
            return HttpResponseRedirect(reverse("resident_settings"))
        try:
            if asked == "avbryt":
                choosing.withdraw(request.actor, channel)
                return flash.on(reverse("resident_settings"), _("Adressen är inte ändrad."))
            if asked == "ny":
                choosing.send_code(request.actor, choosing.chosen(request.actor), channel, proof.address)
                return flash.on(reverse("prove_address"), _("En ny kod är skickad."))
            if form.is_valid():
                choosing.prove(request.actor, channel, form.cleaned_data["code"])
                return flash.on(_next(request), _("Inställningarna är sparade."))
        except Refused as refused:
            sentence = sentence_to_show(refused)
    chosen = choosing.chosen(request.actor)
    if not chosen.waiting:
        return HttpResponseRedirect(reverse("resident_settings"))
    forms = [
        (proof, form if form.is_bound and form.data.get("kanal") == proof.channel else _empty(proof.channel))
        for proof in chosen.waiting
    ]
    context = {"waiting": forms, "sentence": sentence, "form": form}
    return render(request, "cases/resident/code.html", context, status=422 if form.errors or sentence else 200)


def _typed(chosen: choosing.Chosen, channel: str) -> str:
    """What the field holds: the address that waits for its code, else the one that is chosen."""
    proof = chosen.waits(channel)
    return proof.address if proof is not None else getattr(chosen, channel)


def _empty(channel: str) -> CodeForm:
    return CodeForm(initial={"kanal": channel}, auto_id=f"{channel}-%s")


def _next(request: ResidentRequest) -> str:
    """The page of codes as long as another address waits for its own."""
    return reverse("prove_address" if choosing.chosen(request.actor).waiting else "resident_settings")
