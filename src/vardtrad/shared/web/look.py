"""The page "Utseende": how somebody wants the screen to look. Residents and staff have it, each in their own world."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vardtrad.shared.care_units import actions as care_units
from vardtrad.shared.login.guards import ActedRequest, resident, staff
from vardtrad.shared.login.models import World
from vardtrad.shared.people import actions as people
from vardtrad.shared.people.look import Density, HasLook, Look, Scheme
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm


class LookForm(PlainForm):
    """Light or dark, and how much space there is between things."""

    scheme = forms.ChoiceField(label=gettext_lazy("Ljust eller mörkt"), choices=Scheme, widget=forms.RadioSelect)
    density = forms.ChoiceField(
        label=gettext_lazy("Täthet"),
        choices=Density,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Tät ger plats för fler rader på skärmen. Texten blir inte mindre."),
    )


@resident
@require_http_methods(["GET", "HEAD", "POST"])
def resident_look(request: ActedRequest) -> HttpResponse:
    """The look of a resident's screen."""
    return _look(request, request.session_row.person, "resident_look")


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def staff_look(request: ActedRequest) -> HttpResponse:
    """The look of the screen of a member of staff, the same at every clinic and in planning."""
    return _look(request, request.session_row.staff, "staff_look")


def _look(request: ActedRequest, owner: HasLook | None, name: str) -> HttpResponse:
    now = owner.look if owner is not None else Look()
    form = LookForm(request.POST or None, initial={"scheme": now.scheme, "density": now.density})
    of_staff = request.session_row.world == World.STAFF
    if request.method == "POST" and form.is_valid():
        wanted = Look(form.cleaned_data["scheme"], form.cleaned_data["density"])
        (care_units.choose_look if of_staff else people.choose_look)(request.actor.in_own_matters, wanted)
        return flash.on(reverse(name), _("Utseendet är sparat."))
    context = {"form": form, "staff": of_staff, "address": reverse(name)}
    return render(request, "shared/web/look.html", context, status=422 if form.errors else 200)
