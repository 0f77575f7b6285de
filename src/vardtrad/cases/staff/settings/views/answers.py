"""The clinic's standard answers (000-035, B-05)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.cases.case.standard_answers import actions, queries
from vardtrad.cases.case.standard_answers.editing import boxes_of, edit, keep_draft, said_when_saved
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.staff.settings.views.frame import done, page
from vardtrad.kernel.tables import not_there
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


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def keep_answer_draft(request: ClinicRequest, answer: UUID | None = None) -> HttpResponse:
    """Keep the text of a standard answer that somebody is writing; without an id, of a new one (B-04)."""
    return keep_draft(request, answer, own=False, back=_address(request, answer))


def _address(request: ClinicRequest, answer: UUID | None) -> str:
    clinic = request.clinic.id
    return reverse("new_answer", args=[clinic]) if answer is None else reverse("standard_answer", args=[clinic, answer])


def _form(request: ClinicRequest, answer: StandardAnswer | None) -> HttpResponse:
    edited = edit(request, answer, own=False)
    if edited.saved:
        return done(request, "standard_answers", said_when_saved())
    context = edited.context | {
        "stale": bool(edited.refused) and edited.answer,
        "boxes": boxes_of(request, answer, f"{_address(request, answer.id if answer is not None else None)}utkast"),
    }
    template = "cases/staff/settings/answer.html"
    return page(request, template, "standard_answers", context, form=edited.form, sentence=edited.refused)


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def remove_answer(request: ClinicRequest, answer: UUID) -> HttpResponse:
    """Take a standard answer away; the previous page has asked for confirmation."""
    if not PlainForm(request.POST).is_valid():
        raise not_there()
    actions.remove_answer(request.actor, answer, own=False)
    return done(request, "standard_answers", _("Standardsvaret är borttaget."))
