"""Sök och skapa: a person by number, a new SVU, and the question before a plan is read without taking part in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.gate import door
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.planning import processes
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan import queries as plans
from vardtrad.planning.plan.actions import Moved
from vardtrad.planning.plan.capacities import capacities_of
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.plan.views import base, plan_address, seat_context
from vardtrad.planning.search.forms import ByHandForm, CreateForm, ReadForm, SearchForm
from vardtrad.planning.sip import actions as sip
from vardtrad.planning.svu import actions as svu
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.login import actions as login
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.people import actions as people_actions
from vardtrad.shared.people import queries as people
from vardtrad.shared.people.models import Person
from vardtrad.shared.web import flash

Create = Callable[[Person, list[Unit], dict[str, Any]], Moved]
"""Creates a plan of a process with these units besides the own, from the data of a CreateForm."""
SEARCHES = 60
"""How many searches somebody makes in ten minutes at most: more than any ward needs."""

# ── Sök och skapa (001-054, 001-055, 001-063, 001-077…082) ─────────────────────────────────────────────────────────


@at_unit
@require_POST
def plan_search(request: SeatRequest) -> HttpResponse:
    """Search for a person by number: to the person's page, or to what can be done when the register has nobody."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        context = seat_context(request) | {"search": form, "form": form}
        return render(request, "planning/search/no_search.html", context, status=422)
    if _too_often(request):
        return _wait(request, form)
    number = form.cleaned_data["number"]
    person = people.with_number(number)
    hits = plans.plans_of(request.actor, person.id) if person is not None else []
    planning.seen_in_search(request.actor, processes.LISTS, person, [hit.id for hit in hits])
    if person is not None:
        return HttpResponseRedirect(_person_address(request, person.id))
    return _unknown_page(request, ByHandForm(initial={"number": number.value}), number.display)


def _too_often(request: SeatRequest) -> bool:
    """Whether somebody searches so often that it must be guessing (ASVS 2.4.1); then there is a trace of that."""
    held = login.too_often("search", request.actor.id, SEARCHES)
    if held:
        door.note(request.actor, "search", processes.LISTS, refused=True, detail={"reason": "too_often"})
    return held


def _wait(request: SeatRequest, form: SearchForm) -> HttpResponse:
    form.errors.clear()
    form.add_error("number", _("Du har sökt efter många personer på kort tid. Vänta tio minuter och sök igen."))
    context = seat_context(request) | {"search": SearchForm(), "form": form}
    return render(request, "planning/search/no_search.html", context, status=429)


def _person_address(request: SeatRequest, person: UUID) -> str:
    return f"{base(request)}person/{person}/"


def _unknown_page(request: SeatRequest, form: ByHandForm, shown: str) -> HttpResponse:
    context = seat_context(request) | {"search": SearchForm(), "form": form, "number": shown}
    return render(request, "planning/search/unknown.html", context, status=422 if form.errors else 200)


@at_unit
@require_POST
def add_person(request: SeatRequest) -> HttpResponse:
    """Go on with somebody whom the register does not have, by number and name (design decision 11)."""
    form = ByHandForm(request.POST)
    if not form.is_valid():
        number = form.cleaned_data.get("number")
        if number is None:
            raise not_there()
        return _unknown_page(request, form, number.display)
    if _too_often(request):
        return _wait(request, SearchForm({}))
    data = form.cleaned_data
    person = people_actions.add_by_hand(request.actor, data["number"], data["given_name"], data["family_name"])
    planning.seen_in_search(request.actor, processes.LISTS, person, [])
    return HttpResponseRedirect(_person_address(request, person.id))


@at_unit
@require_safe
def plan_person(request: SeatRequest, person: UUID) -> HttpResponse:
    """A person that one has searched for: ongoing and archived plans, and "Skapa ny SVU" (001-063, 001-077)."""
    return _person_page(request, _searched(request, person))


def _searched(request: SeatRequest, key: UUID) -> Person:
    """The person, if searched for in this session or planned with here; else the one answer, and a trace of the try."""
    person = people.person(key)
    if person is None or not plans.may_see_person(request.actor, key):
        door.note(request.actor, "read", "person", person=person.id if person else None, refused=True)
        raise not_there()
    return person


def _person_page(
    request: SeatRequest, person: Person, form: CreateForm | None = None, sentence: str = ""
) -> HttpResponse:
    hits = plans.plans_of(request.actor, person.id)
    shown = [hit.id for hit in hits]
    door.note(request.actor, "list", processes.LISTS, person=person.id, shown=shown, detail={"view": "person"})
    may_create = request.seat.party is Party.INPATIENT
    addressing = care_units.addressing_for(person) if may_create else None
    seen = {
        "outpatient": addressing.outpatient.id if addressing and addressing.outpatient else None,
        "municipality": addressing.municipality.id if addressing and addressing.municipality else None,
    }
    if form is not None and sentence:
        form.renew(None)
    context = seat_context(request) | {
        "person": person,
        "hits": [(hit, _hit_address(request, hit)) for hit in hits],
        "ongoing": [hit for hit in hits if hit.current and hit.process is ProcessCode.SVU],
        "may_create": may_create,
        "addressing": addressing,
        "form": form or CreateForm(initial=seen),
        "sip_form": CreateForm(initial=seen),
        "sentence": sentence,
        "search": SearchForm(),
        "side_label": _("Sök och skapa"),
    }
    return render(request, "planning/search/person.html", context, status=422 if sentence else 200)


