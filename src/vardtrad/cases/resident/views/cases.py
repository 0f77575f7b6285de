"""The residents' pages of cases. A view parses the request, calls a single action or query, and renders."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vardtrad.cases.case import urgent_words
from vardtrad.cases.case.facts import may_reach
from vardtrad.cases.case.models import Service
from vardtrad.cases.case.moves import asking_back, sending
from vardtrad.cases.case.policy import closed_now
from vardtrad.cases.case.questions import may_come_by_link
from vardtrad.cases.case.shown import opening_words
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.listing import queries as listings
from vardtrad.cases.resident import offered_services, reviewed
from vardtrad.cases.resident.forms import AnswerBackForm, SendForm
from vardtrad.cases.resident.queries import sent_lately, written_to
from vardtrad.cases.resident.views.case_in_form import words_of_posted, write_in_form
from vardtrad.cases.resident.views.case_page import case_page
from vardtrad.cases.resident.views.danger_step import ANSWER, Step, asked_again, passed
from vardtrad.cases.resident.views.drafts import boxes_to_clinic, keep_for_review, kept_for_review
from vardtrad.cases.resident.views.files import files_to_clinic
from vardtrad.gate import door
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts import file_views
from vardtrad.shared.drafts.forms import FILES
from vardtrad.shared.forms.queries import filled_in_now
from vardtrad.shared.login.guards import ResidentRequest, resident, resident_who, shows_health_data, with_health_data
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.rules import Deed
from vardtrad.shared.web import flash
from vardtrad.shared.web.encoding import takes_files
from vardtrad.shared.web.refusals import sentence_to_show


@resident_who(Deed.WRITE)
@require_safe
def find_clinic(request: ResidentRequest) -> HttpResponse:
    """Choose a clinic by name and place."""
    words = request.GET.get("q", "").replace("\x00", "")[:200]
    clinics = care_units.clinics(words)
    own: dict[str, Any] = {"listed_at": None, "written_to": []}
    if not words and shows_health_data(request.session_row):
        own = _own_clinics(request)
    shown = [own["listed_at"], *own["written_to"]]
    context = own | {"words": words, "clinics": [clinic for clinic in clinics if clinic not in shown]}
    return render(request, "cases/resident/find_clinic.html", context)


def _own_clinics(request: ResidentRequest) -> dict[str, Any]:
    """What stands above the list of all: the resident's health centre, and other clinics that they have written to."""
    listed_at = listings.listed_at(request.whose)
    cases = written_to(request.actor)
    if cases:
        door.listed(request.actor, CASES.label, "mottagningar", [case.id for case in cases])
    return {
        "listed_at": listed_at if listed_at is not None and listed_at.takes_cases else None,
        "written_to": [case.clinic for case in cases if case.clinic != listed_at],
    }


@resident_who(Deed.WRITE)
@require_safe
def clinic(request: ResidentRequest, unit: UUID) -> HttpResponse:
    """A clinic and what it offers, with what to expect."""
    clinic = care_units.clinic(unit)
    me = request.whose
    if clinic is None:
        raise not_there()
    context = {
        "clinic": clinic,
        "groups": offered_services.grouped(offered_services.offered(clinic.id)),
        "may_reach": may_reach(me, clinic.id),
    }
    return render(request, "cases/resident/clinic.html", context)


@takes_files
@resident_who(Deed.WRITE)
@with_health_data
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ResidentRequest, unit: UUID, service: UUID) -> HttpResponse:
    """Write a case, check it and send it. The page warns if the service is closed or such a case is already open."""
    chosen_service = offered_services.service(unit, service)
    me = request.whose
    gone = ""
    if chosen_service is None and request.method == "POST":
        # Switched off while the resident wrote: the text must not be lost in a "not found" page.
        chosen_service = offered_services.shut(unit, service)
        gone = _("Mottagningen tar inte längre emot ärenden av den här typen här.")
    if chosen_service is None or not _comes_to(me, chosen_service):
        raise not_there()
    version = filled_in_now(chosen_service.form_id) if not gone else None
    step = Step(None) if gone else passed(request, chosen_service, version)
    if step.instead is not None:
        return step.instead
    if version is not None:
        return write_in_form(request, chosen_service, version, _earlier(request, chosen_service), step.confirmed)
    if request.method != "POST" and request.GET.get("steg") == "granska":
        return _review(request, chosen_service)
    begun = reviewed.begun_at(request.POST.get(reviewed.BEGUN, ""), request.actor.writes_as, chosen_service.id)
    form = SendForm(request.POST or None, service=chosen_service)
    form.showing = file_views.pressed(request) or ANSWER in request.POST
    asked, sentence = "" if gone or form.showing else request.POST.get("gor", ""), ""
    closed = gone or (closed_now(chosen_service, begun=begun) if asked != "skicka" else "")
    if request.method == "POST" and asked in {"granska", "skicka"} and form.is_valid():
        data = form.cleaned_data
        text, choice = data["text"], data.get("choice", "")
        if asked == "skicka" and not reviewed.is_marked(
            request.POST.get(reviewed.FIELD, ""),
            request.actor.writes_as,
            chosen_service.id,
            text,
            choice,
            data["bilaga"],
        ):
            # Nothing is sent that has not been looked over.
            asked, closed = "granska", gone or closed_now(chosen_service, begun=begun)
        if asked == "granska" and not closed:
            keep_for_review(request.actor, chosen_service.id, text, choice, request.POST.get(reviewed.BEGUN, ""))
            return HttpResponseRedirect(f"{request.path}?steg=granska")
        sentence = closed
        if asked == "skicka":
            try:
                moved = sending.send(
                    request.actor,
                    chosen_service.clinic,
                    chosen_service.case_type,
                    me,
                    text,
                    choice=choice,
                    chosen=form.chosen(chosen_service.id),
                    begun=begun,
                    signs=step.confirmed,
                    submit_key=data["submit_key"],
                )
            except Refused as refused:
                if (again := asked_again(request, chosen_service)) is not None:
                    return again
                sentence = refused.sentence
                closed = closed_now(chosen_service, begun=begun)
            else:
                drafts.forget(request.actor, chosen_service.id)
                return HttpResponseRedirect(reverse("receipt", args=[moved.thing.id]))
    files = files_to_clinic(request, chosen_service)
    context = {
        "service": chosen_service,
        "form": form,
        "sentence": sentence if sentence != closed else "",
        "closed": closed,
        "opens": opening_words(chosen_service) if closed and not gone else "",
        "gone": gone,
        "written_text": form.data.get("text", "") or (words_of_posted(request, chosen_service) if gone else ""),
        "earlier": _earlier(request, chosen_service),
        "answer_by": sending.first_feedback_due(chosen_service.clinic_id, chosen_service.case_type_id),
        "changing": asked == "andra" or form.showing,
        "begun": _begun_mark(request, chosen_service, begun, closed=bool(closed)),
        "files": files,
        "boxes": boxes_to_clinic(request.actor, chosen_service.clinic_id, chosen_service.id),
    }
    bad = request.method == "POST" and (form.errors or sentence or gone or files.sentence)
    return render(request, "cases/resident/write.html", context, status=422 if bad else 200)


