"""The fields of an open plan: saved one by one, followed live, and their history. shown.py draws them.

A process binds its pages to a FieldForm (vardtrad.planning.fields.field_form) and puts the addresses in by
vardtrad.planning.fields.urls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.planning.fields import actions, queries
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.forms import SaveForm
from vardtrad.planning.fields.queries import NEVER, Named, Saved
from vardtrad.planning.fields.rules import FieldKind, FieldSpec, changed_meanwhile, persons_in
from vardtrad.planning.fields.shown import KNOWING, SAVE, Looking, Typed, anchor_of, marker, with_person
from vardtrad.planning.plan.forms import DoctorSearch, StaffSearch
from vardtrad.planning.plan.rules import no_words
from vardtrad.planning.plan.views import Opened, PlanPage, plan_address, seat_context
from vardtrad.shared.login.guards import SeatRequest, at_unit, unattended
from vardtrad.shared.web.forms import plain_newlines

Endpoint = Callable[..., HttpResponseBase]


# ── Saving ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def save(process: str, form: FieldForm, page: PlanPage) -> Endpoint:
    """The view that saves a field: it answers autosave.js in JSON, and a plain form with a redirect to the field.

    JSON: 200 {path, revision, value, value_words, saved_words, seen}; 409 the same for what somebody else has
    saved, with {error, theirs, mine}; 422 or 404 {error, value}: the sent value is returned, and nothing is saved.
    """

    @at_unit
    @require_POST
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        sent = SaveForm(request.POST)
        path = str(request.POST.get("path", ""))
        typed = Typed(path, plain_newlines(str(request.POST.get("value", ""))), _number(request, "revision"), "")
        if not sent.is_valid():
            typed.sentence = sent.sentence
            return _refused(request, form, page, plan, typed, sent.sentence)
        given = sent.cleaned_data
        if given["keep"] == "theirs":
            return _back(request, process, form, plan, path)
        try:
            form.save(
                request.actor,
                plan,
                path,
                given["value"],
                given["revision"],
                party=request.seat.party,
                knowing=KNOWING in request.GET,
                submit_key=given["submit_key"],
            )
        except Refused as refused:
            if refused.reason is Reason.NOT_THERE:
                if not _wants_json(request):
                    raise
                return JsonResponse({"error": refused.sentence, "value": typed.value}, status=404)
            if refused.sentence == changed_meanwhile():
                return _conflict(request, form, page, plan, typed, given["value"], refused.sentence)
            return _refused(request, form, page, plan, typed, refused.sentence)
        if not _wants_json(request):
            return _back(request, process, form, plan, path)
        now = Saved(
            path,
            given["value"],
            given["revision"] + 1,
            request.actor.signature,
            request.seat.unit.id,
            request.seat.unit.name,
            clock.now(),
        )
        return JsonResponse(_told(form, plan, now))

    return view


def _conflict(
    request: SeatRequest, form: FieldForm, page: PlanPage, plan: UUID, typed: Typed, value: str, sentence: str
) -> HttpResponse:
    """Answer when the field has been saved since. The same text is no conflict: a lost answer, or two equal texts."""
    now = queries.values(plan).get(typed.path, NEVER)
    if now.value == value:
        if _wants_json(request):
            return JsonResponse(_told(form, plan, now))
        return _back(request, form.subject.label, form, plan, typed.path)
    if not _wants_json(request):
        return page(request, plan, form.step, Opened(SAVE, typed, sentence))
    told = _told(form, plan, now)
    return JsonResponse(told | {"error": sentence, "theirs": told["value_words"], "mine": typed.value}, status=409)


def _refused(
    request: SeatRequest, form: FieldForm, page: PlanPage, plan: UUID, typed: Typed, sentence: str
) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": sentence, "value": typed.value}, status=422)
    return page(request, plan, form.step, Opened(SAVE, typed, sentence))


def _told(form: FieldForm, plan: UUID, now: Saved) -> dict[str, Any]:
    """The present state of a field, for the page's script."""
    spec = form.spec(now.path)
    people = queries.named_in([spec], {now.path: now}) if spec is not None else {}
    return {
        "path": now.path,
        "revision": now.revision,
        "value": now.value,
        "value_words": queries.words_of(spec, now.value, people) if spec is not None else now.value,
        "saved_words": queries.saved_words(now),
        "seen": queries.content_of(form.subject, form.part, plan) if form.judged else None,
    }


def _back(request: SeatRequest, process: str, form: FieldForm, plan: UUID, path: str) -> HttpResponse:
    """A redirect to the field that was saved, or to the step if the path is unknown."""
    known = form.spec(path)
    place = f"#{anchor_of(known.path)}" if known is not None else ""
    return HttpResponseRedirect(plan_address(request, process, plan, form.step) + place)


def _wants_json(request: SeatRequest) -> bool:
    return (
        "application/json" in request.headers.get("Accept", "")
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
    )


def _number(request: SeatRequest, name: str) -> int:
    text = str(request.POST.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


# ── Following: what others save and write (B-29) ─────────────────────────────────────────────────────────────────────


def values(form: FieldForm) -> Endpoint:
    """The view that an open page calls when the plan has changed: every field that this seat may read (ADR 15)."""

    @at_unit
    @unattended
    @require_GET
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        thing, capacities = door.follow(form.subject, request.actor, plan, related=form.related)
        looking = Looking(request, form, thing, capacities, warned=True)
        part = getattr(thing, form.part, None)
        told = [
            {
                "path": field.path,
                "revision": field.revision,
                "value": field.value,
                "value_words": field.value_words,
                "saved_words": field.by_words,
                "editing_words": field.editing_words,
            }
            for field in looking.views()
        ]
        seen = part.content if part is not None else 0
        return JsonResponse({"fields": told, "marker": marker(form, thing), "seen": seen})

    return view


def editing(form: FieldForm) -> Endpoint:
    """The view that records that a user writes in a field, or has left it (``left``): a hint to others, no lock."""

    @at_unit
    @unattended
    @require_POST
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        thing, capacities = door.follow(form.subject, request.actor, plan, related=form.related)
        spec = form.spec(str(request.POST.get("path", "")))
        if spec is not None and Looking(request, form, thing, capacities).writes_in(spec):
            mark = actions.leave if request.POST.get("left") else actions.write_in
            mark(request.actor, plan, spec.path)
        return HttpResponse(status=204)

    return view


# ── The history of a field, and the search for a person ──────────────────────────────────────────────────────────────


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
        context = seat_context(request) | {
            "patient": thing.patient,
            "label": str(spec.label),
            "back": _at_field(request, process, form, plan, spec),
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
        now = looking.standing().get(spec.path, NEVER)
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
            "back": _at_field(request, process, form, plan, spec),
        }
        return render(request, "planning/fields/person.html", context)

    return view


def _at_field(request: SeatRequest, process: str, form: FieldForm, plan: UUID, spec: FieldSpec) -> str:
    return f"{plan_address(request, process, plan, form.step)}#{anchor_of(spec.path)}"
