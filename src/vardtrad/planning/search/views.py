"""Sök och skapa: a person by number, a new plan, and the question before a plan is read without taking part in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.gate import door
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.planning import processes
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan import queries as plans
from vardtrad.planning.plan import reading
from vardtrad.planning.plan.capacities import capacities_of
from vardtrad.planning.plan.process import Process
from vardtrad.planning.plan.reading import Question, Reading
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.plan.views import base, plan_address, seat_context
from vardtrad.planning.search.forms import ByHandForm, CreateForm, ReadForm, SearchForm
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.queries import Addressing
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.people import actions as people_actions
from vardtrad.shared.people import queries as people
from vardtrad.shared.people.models import Person
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web import flash
from vardtrad.shared.web.refusals import sentence_to_show

SAID = ("relation", "matters", "unobtainable", "indispensable", "unable", "necessary", "attitude")
"""What a reader confirms, as the form and ``Reading`` name it; the table says which ground needs which."""
ADDRESS_OF = {ProcessCode.SVU: "skapa", ProcessCode.SIP: "skapa-sip"}
"""Where a plan of each process is created, after the address of the person's page."""
SEARCHES = 60
"""How many searches somebody may make in ten minutes: more than any ward needs."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody tried to create: the process, the form that came back and why, or that the units are shown."""

    process: Process | None = None
    form: CreateForm | None = None
    sentence: str = ""
    creating: bool = False


NOTHING_TRIED = Tried()

# ── Sök och skapa (001-054, 001-055, 001-063, 001-077…082) ─────────────────────────────────────────────────────────


