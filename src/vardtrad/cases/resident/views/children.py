"""For whom a resident acts: adding somebody, entering and leaving ombudsläget, and no longer acting for somebody."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.login import acting
from vardtrad.shared.login.guards import ResidentRequest, resident, with_health_data
from vardtrad.shared.proxies import actions
from vardtrad.shared.proxies.queries import standings
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import NumberForm, PlainForm
from vardtrad.shared.web.refusals import sentence_to_show


@resident
@require_safe
def children(request: ResidentRequest) -> HttpResponse:
    """ "Barn": those whom the resident may act for now, and what changes on the 13th birthday (003-006, 003-026)."""
    me = request.session_row.person
    if me is None:
        raise not_there()
    context = {"standings": standings(me), "acting_for": request.actor.acts_for, "form": PlainForm()}
    return render(request, "cases/resident/children.html", context)


@resident
@with_health_data
@require_http_methods(["GET", "HEAD", "POST"])
def add_child(request: ResidentRequest) -> HttpResponse:
    """ "Lägg till barn": by the child's number (003-003); in ombudsläget one goes back to one's own matters first."""
    if request.actor.acts_for is not None:
        return HttpResponseRedirect(reverse("children"))
    form, sentence = NumberForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.add(request.actor, form.number)
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            return flash.on(reverse("children"), _("Personen är tillagd."))
    context = {"form": form, "sentence": sentence}
    return render(request, "cases/resident/add_child.html", context, status=422 if form.errors or sentence else 200)


@resident
@with_health_data
@require_POST
def enter_proxy(request: ResidentRequest, link: UUID) -> HttpResponse:
    """Enter ombudsläget by the child's name (003-006): to the child's inbox."""
    acting.enter(request.session_row, request.actor, link)
    return HttpResponseRedirect(reverse("inbox"))


@resident
@require_POST
def leave_proxy(request: ResidentRequest) -> HttpResponse:
    """ "Avsluta ombudsläget": back to one's own inbox."""
    acting.leave(request.session_row, request.actor)
    return flash.on(reverse("inbox"), _("Du är tillbaka i dina egna ärenden."))


@resident
@require_POST
def remove_proxy(request: ResidentRequest, link: UUID) -> HttpResponse:
    """No longer act for somebody."""
    actions.remove(request.actor, link)
    return flash.on(reverse("children"), _("Personen är borttagen från din lista."))
