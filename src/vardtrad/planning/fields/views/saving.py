"""Saving a field: it answers autosave.js in JSON, and a plain form with a redirect to the field."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_POST

from vardtrad.kernel import clock
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.planning.fields import queries
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.forms import SaveForm
from vardtrad.planning.fields.looking import KNOWING
from vardtrad.planning.fields.queries import NEVER, Saved
from vardtrad.planning.fields.rules import changed_meanwhile
from vardtrad.planning.fields.shown import SAVE, Typed
from vardtrad.planning.fields.views.places import Endpoint, address_of, wants_json
from vardtrad.planning.plan.views import Opened, PlanPage
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.web.forms import plain_newlines


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
        value = "\n".join(request.POST.getlist("value"))
        typed = Typed(path, plain_newlines(value), _number(request, "revision"), "")
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
                if not wants_json(request):
                    raise
                return JsonResponse({"error": refused.sentence, "value": typed.value}, status=404)
            if refused.sentence == changed_meanwhile():
                return _conflict(request, form, page, plan, typed, given["value"], refused.sentence)
            return _refused(request, form, page, plan, typed, refused.sentence)
        if not wants_json(request):
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
        if wants_json(request):
            return JsonResponse(_told(form, plan, now))
        return _back(request, form.subject.label, form, plan, typed.path)
    if not wants_json(request):
        return page(request, plan, form.step, Opened(SAVE, typed, sentence))
    told = _told(form, plan, now)
    return JsonResponse(told | {"error": sentence, "theirs": told["value_words"], "mine": typed.value}, status=409)


def _refused(
    request: SeatRequest, form: FieldForm, page: PlanPage, plan: UUID, typed: Typed, sentence: str
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": sentence, "value": typed.value}, status=422)
    return page(request, plan, form.step, Opened(SAVE, typed, sentence))


def _told(form: FieldForm, plan: UUID, now: Saved) -> dict[str, Any]:
    """The present state of a field, for the page's script."""
    spec = form.spec(now.path)
    if spec is not None:
        (spec,) = queries.resolved([spec], plan)
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
    return HttpResponseRedirect(address_of(request, process, form, plan, known))


def _number(request: SeatRequest, name: str) -> int:
    text = str(request.POST.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
