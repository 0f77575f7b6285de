"""Answering the form that a clinic's question came with: filled in on the case's page, looked over, and then sent.

Whatever is written is kept with each answer, so that it can be gone on with on another device (B-20). Nothing is sent
that its last page has not repeated: an alternative may stand chosen beforehand and carry consent (design decision 15).
"""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID, uuid5

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vardtrad.cases.case import question_files
from vardtrad.cases.case.facts import offers
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves import asking_back
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.resident import reviewed
from vardtrad.cases.resident.forms import FormAnswerForm
from vardtrad.cases.resident.views.case_page import Texts, Written, case_page, kept_answers
from vardtrad.cases.resident.views.files import files_of_answer
from vardtrad.gate import door
from vardtrad.kernel.tables import Refused
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts import file_views
from vardtrad.shared.drafts.forms import FILES
from vardtrad.shared.forms.answering import Judged, filling_of, judged
from vardtrad.shared.forms.asked import Asked, asked, to_pieces
from vardtrad.shared.forms.engine.filling import Filling
from vardtrad.shared.forms.models import FormVersion
from vardtrad.shared.forms.queries import given_to, version_with
from vardtrad.shared.forms.shown_files import NOTHING_DONE, Done
from vardtrad.shared.login.guards import ResidentRequest, resident, with_health_data
from vardtrad.shared.web import flash
from vardtrad.shared.web.encoding import takes_files
from vardtrad.shared.web.refusals import sentence_to_show


@takes_files
@resident
@with_health_data
@require_http_methods(["GET", "HEAD", "POST"])
def answer_form(request: ResidentRequest, case: UUID) -> HttpResponse:
    """The last page before the answers are sent; and what every page of the form posts to."""
    own_case, capacities = door.follow(CASES, request.actor, case, related=("clinic", "case_type", "patient"))
    version = _version(own_case)
    if version is None:
        return HttpResponseRedirect(reverse("resident_case", args=[case]))
    filling = filling_of(version)
    may_answer = own_case.form_version_id is not None and offers(own_case, capacities).may(Move.ANSWER_BACK)
    if request.method != "POST":
        question_files.let_in(request.actor, case, filling)
        texts = kept_answers(request.actor, case) if may_answer else None
        answers = judged(version, texts, filling) if texts is not None else None
        if texts is None or answers is None or not answers.complete:
            return HttpResponseRedirect(reverse("resident_case", args=[case]))
        return _look_over(request, own_case, texts, answers, filling)
    posted = asked(request.POST, filling)
    done = NOTHING_DONE
    if may_answer:
        texts, done = question_files.done(request, request.actor, case, filling, posted, label=CASES.label)
        posted = replace(posted, texts=texts)
        drafts.replace(request.actor, case, to_pieces(texts))
    elif posted.step != "skicka":
        # Answered, or closed, in another window meanwhile: what was filled in is shown, so that it can be copied.
        words = _("Ärendet väntar inte längre på ditt svar.")
        return case_page(request, case, sentence=words, kept=judged(version, posted.texts, filling).text)
    return _posted(request, own_case, version, filling, posted, done)


def _posted(
    request: ResidentRequest, case: Case, version: FormVersion, filling: Filling, posted: Asked, done: Done
) -> HttpResponse:
    texts, step = posted.texts, posted.step
    answers = judged(version, texts, filling)
    form = FormAnswerForm(request.POST)
    form.showing = step in {"visa", "spara"} or file_views.pressed(request)
    if file_views.pressed(request) or done.wrong:
        return case_page(request, case.id, written=Written(texts, done=done))
    if step == "spara":
        said = _("Svaren är sparade. Du kan fortsätta här eller på en annan enhet.")
        return flash.on(reverse("resident_case", args=[case.id]), said)
    if step == "visa":
        return case_page(request, case.id, written=Written(texts))
    if not form.is_valid() and files_wrong(form):
        return case_page(request, case.id, written=Written(texts), sentence=files_wrong(form))
    if step == "skicka" and _is_looked_over(request, case, texts, form):
        return _send(request, case, texts, answers, form, filling)
    if posted.asks_for_more(answers.filled.there, filling):
        more = _("Dina svar gör att det finns fler frågor. Svara på dem också.")
        return case_page(request, case.id, written=Written(texts), sentence=more)
    if not answers.complete:
        return case_page(request, case.id, written=Written(texts, judged=True), kept=answers.text)
    return HttpResponseRedirect(reverse("answer_form", args=[case.id]))


def files_wrong(form: FormAnswerForm) -> str:
    """What is wrong with the files of a page, in words: one was chosen without a script and never attached."""
    return " ".join(str(error) for error in form.errors.get(FILES, []))


def _send(
    request: ResidentRequest, case: Case, texts: Texts, answers: Judged, form: FormAnswerForm, filling: Filling
) -> HttpResponse:
    if not form.is_valid():
        return HttpResponseRedirect(reverse("answer_form", args=[case.id]))
    submit_key = uuid5(form.cleaned_data["submit_key"], _as_text(texts))
    seen = form.cleaned_data["seen"]
    chosen = question_files.along(form.chosen(case.id), case.id, filling, answers)
    try:
        asking_back.answer_form(request.actor, case.id, answers, chosen=chosen, seen=seen, submit_key=submit_key)
    except Refused as refused:
        sentence = sentence_to_show(refused)
        return case_page(request, case.id, written=Written(texts), sentence=sentence, kept=answers.text)
    drafts.forget(request.actor, case.id)
    return flash.on(reverse("resident_case", args=[case.id]), _("Ditt svar är skickat."))


def _look_over(request: ResidentRequest, case: Case, texts: Texts, answers: Judged, filling: Filling) -> HttpResponse:
    files = files_of_answer(request, case.id)
    ids = [file.id for file in files.files]
    context = {
        "case": case,
        "text": answers.text,
        "files": files,
        "answering": question_files.answering(answers, filling),
        "fields": [(name, value) for name, values in texts.items() for value in values],
        "form": FormAnswerForm(initial={"seen": case.content}),
        "reviewed": reviewed.mark(request.actor.writes_as, case.id, _as_text(texts), "", ids),
    }
    return render(request, "cases/resident/look_over_answers.html", context)


def _is_looked_over(request: ResidentRequest, case: Case, texts: Texts, form: FormAnswerForm) -> bool:
    given, files = request.POST.get(reviewed.FIELD, ""), form.cleaned_data.get(FILES, ())
    return reviewed.is_marked(given, request.actor.writes_as, case.id, _as_text(texts), "", files)


def _as_text(texts: Texts) -> str:
    """What is filled in, as one text: the same for the page that shows it and the page that sends it."""
    return json.dumps({name: list(values) for name, values in texts.items() if any(values)}, sort_keys=True)


def _version(case: Case) -> FormVersion | None:
    """The version that the case asks for or, once it is answered, that it was answered in."""
    if case.form_version_id is not None:
        return version_with(case.form_version_id)
    given = given_to([case.id]).get(case.id)
    return version_with(given.version_id) if given is not None else None
