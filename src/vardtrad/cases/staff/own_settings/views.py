"""The personal settings, at a chosen clinic: name, signature, notices, substitutes and personal standard answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.cases.case.capacities import MAY_COUNT
from vardtrad.cases.case.standard_answers import actions as answer_actions
from vardtrad.cases.case.standard_answers import queries as answers
from vardtrad.cases.case.standard_answers.editing import boxes_of, edit, keep_draft, said_when_saved
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.staff.own_settings import actions, queries
from vardtrad.cases.staff.own_settings.forms import SettingsForm, SubstituteForm
from vardtrad.cases.teams import actions as teams
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts.queries import boxes
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show


def _page(
    request: ClinicRequest,
    template: str,
    context: dict[str, Any],
    *,
    form: PlainForm | None = None,
    sentence: str = "",
) -> HttpResponse:
    """A page of the personal settings; 422 when it shows what a form could not do."""
    bad = bool(sentence) or (form is not None and form.is_bound and bool(form.errors))
    shown = {
        "unit": request.clinic,
        "tab": "settings",
        "may_administer": Permission.ADMINISTRATOR.value in request.actor.roles,
        "may_count": bool(request.actor.roles & MAY_COUNT),
        "setting": template.removeprefix("profile/").removesuffix(".html"),
        "form": form,
        "sentence": sentence,
        **context,
    }
    return render(request, template, shown, status=422 if bad else 200)


def _done(request: ClinicRequest, name: str, said: str) -> HttpResponse:
    return flash.on(reverse(name, args=[request.clinic.id]), said)


@at_clinic()
@require_http_methods(["GET", "HEAD", "POST"])
def personal_settings(request: ClinicRequest) -> HttpResponse:
    """Name, signature, e-mail for notices and shortcuts; nothing changes before "Spara" (000-046…051, 002-006)."""
    staff, sentence = queries.member(request.actor.id), ""
    form = SettingsForm(request.POST or None, staff=staff)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_settings(request.actor, form.wanted, was=form.cleaned_data["was"])
        except Refused as refused:
            sentence = sentence_to_show(refused)
            form.catch_up(queries.member(request.actor.id))
        else:
            return _done(request, "personal_settings", _("Dina inställningar är sparade."))
    context = {
        "staff": staff,
        "duty": queries.on_duty_days(request.actor.id, request.clinic.id),
        "boxes": boxes(request.actor, request.actor.id, reverse("draft_of_settings", args=[request.clinic.id])),
    }
    return _page(request, "cases/staff/own_settings/settings.html", context, form=form, sentence=sentence)


@at_clinic()
@require_POST
def keep_settings_draft(request: ClinicRequest) -> HttpResponse:
    """Keep the signature that the actor is writing (B-04)."""
    return keep(request, request.actor, request.actor.id, reverse("personal_settings", args=[request.clinic.id]))


@at_clinic()
@require_http_methods(["GET", "HEAD", "POST"])
def substitutes(request: ClinicRequest) -> HttpResponse:
    """The actor's substitutes, those whom the actor replaces now, and a form for a new substitute (B-03)."""
    people = queries.may_stand_in(request.actor.id, request.clinic.id)
    form, sentence = SubstituteForm(request.POST or None, people=people), ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            teams.name_substitute(request.actor, form.chosen(), data["first"], data["last"])
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            return _done(request, "substitutes", _("Ersättaren är sparad."))
    context = {
        "stand_ins": queries.stand_ins(request.actor.id),
        "replaced": queries.replaced_now(request.actor.id, request.clinic.id),
        "people": people,
    }
    return _page(request, "cases/staff/own_settings/substitutes.html", context, form=form, sentence=sentence)


@at_clinic()
@require_POST
def end_substitute(request: ClinicRequest, substitution: UUID) -> HttpResponse:
    """Remove one of the actor's substitutes; the previous page has asked for confirmation."""
    if not PlainForm(request.POST).is_valid():
        raise not_there()
    teams.end_substitution(request.actor, substitution)
    return _done(request, "substitutes", _("Ersättaren är borttagen."))


@at_clinic()
@require_safe
def own_answers(request: ClinicRequest) -> HttpResponse:
    """The actor's personal standard answers at the clinic, which nobody else is offered (B-05)."""
    return _page(
        request,
        "cases/staff/own_settings/answers.html",
        {"grouped": answers.answers_at(request.clinic.id, request.actor.id)},
    )


@at_clinic()
@require_http_methods(["GET", "HEAD", "POST"])
def new_own_answer(request: ClinicRequest) -> HttpResponse:
    """Add a personal standard answer."""
    return _answer(request, None)


@at_clinic()
@require_http_methods(["GET", "HEAD", "POST"])
def own_answer(request: ClinicRequest, answer: UUID) -> HttpResponse:
    """Change a personal standard answer."""
    stored = answers.answer_at(request.clinic.id, request.actor.id, answer)
    if stored is None:
        raise not_there()
    return _answer(request, stored)


def _answer(request: ClinicRequest, answer: StandardAnswer | None) -> HttpResponse:
    edited = edit(request, answer, own=True)
    if edited.saved:
        return _done(request, "own_answers", said_when_saved())
    template = "cases/staff/own_settings/answer.html"
    address = f"{_own_address(request, answer.id if answer is not None else None)}utkast"
    context = edited.context | {"boxes": boxes_of(request, answer, address)}
    return _page(request, template, context, form=edited.form, sentence=edited.refused)


@at_clinic()
@require_POST
def keep_answer_draft(request: ClinicRequest, answer: UUID | None = None) -> HttpResponse:
    """Keep the text of a personal standard answer that the actor is writing; without an id, of a new one (B-04)."""
    return keep_draft(request, answer, own=True, back=_own_address(request, answer))


def _own_address(request: ClinicRequest, answer: UUID | None) -> str:
    at = request.clinic.id
    return reverse("new_own_answer", args=[at]) if answer is None else reverse("own_answer", args=[at, answer])


@at_clinic()
@require_POST
def remove_own_answer(request: ClinicRequest, answer: UUID) -> HttpResponse:
    """Remove a personal standard answer; the previous page has asked for confirmation."""
    if not PlainForm(request.POST).is_valid():
        raise not_there()
    answer_actions.remove_answer(request.actor, answer, own=True)
    return _done(request, "own_answers", _("Standardsvaret är borttaget."))
