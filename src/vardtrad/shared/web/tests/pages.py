"""Addresses that only these tests have: what a view of a subject may do, without a subject."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import include, path

from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import LongText, PlainForm

handler400 = "vardtrad.shared.web.views.bad_request"
handler403 = "vardtrad.shared.web.views.forbidden"
handler404 = "vardtrad.shared.web.views.not_found"
handler500 = "vardtrad.shared.web.views.server_error"


class Message(PlainForm):
    """A message with a limit."""

    text = LongText(label="Meddelande", max_length=40)


def write(request: HttpRequest) -> HttpResponse:
    form = Message(request.POST or None)
    if form.is_valid():
        response = HttpResponseRedirect("/klart")
        flash.leave(response, "Meddelandet är skickat.")
        return response
    return render(request, "shared/web/tests/write.html", {"form": form}, status=422 if form.errors else 200)


def done(request: HttpRequest) -> HttpResponse:
    return render(request, "shared/web/tests/plain.html", {"moment": datetime(2026, 11, 20, 12, 4, tzinfo=UTC)})


def refuse(request: HttpRequest, reason: str) -> HttpResponse:
    raise Refused(Reason(reason), "Ärendet är redan besvarat.")


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("19121212-1212 står i felet")


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


urlpatterns = [
    path("", include("vardtrad.shared.web.urls")),
    path("skriv", write),
    path("klart", done),
    path("nekad/<str:reason>", refuse),
    path("fel", fail),
    path("borta", away),
]
