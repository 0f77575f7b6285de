"""The today board of a unit, a page that refreshes itself (B-26)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vardtrad.gate import door
from vardtrad.planning.plan.views import base, seat_context
from vardtrad.planning.processes import LISTS
from vardtrad.planning.sip.board import queries as sip
from vardtrad.planning.sip_requests import queries as sip_requests
from vardtrad.planning.sip_requests.actions import SIP_REQUESTS
from vardtrad.planning.svu.board import queries as svu
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.login.guards import SeatRequest, at_unit, refreshes_itself

VIEW = "today"


@at_unit
@refreshes_itself
@require_safe
def today_board(request: SeatRequest) -> HttpResponse:
    """The board, or only its contents when htmx asks. Each time it is shown, what stands on it is logged."""
    seat, at = request.seat, base(request)
    stays, sips = svu.board(seat, at), sip.board(seat, at)
    requests = sip_requests.near_their_day(seat.unit.id)
    door.listed(request.actor, LISTS, VIEW, stays.shown | sips.shown)
    if requests:
        door.listed(request.actor, SIP_REQUESTS.label, VIEW, [waiting.request.id for waiting in requests])
    context = seat_context(request) | {
        "board": stays,
        "sips": sips,
        "requests": requests,
        "requests_at": f"{at}fragor-om-sip/",
        "board_address": f"{at}idag/",
        "live": f"/live/enhet/{seat.unit.id}",
        # A health centre neither pays nor is paid (B-24).
        "may_pay": seat.party is not Party.OUTPATIENT,
    }
    inside = request.headers.get("HX-Request") == "true"
    return render(request, "planning/today/_today.html" if inside else "planning/today/today.html", context)
