"""The residents' start page, and their help."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from vardtrad.shared.login.guards import ResidentRequest, logged_in, public, resident
from vardtrad.shared.login.models import World


@public
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The residents' start page; who is logged in goes on to the inbox."""
    if logged_in(request, World.RESIDENT):
        return redirect("inbox")
    return render(request, "cases/resident/start.html")


@resident
@require_safe
def help_page(request: ResidentRequest) -> HttpResponse:
    """ "Hjälp" for residents."""
    return render(request, "cases/resident/help.html")
