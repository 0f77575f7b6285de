"""The page of a resident's case: its thread, and what the resident is asked to answer, in words or in a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from vardtrad.cases.case import question_files
from vardtrad.cases.case.facts import offers
from vardtrad.cases.case.models import Case, Service
from vardtrad.cases.case.moves import opening
from vardtrad.cases.case.questions import question_service
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.case.thread import EntryKind, thread
from vardtrad.cases.resident.forms import AnswerBackForm
from vardtrad.cases.resident.shown import promise_words
from vardtrad.cases.resident.views.files import files_of_answer
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts.queries import Boxes, of
from vardtrad.shared.forms.answering import filling_of
from vardtrad.shared.forms.asked import FORM, from_pieces
from vardtrad.shared.forms.queries import version_with
from vardtrad.shared.forms.shown import Page, page
from vardtrad.shared.forms.shown_files import NOTHING_DONE, Done
from vardtrad.shared.login.guards import ResidentRequest

Texts = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Written:
    """What a page of a form holds when it is shown again, and whether it is shown with its errors.

    ``done`` is what has just been done with the files of its questions.
    """

    texts: Texts
    judged: bool = False
    done: Done = NOTHING_DONE


@dataclass(frozen=True, slots=True)
class Questions:
    """The form that the case asks the resident to answer, drawn: ``introduction`` stands before its questions."""

    page: Page
    introduction: str
    asking: Service | None
    """Where the resident can ask the clinic something about it; None when the clinic has no such place."""


def case_page(
    request: ResidentRequest,
    case: UUID,
    *,
    form: AnswerBackForm | None = None,
    sentence: str = "",
    written: Written | None = None,
    kept: str = "",
) -> HttpResponse:
    """The page after an answer that was not taken (``sentence`` says why), or as it is opened.

    ``form`` and ``written`` are the answer in words and in a form; ``kept`` is a text to show again when nothing is
    asked for any more.
    """
    own_case, capacities = door.read(CASES, request.actor, case, related=("clinic", "case_type", "patient"))
    may = offers(own_case, capacities).may
    if request.method != "HEAD" and own_case.unread_by_resident and may(Move.MARK_READ):
        opening.mark_read(request.actor, own_case.id)
    if form is None:
        form = AnswerBackForm(initial={"seen": own_case.content})
    elif sentence:
        form.renew(own_case.content)
    entries = thread(own_case, for_staff=False)
    own = [(entry.text, entry.at) for entry in entries if entry.look is EntryKind.RESIDENT]
    may_answer = may(Move.ANSWER_BACK)
    asks_form = may_answer and own_case.form_version_id is not None
    files = files_of_answer(request, own_case.id) if may_answer else None
    boxes = drafts.page(request.actor, own_case.id, reverse("draft_of_resident", args=[own_case.id]), own)
    questions = _questions(request.actor, own_case, boxes, written) if asks_form else None
    context: dict[str, Any] = {
        "case": own_case,
        "thread": entries,
        "may_answer": may_answer,
        "questions": questions,
        "boxes": boxes,
        "beside": [kept] if kept and not asks_form else _beside(boxes, may_answer=may_answer, asks_form=asks_form),
        "form": form,
        "sentence": sentence,
        "files": files,
        "promise": promise_words(own_case.feedback_due),
        "live": f"/live/arende/{own_case.id}",
    }
    wrong = form.errors or sentence or (files and files.sentence) or (questions and questions.page.wrong)
    return render(request, "cases/resident/resident_case.html", context, status=422 if wrong else 200)


def kept_answers(actor: Actor, case: UUID) -> dict[str, list[str]] | None:
    """What the resident has filled in and not sent; None when nothing is kept."""
    return _kept(Boxes("", of(actor, case)))


def _kept(boxes: Boxes) -> dict[str, list[str]] | None:
    return from_pieces({box: draft.text for box, draft in boxes.kept.items()})


def _questions(actor: Actor, case: Case, boxes: Boxes, written: Written | None) -> Questions | None:
    if case.form_version_id is None:
        return None
    filling = question_files.let_in(actor, case.id, filling_of(version_with(case.form_version_id)))
    texts: Texts
    if written is not None:
        texts = written.texts
    else:
        kept = _kept(boxes)
        texts = kept if kept is not None else filling.initial()
    drawn = page(
        filling,
        texts,
        filling.fill(texts),
        judged=written is not None and written.judged,
        files_at=reverse("resident_case", args=[case.id]) + "/filer",
        done=written.done if written is not None else NOTHING_DONE,
    )
    return Questions(drawn, filling.form.description, question_service(case.clinic_id))


def _beside(boxes: Boxes, *, may_answer: bool, asks_form: bool) -> list[str]:
    """Drafts that have no box on the page: words where a form is asked for, or where nothing is."""
    if may_answer and not asks_form:
        return []
    words = {name: draft for name, draft in boxes.kept.items() if name.partition(".")[0] != FORM}
    return Boxes(boxes.address, words).beside([])
