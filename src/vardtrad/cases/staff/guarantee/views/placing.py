"""Putting somebody on the waiting list by hand: the number first, then the name that it shows is confirmed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vardtrad.cases.staff.frame.shown import menu
from vardtrad.cases.staff.guarantee.forms import PlaceForm
from vardtrad.cases.waiting_list import actions
from vardtrad.cases.waiting_list.rules import Kind
from vardtrad.gate import door
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.people.models import Person
from vardtrad.shared.people.queries import with_number
from vardtrad.shared.people.register import asking
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.rate_limit.actions import hold_back
from vardtrad.shared.web import flash
from vardtrad.shared.web.refusals import sentence_to_show, status_of


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: ClinicRequest) -> HttpResponse:
    """ "HÄMTA" shows whose number it is; "Sätt upp på väntelistan" does so (004-001)."""
    if request.method != "POST":
        return _page(request, PlaceForm())
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        person = _look_up(request, form)
        if person is None:
            form.add_error("identity", _("Det finns ingen person med det personnumret."))
            return _page(request, form, status=422)
        if request.POST.get("gor") != "satt_upp":
            return _page(request, form, person)
        data = form.cleaned_data
        moved = actions.place(
            request.actor,
            request.clinic,
            person,
            Kind(data["kind"]),
            since=data["since"],
            submit_key=data["submit_key"],
        )
    except Refused as refused:
        form.add_error(None, sentence_to_show(refused))
        return _page(request, form, status=status_of(refused))
    return flash.on(
        reverse("waiting_entry", args=[request.clinic.id, moved.thing.id]), _("Invånaren står på väntelistan.")
    )


def _look_up(request: ClinicRequest, form: PlaceForm) -> Person | None:
    """The person with the number, traced; nobody's number is traced as a refusal. Raises Refused for too many."""
    hold_back(limits.REGISTER, request.actor, "look_up", "person")
    asking.told_again(form.number)
    person = with_number(form.number)
    if person is None:
        door.note(request.actor, "look_up", "person", refused=True, detail={"reason": "no_such_person"})
    else:
        door.note(request.actor, "look_up", "person", person=person.id)
    return person


def _page(request: ClinicRequest, form: PlaceForm, person: Person | None = None, status: int = 200) -> HttpResponse:
    context = menu(request, None) | {"form": form, "person": person}
    return render(request, "cases/staff/guarantee/place.html", context, status=status)