def _hit_address(request: SeatRequest, hit: plans.Hit) -> str:
    if hit.reading_only:
        return f"{base(request)}las/{hit.id}/"
    return plan_address(request, hit.process.value, hit.id)


@at_unit
@require_POST
def create_svu(request: SeatRequest, person: UUID) -> HttpResponse:
    """ "Skapa ny SVU": the units that the page showed take part from now (001-078…081). Only Slutenvård may."""

    def create(patient: Person, units: list[Unit], data: dict[str, Any]) -> Moved:
        own, key = request.seat.unit, data["submit_key"]
        return svu.create(request.actor, patient, own, units, knows_other=data["knows_other"], submit_key=key)

    said = _("SVU är skapad. Börja med att registrera information till patienten.")
    return _create(request, person, ProcessCode.SVU, create, said)


@at_unit
@require_POST
def create_sip(request: SeatRequest, person: UUID) -> HttpResponse:
    """ "Skapa ny SIP": the units that the page showed take part from now. Only Slutenvård may."""

    def create(patient: Person, units: list[Unit], data: dict[str, Any]) -> Moved:
        return sip.create(request.actor, patient, request.seat.unit, units, submit_key=data["submit_key"])

    said = _("SIP är skapad. Börja med att registrera information till patienten.")
    return _create(request, person, ProcessCode.SIP, create, said)


def _create(request: SeatRequest, person: UUID, process: ProcessCode, create: Create, said: str) -> HttpResponse:
    patient, form = _searched(request, person), CreateForm(request.POST)
    if not form.is_valid():
        return _person_page(request, patient, form, " ".join(str(one) for two in form.errors.values() for one in two))
    data, addressing = form.cleaned_data, care_units.addressing_for(patient)
    units = [addressing.outpatient, addressing.municipality]
    if [unit.id if unit else None for unit in units] != [data["outpatient"], data["municipality"]]:
        return _person_page(request, patient, None, _("Adresseringen har ändrats. Läs vart SVU:n går nu."))
    if addressing.ask_first and not data["take_municipality"]:
        units = [addressing.outpatient]
    try:
        made = create(patient, [unit for unit in units if unit is not None], data)
    except Refused as refused:
        if refused.reason is Reason.NOT_THERE:
            raise
        return _person_page(request, patient, form, refused.sentence)
    response = HttpResponseRedirect(plan_address(request, process.value, made.thing.id))
    flash.leave(response, said)
    return response


# ── Reading from outside (001-033…039) ───────────────────────────────────────────────────────────────────────────────


@at_unit
@require_http_methods(["GET", "HEAD", "POST"])
def plan_read(request: SeatRequest, plan: UUID) -> HttpResponse:
    """Going on from a hit marked "Läsläge": an active choice, or a ground for reading, before anything is shown."""
    actor = request.actor
    found = plans.opens_for_reading(actor, plan)
    if found is None or not plans.may_see_person(actor, found[0].patient_id):
        door.note(actor, "open_reading", processes.LISTS, thing=plan, refused=True, detail={"reason": "not_there"})
        raise not_there()
    thing, own = found
    if capacities_of(actor, [thing]).get(thing.id):
        return HttpResponseRedirect(plan_address(request, thing.process, thing.id))
    me = None if own else care_units.staff_member(actor.id)
    licensed = me if me is not None and me.licensed else None
    form = ReadForm(
        request.POST if request.method == "POST" else None,
        seat=request.seat,
        own=own,
        proposed=[licensed] if licensed else [],
        initial={"person": licensed.id} if licensed else {},
    )
    if not form.is_valid():
        return _read_page(request, thing, own, form)
    data = form.cleaned_data
    try:
        planning.open_for_reading(
            processes.process_of(thing).subject,
            actor,
            thing.id,
            Basis.OWN_ORGANISATION if own else Basis(data["basis"]),
            confirmed=data["confirmed"],
            reason=data.get("reason", ""),
            responsible=data.get("person"),
        )
    except Refused as refused:
        if refused.reason is Reason.NOT_THERE:
            raise
        return _read_page(request, thing, own, form, refused.sentence)
    return HttpResponseRedirect(plan_address(request, thing.process, thing.id))


def _read_page(request: SeatRequest, thing: Plan, own: bool, form: ReadForm, sentence: str = "") -> HttpResponse:
    if sentence:
        form.renew(None)
    (hit,) = [one for one in plans.plans_of(request.actor, thing.patient_id) if one.id == thing.id]
    # It names the patient and says where a plan goes on.
    detail = {"view": "before_reading"}
    door.note(request.actor, "list", processes.LISTS, person=thing.patient_id, shown=[thing.id], detail=detail)
    context = seat_context(request) | {
        "form": form,
        "own": own,
        "hit": hit,
        "person": thing.patient,
        "sentence": sentence,
        "back": _person_address(request, thing.patient_id),
    }
    bad = bool(sentence) or (form.is_bound and bool(form.errors))
    return render(request, "planning/search/read.html", context, status=422 if bad else 200)
