"""The pages of cases: residents' above, staff's below. A view parses, calls one verb or query, and renders."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vardtrad.care_units import queries as care_units
from vardtrad.cases import actions, queries
from vardtrad.cases.actions import CASES
from vardtrad.cases.forms import AnswerBackForm, SendForm
from vardtrad.cases.rules import M
from vardtrad.gate import door
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.login.guards import ActedRequest, resident
from vardtrad.people.queries import person
from vardtrad.web import flash

# ── Residents ─────────────────────────────────────────────────────────────────────────────────────────────────────


@resident
@require_safe
def find_clinic(request: ActedRequest) -> HttpResponse:
    """Choose a clinic by name and place."""
    words = request.GET.get("q", "").replace("\x00", "")[:200]
    return render(request, "cases/find_clinic.html", {"words": words, "clinics": care_units.clinics(words)})


@resident
@require_safe
def clinic(request: ActedRequest, unit: UUID) -> HttpResponse:
    """A clinic and what it offers, with what to expect."""
    found = care_units.clinic(unit)
    me = person(request.actor.id)
    if found is None or me is None:
        raise not_there()
    context = {
        "clinic": found,
        "services": queries.services(found.id),
        "may_reach": queries.may_reach(me, found.id),
    }
    return render(request, "cases/clinic.html", context)


@resident
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ActedRequest, unit: UUID, service: UUID) -> HttpResponse:
    """Write a case, look it over, send it."""
    found = queries.service(unit, service)
    me = person(request.actor.id)
    if found is None or me is None:
        raise not_there()
    form = SendForm(request.POST or None, prompt=found.case_type.prompt)
    step, sentence = request.POST.get("gor", ""), ""
    if request.method == "POST" and step in {"granska", "skicka"} and form.is_valid():
        if step == "granska":
            context = {"service": found, "form": form, "text": form.cleaned_data["text"]}
            return render(request, "cases/preview.html", context)
        try:
            moved = actions.send(
                request.actor,
                found.clinic,
                found.case_type,
                me,
                form.cleaned_data["text"],
                submit_key=form.cleaned_data["submit_key"],
            )
        except Refused as refused:
            sentence = refused.sentence
        else:
            return HttpResponseRedirect(reverse("receipt", args=[moved.thing.id]))
    context = {
        "service": found,
        "form": form,
        "sentence": sentence,
        "answer_by": actions.first_feedback_due(found.clinic_id, found.case_type_id),
        "changing": step == "andra",
    }
    return render(request, "cases/write.html", context, status=422 if form.errors or sentence else 200)


@resident
@require_safe
def receipt(request: ActedRequest, case: UUID) -> HttpResponse:
    """The receipt of a case that has been sent."""
    found, _held = door.read(CASES, request.actor, case, related=("clinic", "case_type"))
    return render(request, "cases/receipt.html", {"case": found})


@resident
@require_http_methods(["GET", "HEAD", "POST"])
def resident_case(request: ActedRequest, case: UUID) -> HttpResponse:
    """A resident's case: the thread, and the answer to a counter question when there is one."""
    form, sentence = AnswerBackForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.answer_back(request.actor, case, data["text"], seen=data["seen"], submit_key=data["submit_key"])
        except Refused as refused:
            if refused.reason is Reason.NOT_THERE:
                raise
            sentence = refused.sentence
        else:
            response = HttpResponseRedirect(reverse("resident_case", args=[case]))
            flash.leave(response, _("Ditt svar är skickat."))
            return response
    found, held = door.read(CASES, request.actor, case, related=("clinic", "case_type", "patient"))
    if request.method != "HEAD" and found.unread_by_resident:
        actions.mark_read(request.actor, found.id)
    if request.method != "POST":
        form = AnswerBackForm(initial={"seen": found.content})
    elif sentence:
        form.renew(found.content)
    context = {
        "case": found,
        "thread": queries.thread(found, for_staff=False),
        "may_answer": M.ANSWER_BACK in door.standing_moves(CASES, found, held),
        "form": form,
        "sentence": sentence,
        "live": f"/live/arende/{found.id}",
    }
    return render(request, "cases/resident_case.html", context, status=422 if form.errors or sentence else 200)
