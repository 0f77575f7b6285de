"""The today board of a unit, a page that refreshes itself (B-26)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vardtrad.gate import door
from vardtrad.planning.plan.views import base, seat_context
from vardtrad.planning.svu.board import queries
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.login.guards import SeatRequest, at_unit, refreshes_itself


@at_unit
@refreshes_itself
@require_safe
def today_board(request: SeatRequest) -> HttpResponse:
    """The board, or only its contents when htmx asks. Each time it is shown, the plans on it are logged."""
    board = queries.board(request.seat, base(request))
    door.listed(request.actor, "svu", "today", board.shown)
    context = seat_context(request) | {
        "board": board,
        "board_address": f"{base(request)}idag/",
        "live": f"/live/enhet/{request.seat.unit.id}",
        # A health centre neither pays nor is paid (B-24).
        "may_pay": request.seat.party is not Party.OUTPATIENT,
    }
    inside = request.headers.get("HX-Request") == "true"
    return render(request, "planning/svu/board/_board.html" if inside else "planning/svu/board/today.html", context)
