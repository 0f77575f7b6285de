"""The clinic's standard answers (000-035, B-05)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.cases.case.standard_answers import actions, queries
from vardtrad.cases.case.standard_answers.forms import AnswerForm
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.standard_text import VARIABLES
from vardtrad.cases.staff.settings.views.frame import done, page, told
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web.forms import PlainForm


@at_clinic(Permission.ADMINISTRATOR)
@require_safe
def standard_answers(request: ClinicRequest) -> HttpResponse:
    """The clinic's standard answers, tab by tab."""
    return page(
        request,
        "cases/staff/settings/answers.html",
        "standard_answers",
        {"grouped": queries.answers_at(request.clinic.id, None), "own": False},
    )


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_answer(request: ClinicRequest) -> HttpResponse:
    """A new standard answer."""
    return _form(request, None)


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def standard_answer(request: ClinicRequest, answer: UUID) -> HttpResponse:
    """Change a standard answer."""
    stored = queries.answer_at(request.clinic.id, None, answer)
    if stored is None:
        raise not_there()
    return _form(request, stored)


def _form(request: ClinicRequest, answer: StandardAnswer | None) -> HttpResponse:
    form = AnswerForm(request.POST or None, types=queries.types_to_choose(), answer=answer)
    preview, sentence = "", ""
    if request.method == "POST" and (variable := request.POST.get("infoga", "")):
        form.insert(variable)
        form.is_valid()
        # Nothing was sent in: the page comes back with the text, and complains of nothing yet.
        form.errors.clear()
    elif request.method == "POST" and form.is_valid():
        if "visa" in request.POST:
            preview = queries.example(form.cleaned_data["text"], request.clinic, request.actor, form.chosen_type)
        else:
            try:
                actions.save_answer(
                    request.actor,
                    form.written,
                    own=False,
                    answer=answer.id if answer is not None else None,
                    was=form.cleaned_data["was"] if answer is not None else None,
                )
            except Refused as refused:
                sentence = told(refused)
                if refused.reason is Reason.STALE and answer is not None:
                    answer = queries.answer_at(request.clinic.id, None, answer.id) or answer
                    form.catch_up(answer)
            else:
                return done(request, "standard_answers", _("Standardsvaret är sparat."))
    context = {"answer": answer, "variables": VARIABLES, "preview": preview, "stale": bool(sentence) and answer}
    return page(request, "cases/staff/settings/answer.html", "standard_answers", context, form=form, sentence=sentence)


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def remove_answer(request: ClinicRequest, answer: UUID) -> HttpResponse:
    """Take a standard answer away; the previous page has asked for confirmation."""
    if not PlainForm(request.POST).is_valid():
        raise not_there()
    actions.remove_answer(request.actor, answer, own=False)
    return done(request, "standard_answers", _("Standardsvaret är borttaget."))
