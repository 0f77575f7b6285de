"""A clinic's administration: who works there and what they may do; only its administrators (000-017…019)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vardtrad.gate import door
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.operations.permissions.forms import (
    AddStaffForm,
    PermissionsForm,
)
from vardtrad.shared.care_units import actions, queries
from vardtrad.shared.care_units.actions import ASSIGNMENTS
from vardtrad.shared.care_units.rules import Permission, State
from vardtrad.shared.login import devices
from vardtrad.shared.login.guards import ClinicRequest, at_clinic
from vardtrad.shared.web import flash
from vardtrad.shared.web.refusals import sentence_to_show


@at_clinic(Permission.ADMINISTRATOR)
@require_safe
def administration(request: ClinicRequest) -> HttpResponse:
    """Everybody who works at the clinic, with their permissions, and a link to add somebody."""
    form = AddStaffForm()
    form.offer(configurator=_configures(request))
    return _page(request, form, "")


def _page(request: ClinicRequest, form: AddStaffForm, sentence: str) -> HttpResponse:
    context = {
        "unit": request.clinic,
        "tab": "administration",
        "setting": "administration",
        "may_administer": True,
        "form": form,
        "sentence": sentence,
        "assignments": [
            (assignment, [str(Permission(held).label) for held in assignment.permissions])
            for assignment in queries.assignments_at(request.clinic.id)
        ],
    }
    bad = bool(sentence) or (form.is_bound and not form.is_valid())
    return render(request, "operations/permissions/administration.html", context, status=422 if bad else 200)


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def add_staff(request: ClinicRequest) -> HttpResponse:
    """Give a colleague a place and permissions at the clinic."""
    form = AddStaffForm(request.POST)
    form.offer(configurator=_configures(request))
    if not form.is_valid():
        return _page(request, form, "")
    try:
        actions.add(
            request.actor,
            form.staff,
            request.clinic,
            form.cleaned_data["permissions"],
            submit_key=form.cleaned_data["submit_key"],
        )
    except Refused as refused:
        return _page(request, form, refused.sentence)
    return _done(request, _("%(name)s är tillagd.") % {"name": form.staff.name})


@at_clinic(Permission.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def permissions(request: ClinicRequest, assignment: UUID) -> HttpResponse:
    """Change what somebody may do; takes effect at that person's next request (000-018)."""
    form, sentence = PermissionsForm(request.POST or None), ""
    form.offer(configurator=_configures(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.set_permissions(
                request.actor, assignment, data["permissions"], seen=data["seen"], submit_key=data["submit_key"]
            )
        except Refused as refused:
            sentence = sentence_to_show(refused)
        else:
            return _done(request, _("Behörigheterna är sparade. De gäller direkt."))
    kept, _held = door.read(ASSIGNMENTS, request.actor, assignment, related=("staff",))
    if request.method != "POST":
        form = PermissionsForm(initial={"seen": kept.content, "permissions": kept.permissions})
        form.offer(configurator=_configures(request))
    elif sentence:
        form.renew(kept.content)
    context = {
        "unit": request.clinic,
        "tab": "administration",
        "setting": "administration",
        "may_administer": True,
        "assignment": kept,
        "form": form,
        "sentence": sentence,
    }
    return render(
        request, "operations/permissions/permissions.html", context, status=422 if form.errors or sentence else 200
    )


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def end_assignment(request: ClinicRequest, assignment: UUID) -> HttpResponse:
    """End somebody's assignment here; the page before has asked for confirmation."""
    form = PermissionsForm(request.POST)
    data = form.cleaned_data if form.is_valid() else {}
    actions.end(request.actor, assignment, seen=data.get("seen"), submit_key=data.get("submit_key"))
    return _done(request, _("Personen är borttagen från mottagningen."))


@at_clinic(Permission.ADMINISTRATOR)
@require_POST
def end_sessions(request: ClinicRequest, assignment: UUID) -> HttpResponse:
    """Log out somebody who works here from everywhere: a lost computer, or a screen left open (ASVS 7.4.5)."""
    kept, _held = door.read(ASSIGNMENTS, request.actor, assignment, related=("staff",))
    if kept.state != State.ACTIVE:
        raise not_there()
    number = devices.end_of_staff(kept.staff_id, request.actor)
    said = ngettext(
        "%(number)d inloggning är avslutad för %(name)s.", "%(number)d inloggningar är avslutade för %(name)s.", number
    )
    return _done(request, said % {"number": number, "name": kept.staff.name})


def _done(request: ClinicRequest, said: str) -> HttpResponse:
    return flash.on(reverse("administration", args=[request.clinic.id]), said)


def _configures(request: ClinicRequest) -> bool:
    return Permission.CONFIGURATOR.value in request.actor.roles
