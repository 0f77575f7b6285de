"""What all pages of a clinic's settings share: the frame, and the way back after something was saved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from vardtrad.shared.login.guards import ClinicRequest
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm


def page(
    request: ClinicRequest,
    template: str,
    setting: str,
    context: dict[str, Any],
    *,
    form: PlainForm | None = None,
    sentence: str = "",
) -> HttpResponse:
    """A page of the settings; ``setting`` is its place in the menu. 422 when it shows what a form could not do."""
    bad = bool(sentence) or (form is not None and form.is_bound and bool(form.errors))
    shown = {
        "unit": request.clinic,
        "tab": "administration",
        "may_administer": True,
        "setting": setting,
        "form": form,
        "sentence": sentence,
        **context,
    }
    return render(request, template, shown, status=422 if bad else 200)


def done(request: ClinicRequest, name: str, said: str, *about: UUID, anchor: str = "", **query: str) -> HttpResponse:
    """On to a page of the settings, about a thing where it has one, with a word about what was done."""
    return flash.on(reverse(name, args=[request.clinic.id, *about], query=query or None) + anchor, said)
