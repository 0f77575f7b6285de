"""Where the text boxes of an open plan save what somebody has typed and not sent (B-04).

A draft is about a unit's part in the plan, not about the plan: who works at two of its units never meets at one of
them what was typed at the other, and when the unit leaves the plan its drafts go too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from vardtrad.gate import door
from vardtrad.kernel.tables import not_there
from vardtrad.planning.plan.actions import PlanSubject
from vardtrad.planning.plan.queries import Member, members_of
from vardtrad.planning.plan.views.page import plan_address
from vardtrad.shared.drafts.queries import Boxes, boxes
from vardtrad.shared.drafts.views import keep
from vardtrad.shared.login.guards import SeatRequest, at_unit


def _part_of(request: SeatRequest, members: Sequence[Member]) -> UUID | None:
    return next((member.id for member in members if member.unit == request.seat.unit.id), None)


def boxes_of(request: SeatRequest, process: str, plan: UUID, members: Sequence[Member]) -> Boxes:
    """The text boxes of an open plan, one query; without any draft for who only reads (no ``members``)."""
    address, part = f"{plan_address(request, process, plan)}utkast", _part_of(request, members)
    return Boxes(address) if part is None else boxes(request.actor, part, address)


def draft(process: str, subject: PlanSubject) -> Callable[..., HttpResponseBase]:
    """The view: it needs the same capacity as reading the plan, and that the unit takes part in it."""

    @at_unit
    @require_POST
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        door.follow(subject, request.actor, plan)
        part = _part_of(request, members_of([plan]).get(plan, []))
        if part is None:
            raise not_there()
        step = request.POST.get("steg", "")
        back = plan_address(request, process, plan, step if step.isalnum() else "")
        return keep(request, request.actor, part, back)

    return view
