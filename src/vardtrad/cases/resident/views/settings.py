"""The residents' own settings: where notices go."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vardtrad.cases.resident.forms import NoticesForm
from vardtrad.shared.login.guards import ResidentRequest, resident_who
from vardtrad.shared.people.actions import choose_notices
from vardtrad.shared.proxies import actions as proxies
from vardtrad.shared.proxies.queries import chosen_address
from vardtrad.shared.proxies.rules import Deed, may
from vardtrad.shared.web import flash


@resident_who(Deed.NOTICES)
@require_http_methods(["GET", "HEAD", "POST"])
def resident_settings(request: ResidentRequest) -> HttpResponse:
    """ "Inställningar": by which e-mail address the resident hears of new messages, if any (003-009).

    In ombudsläget: by which address the proxy hears of those in the inbox of the person acted for.
    """
    person = request.actor.acts_for
    # A proxy chooses for the inbox of the person acted for; that person's and the proxy's own address stay untouched.
    email = chosen_address(request.actor.id, person) if person is not None else request.whose.email
    name = request.whose.name if person is not None else ""
    form = NoticesForm(request.POST or None, initial={"email": email}, acts_for=name)
    if request.method == "POST" and form.is_valid():
        choose = choose_notices if person is None else proxies.choose_notices
        choose(request.actor, form.cleaned_data["email"])
        return flash.on(reverse("resident_settings"), _("Inställningarna är sparade."))
    context = {"form": form, "may_card": may(request.actor, Deed.CARD)}
    return render(request, "cases/resident/settings.html", context, status=422 if form.errors else 200)