def _begun_mark(request: ResidentRequest, service: Service, begun: datetime | None, *, closed: bool) -> str:
    """The mark that the page goes on with: its own, or a new one where the service is open."""
    if begun is not None:
        return request.POST.get(reviewed.BEGUN, "")
    return "" if closed else reviewed.begun_mark(request.actor.writes_as, service.id)


def _comes_to(person: Person, service: Service) -> bool:
    """Whether a person may write to a service: a hidden one is for those whom the clinic has sent a case (004-047)."""
    return not service.case_type.by_link or may_come_by_link(person.id, service.clinic_id)


def _review(request: ResidentRequest, service: Service) -> HttpResponse:
    """The page before sending. It has an address of its own, so that the browser's Back finds it again.

    When the case has been sent meanwhile it leads to the receipt, which says so; when nothing is kept, to the writing.
    """
    kept = kept_for_review(request.actor, service.id)
    files = files_to_clinic(request, service)
    ids = [str(file.id) for file in files.files]
    form = None
    if kept is not None:
        form = SendForm({**kept, FILES: ids, "submit_key": str(uuid4())}, service=service)
    mark = kept["begun"] if kept is not None else ""
    begun = reviewed.begun_at(mark, request.actor.writes_as, service.id)
    if form is None or not form.is_valid() or closed_now(service, begun=begun):
        sent = None if kept is not None else sent_lately(request.actor, service)
        if sent is not None:
            return HttpResponseRedirect(reverse("receipt", args=[sent]))
        return HttpResponseRedirect(reverse("write", args=[service.clinic_id, service.id]))
    text = form.cleaned_data["text"]
    context = {
        "service": service,
        "form": form,
        "text": text,
        "choice": form.cleaned_data.get("choice", ""),
        "urgent": urgent_words.found_in(text),
        "files": files,
        "reviewed": reviewed.mark(
            request.actor.writes_as,
            service.id,
            text,
            form.cleaned_data.get("choice", ""),
            form.cleaned_data[FILES],
        ),
        "earlier": _earlier(request, service),
        "begun": mark,
    }
    return render(request, "cases/resident/preview.html", context)


def _earlier(request: ResidentRequest, service: Service) -> list[offered_services.Earlier]:
    """The resident's open cases of the same type, with a trace when there are any (B-10)."""
    cases = offered_services.open_already(request.actor.matters_of, service)
    if cases:
        door.listed(request.actor, CASES.label, "samma ärendetyp", [case.id for case in cases])
    return cases


@resident
@with_health_data
@require_safe
def receipt(request: ResidentRequest, case: UUID) -> HttpResponse:
    """The receipt of a case that has been sent."""
    sent_case, _held = door.read(CASES, request.actor, case, related=("clinic", "case_type"))
    return render(request, "cases/resident/receipt.html", {"case": sent_case})


@takes_files
@resident
@with_health_data
@require_http_methods(["GET", "HEAD", "POST"])
def resident_case(request: ResidentRequest, case: UUID) -> HttpResponse:
    """A resident's case: the thread, and the answer to a counter question when there is one."""
    if request.method != "POST":
        return case_page(request, case)
    form, sentence = AnswerBackForm(request.POST), ""
    form.showing = file_views.pressed(request)
    if not form.showing and form.is_valid():
        data = form.cleaned_data
        try:
            asking_back.answer_back(
                request.actor,
                case,
                data["text"],
                chosen=form.chosen(case),
                seen=data["seen"],
                submit_key=data["submit_key"],
            )
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            drafts.forget(request.actor, case)
            return flash.on(reverse("resident_case", args=[case]), _("Ditt svar är skickat."))
    return case_page(request, case, form=form, sentence=sentence)
