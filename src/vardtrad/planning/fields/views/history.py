"""The history of a field, and the search for a person to put into one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from vardtrad.gate import door
from vardtrad.kernel.tables import not_there
from vardtrad.planning.fields import queries
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.looking import KNOWING, Looking, with_person
from vardtrad.planning.fields.queries import Named
from vardtrad.planning.fields.rules import FieldKind, persons_in
from vardtrad.planning.fields.views.places import Endpoint, address_of
from vardtrad.planning.plan.forms import DoctorSearch, StaffSearch
from vardtrad.planning.plan.rules import no_words
from vardtrad.planning.plan.views import seat_context
from vardtrad.shared.login.guards import SeatRequest, at_unit


def history(process: str, form: FieldForm) -> Endpoint:
    """The page with all values that a field has had, newest first (001-134)."""

    @at_unit
    @require_GET
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        thing, capacities = door.read(form.subject, request.actor, plan, related=("patient", *form.related))
        spec = form.spec(str(request.GET.get("falt", "")))
        looking = Looking(request, form, thing, capacities)
        if spec is None or looking.hides(spec):
            raise not_there()
        revisions = looking.told(
            queries.history(plan, spec.path, unit=request.seat.unit.id if looking.limited else None)
        )
        people = (
            queries.named([hsa_id for saved in revisions for hsa_id in persons_in(saved.value)])
            if spec.kind is FieldKind.PERSON
            else {}
        )
        (spec,) = queries.resolved([spec], plan)
        context = seat_context(request) | {
            "patient": thing.patient,
            "label": str(spec.label),
            "back": address_of(request, process, form, plan, spec),
            "entries": [(saved, queries.words_of(spec, saved.value, people)) for saved in revisions],
            "limited": looking.limited,
            "no_words": no_words(thing.state),
        }
        return render(request, "planning/fields/history.html", context)

    return view


def person(process: str, form: FieldForm) -> Endpoint:
    """The page where a person is searched for by name or HSA-id and put into a field (001-139, 001-147)."""

    @at_unit
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        thing, capacities = door.read(form.subject, request.actor, plan, related=("patient", *form.related))
        spec = form.spec(str(request.GET.get("falt", "")))
        looking = Looking(request, form, thing, capacities, warned=KNOWING in request.GET)
        if spec is None or spec.kind is not FieldKind.PERSON or not looking.writes_in(spec):
            raise not_there()
        kind = DoctorSearch if spec.doctor else StaffSearch
        search = kind(request.POST if request.method == "POST" else None)
        now = looking.now(spec)
        there = persons_in(now.value)
        context = seat_context(request) | {
            "patient": thing.patient,
            "label": str(spec.label),
            "path": spec.path,
            "revision": now.revision,
            "search": search,
            "hits": [
                (Named(staff.hsa_id, staff.name, staff.title), with_person(spec, now.value, staff.hsa_id))
                for staff in search.staff
                if staff.hsa_id not in there
            ],
            "searched": search.is_bound,
            "myself": looking.myself(spec, now.value),
            "save_href": looking.address(
                "spara", **({KNOWING: request.GET[KNOWING]} if KNOWING in request.GET else {})
            ),
            "back": address_of(request, process, form, plan, spec),
        }
        return render(request, "planning/fields/person.html", context)

    return view