@at_unit
@require_POST
def plan_search(request: SeatRequest) -> HttpResponse:
    """Search for a person by number: leads to the person's page, or to what can be done if the register has nobody."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        context = seat_context(request) | {"search": form, "form": form}
        return render(request, "planning/search/no_search.html", context, status=422)
    if _too_often(request):
        return _wait(request, form)
    number = form.cleaned_data["number"]
    person = people.with_number(number)
    hits = plans.plans_of(request.actor, person) if person is not None else []
    planning.seen_in_search(request.actor, processes.LISTS, person, [hit.id for hit in hits])
    if person is not None:
        return HttpResponseRedirect(_person_address(request, person.id))
    return _unknown_page(request, ByHandForm(initial={"number": number.value}), number.display)


def _too_often(request: SeatRequest) -> bool:
    """Whether somebody searches so often that it must be guessing (ASVS 2.4.1); then there is a trace of that."""
    try:
        rate_limit.hold_back(limits.PLAN_SEARCH, request.actor, "search", processes.LISTS)
    except Refused:
        return True
    return False


def _wait(request: SeatRequest, form: SearchForm) -> HttpResponse:
    form.errors.clear()
    form.add_error("number", str(limits.PLAN_SEARCH.sentence))
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
    """Continue with somebody whom the register does not have, by number and name (design decision 11)."""
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
    """A person that the user has searched for: ongoing and archived plans, and how to create one (001-063, 001-077)."""
    return _person_page(request, _searched(request, person))


def _searched(request: SeatRequest, key: UUID) -> Person:
    """The person, if searched for in this session or planned for here; else the usual refusal, and a trace of it."""
    person = people.person(key)
    if person is None or not plans.may_see_person(request.actor, key):
        door.note(request.actor, "read", "person", person=person.id if person else None, refused=True)
        raise not_there()
    return person


@dataclass(frozen=True, slots=True)
class Way:
    """How a plan of a process can be created for a person from a seat, as planning/search/_create.html draws it.

    ``addressing`` is None until the creator of a plan for somebody with protected data has gone on. ``units`` are the
    parties whose units are shown, ``ongoing`` says that the person has such a plan, and ``at`` leads to it ("" where
    the seat cannot open it).
    """

    process: Process
    may: bool
    address: str
    addressing: Addressing | None
    units: frozenset[Party]
    ongoing: bool
    at: str
    form: CreateForm


def _way(
    request: SeatRequest,
    person: Person,
    hits: Sequence[plans.Hit],
    process: Process,
    tried: Tried,
) -> Way:
    """How a plan of this process can be created; at most one query and those of the addressing."""
    creation, mine = process.creation, tried.process is process
    may = request.seat.party in creation.parties
    form = tried.form if mine else None
    creating = form is not None or (mine and tried.creating) or not person.is_protected
    current = next((hit for hit in hits if hit.current and hit.process is process.code), None)
    ongoing = current is not None
    if may and not ongoing and (creation.one_at_a_time or form is not None or (person.is_protected and creating)):
        # It is not said which one, but whoever creates a second one must know (decision 17, 001-172).
        ongoing = plans.ongoing(person.id, process.code)
    blocked = ongoing and creation.one_at_a_time
    addressing = care_units.addressing_for(person) if may and creating and not blocked else None
    units = creation.addressed(request.seat.party) if may else frozenset()
    return Way(
        process=process,
        may=may,
        address=f"{_person_address(request, person.id)}{ADDRESS_OF[process.code]}/",
        addressing=addressing,
        units=units,
        ongoing=ongoing,
        at=_hit_address(request, current) if current is not None else "",
        form=form or CreateForm(initial=_shown_units(addressing, units), auto_id=f"{process.code}-%s"),
    )


def _shown_units(addressing: Addressing | None, units: frozenset[Party]) -> dict[str, UUID | None]:
    """The addressed units, for the form that tells the server what the creator saw."""
    outpatient = addressing.outpatient if addressing is not None and Party.OUTPATIENT in units else None
    municipality = addressing.municipality if addressing is not None and Party.MUNICIPALITY in units else None
    return {
        "outpatient": outpatient.id if outpatient is not None else None,
        "municipality": municipality.id if municipality is not None else None,
    }


def _person_page(request: SeatRequest, person: Person, tried: Tried = NOTHING_TRIED) -> HttpResponse:
    """Draw a person's page, with a way to create a plan of each process.

    Before the active choice to create one, the page tells nothing of where somebody with protected data lives or is
    listed.
    """
    hits = plans.plans_of(request.actor, person)
    shown = [hit.id for hit in hits]
    door.note(request.actor, "list", processes.LISTS, person=person.id, shown=shown, detail={"view": "person"})
    if tried.form is not None and tried.sentence:
        tried.form.renew(None)
    context = seat_context(request) | {
        "person": person,
        "hits": [(hit, _hit_address(request, hit)) for hit in hits],
        "ways": [_way(request, person, hits, process, tried) for process in processes.PROCESSES],
        "seat_party": request.seat.party,
        "sentence": tried.sentence,
        "search": SearchForm(),
        "side_label": _("Sök och skapa"),
    }
    return render(request, "planning/search/person.html", context, status=422 if tried.sentence else 200)


def _hit_address(request: SeatRequest, hit: plans.Hit) -> str:
    if hit.reading_only:
        return f"{base(request)}las/{hit.id}/"
    return plan_address(request, hit.process.value, hit.id)


@at_unit
@require_POST
def create_plan(request: SeatRequest, person: UUID, process: ProcessCode) -> HttpResponse:
    """ "Skapa ny SVU", "Skapa ny SIP": the units that the page showed take part from now (001-078…081, 001-171…175)."""
    patient, form = _searched(request, person), CreateForm(request.POST, auto_id=f"{process}-%s")
    chosen = next(kind for kind in processes.PROCESSES if kind.code == process)
    if request.POST.get("gor") == "visa":
        detail = {"view": "addressing"}
        door.note(request.actor, "list", processes.LISTS, person=patient.id, detail=detail)
        return _person_page(request, patient, Tried(chosen, creating=True))
    if not form.is_valid():
        sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _person_page(request, patient, Tried(chosen, form, sentence))
    data, addressing, creation = form.cleaned_data, care_units.addressing_for(patient), chosen.creation
    parties = creation.addressed(request.seat.party) if request.seat.party in creation.parties else frozenset(Party)
    if _shown_units(addressing, parties) != {name: data[name] for name in ("outpatient", "municipality")}:
        return _person_page(request, patient, Tried(chosen, None, str(creation.changed), creating=True))
    takes = parties - {Party.MUNICIPALITY} if addressing.ask_first and not data["take_municipality"] else parties
    units = [
        unit
        for party, unit in (
            (Party.OUTPATIENT, addressing.outpatient),
            (Party.MUNICIPALITY, addressing.municipality),
        )
        if party in takes and unit is not None and unit.id != request.seat.unit.id
    ]
    try:
        made = creation.begin(
            request.actor,
            patient,
            request.seat.unit,
            units,
            knows_other=data["knows_other"],
            submit_key=data["submit_key"],
        )
    except Refused as refused:
        return _person_page(request, patient, Tried(chosen, form, sentence_to_show(refused)))
    return flash.on(plan_address(request, process.value, made.thing.id), str(creation.created))


# ── Reading from outside (001-033…039) ───────────────────────────────────────────────────────────────────────────────


@at_unit
@require_http_methods(["GET", "HEAD", "POST"])
def plan_read(request: SeatRequest, plan: UUID) -> HttpResponse:
    """From a hit marked "Läsläge": an active choice, or a ground for reading, before anything is shown."""
    actor = request.actor
    asked = reading.question(actor, plan)
    if asked is None or not plans.may_see_person(actor, asked.plan.patient_id):
        door.note(actor, reading.OPEN, processes.LISTS, thing=plan, refused=True, detail={"reason": "not_there"})
        raise not_there()
    thing = asked.plan
    if capacities_of(actor, [thing]).get(thing.id):
        return HttpResponseRedirect(plan_address(request, thing.process, thing.id))
    me = None if asked.own else care_units.staff_member(actor.id)
    licensed = me if me is not None and me.licensed else None
    form = ReadForm(
        request.POST if request.method == "POST" else None,
        seat=request.seat,
        asked=asked,
        proposed=[licensed] if licensed else [],
    )
    if not form.is_valid():
        return _read_page(request, asked, form)
    data = form.cleaned_data
    given = Reading(
        basis=Basis.OWN_ORGANISATION if asked.own else Basis(data["basis"]),
        confirmed=data["confirmed"],
        **{name: data.get(name, False) for name in SAID},
        reason=data.get("reason", ""),
        responsible=data.get("person"),
        consented=data.get("consented"),
    )
    try:
        reading.open_for_reading(processes.process_of(thing).subject, actor, thing.id, given)
    except Refused as refused:
        return _read_page(request, asked, form, sentence_to_show(refused))
    return HttpResponseRedirect(plan_address(request, thing.process, thing.id))


def _read_page(request: SeatRequest, asked: Question, form: ReadForm, sentence: str = "") -> HttpResponse:
    if sentence:
        form.renew(None)
    thing = asked.plan
    (hit,) = [one for one in plans.plans_of(request.actor, thing.patient) if one.id == thing.id]
    # It names the patient and says where a plan goes on.
    detail = {"view": "before_reading"}
    door.note(request.actor, "list", processes.LISTS, person=thing.patient_id, shown=[thing.id], detail=detail)
    context = seat_context(request) | {
        "form": form,
        "asked": asked,
        "no_words": reading.no_words(asked.no) if asked.no is not None else "",
        "hit": hit,
        "person": thing.patient,
        "sentence": sentence,
        "back": _person_address(request, thing.patient_id),
    }
    bad = bool(sentence) or (form.is_bound and bool(form.errors))
    return render(request, "planning/search/read.html", context, status=422 if bad else 200)
