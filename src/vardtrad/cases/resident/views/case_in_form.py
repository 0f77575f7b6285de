"""A new case in a clinic's form, where the clinic asks questions in place of one text box.

It is written, looked over and sent as a case in words is (``cases.write``). A page and a draft belong to a version of
the form: when the clinic has changed it, what was written is shown beside the new one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4, uuid5

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from vardtrad.cases.case import question_files, urgent_words
from vardtrad.cases.case.danger_signs.rules import SignsConfirmation
from vardtrad.cases.case.models import Service
from vardtrad.cases.case.moves import sending
from vardtrad.cases.case.policy import closed_now
from vardtrad.cases.case.shown import opening_words
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.resident import reviewed
from vardtrad.cases.resident.forms import SendForm
from vardtrad.cases.resident.offered_services import Earlier
from vardtrad.cases.resident.queries import sent_lately
from vardtrad.cases.resident.views.case_page import Texts, Written
from vardtrad.cases.resident.views.danger_step import asked_again
from vardtrad.cases.resident.views.drafts import BEGAN, REVIEW
from vardtrad.cases.resident.views.files import files_to_clinic
from vardtrad.kernel.tables import Refused
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts import file_views
from vardtrad.shared.drafts.forms import FILES
from vardtrad.shared.drafts.queries import of
from vardtrad.shared.forms.answering import Judged, filling_of, judged
from vardtrad.shared.forms.asked import FORM, asked, from_pieces, to_pieces
from vardtrad.shared.forms.engine.filling import Filling
from vardtrad.shared.forms.models import FormVersion
from vardtrad.shared.forms.queries import version_of
from vardtrad.shared.forms.shown import page
from vardtrad.shared.login.guards import ResidentRequest
from vardtrad.shared.web.refusals import sentence_to_show

VERSION = f"{FORM}.version"
"""The box that says in which version of the form the other boxes were filled in."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is kept: the version, what is filled in, and the kind when it is being looked over (else None)."""

    version: str
    texts: Texts | None
    choice: str | None
    begun: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a case is written: the service, its form's version, cases that it may repeat, and what was confirmed."""

    request: ResidentRequest
    service: Service
    version: FormVersion
    filling: Filling
    earlier: Sequence[Earlier]
    signs: SignsConfirmation | None

    def as_text(self, texts: Texts) -> str:
        """What is filled in, as one text: the same for the page that shows it and the page that sends it."""
        written = {name: list(values) for name, values in texts.items() if any(values)}
        return json.dumps([str(self.version.id), written], sort_keys=True)

    def begun(self, mark: str) -> datetime | None:
        """When the page with this mark was drawn (B-38)."""
        return reviewed.begun_at(mark, self.request.actor.writes_as, self.service.id)

    @property
    def mark(self) -> str:
        """The mark that the posted page carries."""
        return self.request.POST.get(reviewed.BEGUN, "")


def write_in_form(
    request: ResidentRequest,
    service: Service,
    version: FormVersion,
    earlier: Sequence[Earlier],
    signs: SignsConfirmation | None,
) -> HttpResponse:
    """The page where a case is written in a form; with ``steg=granska`` the page before it is sent.

    ``signs`` is what was confirmed in the step before it (``danger_step``), if the clinic asks about danger signs.
    """
    filling = question_files.let_in(request.actor, service.id, filling_of(version))
    place = _Place(request, service, version, filling, earlier, signs)
    if request.method != "POST":
        kept = _kept(place)
        if request.GET.get("steg") == "granska":
            return _review(place, kept)
        if kept.texts is None or kept.version == str(version.id):
            return _page(
                place, Written(place.filling.initial() if kept.texts is None else kept.texts), begun=kept.begun
            )
        return _changed(place, kept.version, kept.texts)
    given = request.POST.get("version", "")
    if given != str(version.id):
        old = version_of(service.form_id, given)
        return _changed(place, given, asked(request.POST, filling_of(old)).texts if old is not None else {})
    return _posted(place)


def _changed(place: _Place, version: str, texts: Texts) -> HttpResponse:
    """The form as it is now, and in words what was written in another version of it."""
    old = version_of(place.service.form_id, version)
    words = _in_words(place.request, place.service, old, texts) if old is not None else ""
    return _page(place, Written(place.filling.initial()), words=words, changed=True)


def _in_words(request: ResidentRequest, service: Service, version: FormVersion, texts: Texts) -> str:
    """What is filled in of a version, with the names of its files."""
    return judged(version, texts, question_files.let_in(request.actor, service.id, filling_of(version))).text


def _posted(place: _Place) -> HttpResponse:
    request, service, filling = place.request, place.service, place.filling
    posted = asked(request.POST, filling)
    texts, done = question_files.done(request, request.actor, service.id, filling, posted, label=CASES.label)
    step = posted.step
    drafts.replace(request.actor, service.id, {**to_pieces(texts), VERSION: str(place.version.id), BEGAN: place.mark})
    form = SendForm(request.POST, service=service, in_form=True)
    form.showing = step in {"visa", "spara"} or file_views.pressed(request)
    if form.showing or done.wrong:
        return _page(place, Written(texts, done=done), form=form)
    answers = judged(place.version, texts, filling)
    if step == "skicka" and form.is_valid() and _is_looked_over(place, texts, form):
        return _send(place, texts, answers, form)
    if posted.asks_for_more(answers.filled.there, filling):
        more = _("Dina svar gör att det finns fler frågor. Svara på dem också.")
        return _page(place, Written(texts), form=form, sentence=more)
    if not form.is_valid() or not answers.complete:
        return _page(place, Written(texts, judged=True), form=form)
    if closed := closed_now(service, begun=place.begun(place.mark)):
        return _page(place, Written(texts), form=form, sentence=closed)
    drafts.replace(request.actor, service.id, {REVIEW: f"granska {form.cleaned_data.get('choice', '')}"})
    return HttpResponseRedirect(f"{request.path}?steg=granska")


