"""The page of a standard answer, as a clinic's administrator and somebody with answers of their own write on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from vardtrad.cases.case.standard_answers import actions, queries
from vardtrad.cases.case.standard_answers.forms import AnswerForm
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.standard_text import VARIABLES
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.drafts.queries import Boxes, boxes
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login.guards import ClinicRequest
from vardtrad.shared.web.refusals import sentence_to_show


@dataclass(slots=True)
class Edited:
    """What came of a request for the page: ``saved``, or the page again with a preview or with why it was refused."""

    form: AnswerForm
    answer: StandardAnswer | None
    own: bool
    preview: str = ""
    refused: str = ""
    saved: bool = False

    @property
    def context(self) -> dict[str, Any]:
        """What the page shows beside its form."""
        box = "eget-svar.text" if self.own else "svar.text"
        return {"answer": self.answer, "variables": VARIABLES, "preview": self.preview, "box": box}


def boxes_of(request: ClinicRequest, answer: StandardAnswer | None, address: str) -> Boxes:
    """The text box of the page with the writer's draft (B-04), saved at ``address``; of a new answer, the clinic's."""
    return boxes(request.actor, answer.id if answer is not None else request.clinic.id, address)


def keep_draft(request: ClinicRequest, answer: UUID | None, *, own: bool, back: str) -> HttpResponse:
    """Keep the text that is being written in a standard answer; None is a new one. Raises Refused if it is gone."""
    owner = request.actor.id if own else None
    if answer is not None and queries.answer_at(request.clinic.id, owner, answer) is None:
        raise not_there()
    return keep(request, request.actor, answer or request.clinic.id, back)


def edit(request: ClinicRequest, answer: StandardAnswer | None, *, own: bool) -> Edited:
    """Show, preview or save a standard answer; None is a new one, ``own`` the actor's own and not the clinic's.

    Raises Refused when the answer is not there.
    """
    form = AnswerForm(request.POST or None, types=queries.types_to_choose(), answer=answer)
    edited = Edited(form, answer, own)
    if request.method != "POST":
        return edited
    if variable := request.POST.get("infoga", ""):
        form.insert(variable)
        form.is_valid()
        # Nothing was sent in: the page comes back with the text, and complains of nothing yet.
        form.errors.clear()
    elif form.is_valid():
        if "visa" in request.POST:
            text = form.cleaned_data["text"]
            edited.preview = queries.example(text, request.clinic, request.actor, form.chosen_type)
        else:
            _save(request, edited, own=own)
    return edited


def said_when_saved() -> str:
    """What the page says after an answer was saved."""
    return _("Standardsvaret är sparat.")


def _save(request: ClinicRequest, edited: Edited, *, own: bool) -> None:
    form, answer = edited.form, edited.answer
    try:
        actions.save_answer(
            request.actor,
            form.written,
            own=own,
            answer=answer.id if answer is not None else None,
            was=form.cleaned_data["was"] if answer is not None else None,
        )
    except Refused as refused:
        edited.refused = sentence_to_show(refused)
        if refused.reason is Reason.STALE and answer is not None:
            owner = request.actor.id if own else None
            edited.answer = queries.answer_at(request.clinic.id, owner, answer.id) or answer
            form.catch_up(edited.answer)
    else:
        edited.saved = True
