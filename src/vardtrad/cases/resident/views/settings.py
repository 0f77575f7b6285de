"""The residents' own settings: where notices go."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vardtrad.cases.resident.forms import NoticesForm
from vardtrad.kernel.tables import not_there
from vardtrad.shared.login.guards import ActedRequest, resident
from vardtrad.shared.people.actions import choose_notices
from vardtrad.shared.people.queries import person
from vardtrad.shared.web import flash


@resident
@require_http_methods(["GET", "HEAD", "POST"])
def resident_settings(request: ActedRequest) -> HttpResponse:
    """ "Inställningar": by which e-mail address the resident hears of new messages, if any (003-009)."""
    me = person(request.actor.id)
    if me is None:
        raise not_there()
    form = NoticesForm(request.POST or None, initial={"email": me.email})
    if request.method == "POST" and form.is_valid():
        choose_notices(request.actor, form.cleaned_data["email"])
        return flash.on(reverse("resident_settings"), _("Inställningarna är sparade."))
    return render(request, "cases/resident/settings.html", {"form": form}, status=422 if form.errors else 200)