def _is_looked_over(place: _Place, texts: Texts, form: SendForm) -> bool:
    choice, files = form.cleaned_data.get("choice", ""), form.cleaned_data[FILES]
    writer, given = place.request.actor.writes_as, place.request.POST.get(reviewed.FIELD, "")
    return reviewed.is_marked(given, writer, place.service.id, place.as_text(texts), choice, files)


def _send(place: _Place, texts: Texts, answers: Judged, form: SendForm) -> HttpResponse:
    request, service = place.request, place.service
    chosen = question_files.along(form.chosen(service.id), service.id, place.filling, answers)
    try:
        moved = sending.send(
            request.actor,
            service.clinic,
            service.case_type,
            request.whose,
            answers.text,
            choice=form.cleaned_data.get("choice", ""),
            chosen=chosen,
            answers=answers,
            begun=place.begun(place.mark),
            signs=place.signs,
            submit_key=uuid5(form.cleaned_data["submit_key"], place.as_text(texts)),
        )
    except Refused as refused:
        if (again := asked_again(request, service)) is not None:
            return again
        return _page(place, Written(texts), form=form, sentence=sentence_to_show(refused))
    drafts.forget(request.actor, service.id)
    return HttpResponseRedirect(reverse("receipt", args=[moved.thing.id]))


def _page(
    place: _Place,
    written: Written,
    *,
    words: str = "",
    changed: bool = False,
    form: SendForm | None = None,
    sentence: str = "",
    begun: str = "",
) -> HttpResponse:
    """The page; ``begun`` is its kept mark. ``words`` is what was written in another version, which has ``changed``."""
    request, service = place.request, place.service
    form = form or SendForm(service=service, in_form=True)
    mark = place.mark if request.method == "POST" else begun
    at = place.begun(mark)
    closed = closed_now(service, begun=at)
    files = files_to_clinic(request, service)
    drawn = page(
        place.filling,
        written.texts,
        place.filling.fill(written.texts),
        judged=written.judged,
        files_at=files.address,
        done=written.done,
    )
    context = {
        "service": service,
        "version": place.version,
        "introduction": place.filling.form.description,
        "page": drawn,
        "form": form,
        "sentence": sentence if sentence != closed else "",
        "changed": changed,
        "words": words,
        "closed": closed,
        "opens": opening_words(service) if closed else "",
        "earlier": place.earlier,
        "answer_by": sending.first_feedback_due(service.clinic_id, service.case_type_id),
        "files": files,
        "begun": mark if at is not None or closed else reviewed.begun_mark(request.actor.writes_as, service.id),
        "typed": request.method == "POST",
    }
    wrong = drawn.wrong or form.errors or sentence or files.sentence or (changed and request.method == "POST")
    return render(request, "cases/resident/write_form.html", context, status=422 if wrong else 200)


def _review(place: _Place, kept: _Draft) -> HttpResponse:
    """The page before sending; when the case has been sent meanwhile it leads to the receipt, else to the writing."""
    request, service = place.request, place.service
    files = files_to_clinic(request, service)
    ids = [str(file.id) for file in files.files]
    if kept.choice is not None and kept.texts is not None and kept.version == str(place.version.id):
        form = SendForm({"choice": kept.choice, FILES: ids, "submit_key": str(uuid4())}, service=service, in_form=True)
        answers = judged(place.version, kept.texts, place.filling)
        if form.is_valid() and answers.complete and not closed_now(service, begun=place.begun(kept.begun)):
            writer, chosen = request.actor.writes_as, form.cleaned_data[FILES]
            choice, shown = form.cleaned_data.get("choice", ""), place.as_text(kept.texts)
            fields = [(name, value) for name, values in kept.texts.items() for value in values]
            context = {
                "service": service,
                "form": form,
                "text": answers.text,
                "fields": [("version", str(place.version.id)), *fields],
                "choice": choice,
                "urgent": urgent_words.found_in(answers.text),
                "files": files,
                "answering": question_files.answering(answers, place.filling),
                "reviewed": reviewed.mark(writer, service.id, shown, choice, chosen),
                "earlier": place.earlier,
                "begun": kept.begun,
            }
            return render(request, "cases/resident/preview.html", context)
    sent = None if kept.texts is not None else sent_lately(request.actor, service)
    if sent is not None:
        return HttpResponseRedirect(reverse("receipt", args=[sent]))
    return HttpResponseRedirect(reverse("write", args=[service.clinic_id, service.id]))


def words_of_posted(request: ResidentRequest, service: Service) -> str:
    """What a posted page of the service's form holds, in words; empty when it is no page of a form."""
    version = version_of(service.form_id, request.POST.get("version", ""))
    if version is None:
        return ""
    return _in_words(request, service, version, asked(request.POST, filling_of(version)).texts)


def _kept(place: _Place) -> _Draft:
    boxes = {box: draft.text for box, draft in of(place.request.actor, place.service.id).items()}
    choice = boxes[REVIEW].removeprefix("granska ") if REVIEW in boxes else None
    return _Draft(boxes.get(VERSION, ""), from_pieces(boxes), choice, boxes.get(BEGAN, ""))
