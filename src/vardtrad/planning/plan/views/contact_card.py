"""The patient's contact card, for the units that plan together by the patient's consent (B-40)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vardtrad.gate import door
from vardtrad.kernel.tables import not_there
from vardtrad.planning.plan.actions import PlanSubject
from vardtrad.planning.plan.capacities import may_read_contact_card
from vardtrad.planning.plan.views.page import plan_address, seat_context
from vardtrad.shared.contact_card.queries import card_for
from vardtrad.shared.contact_card.rules import Because
from vardtrad.shared.login.guards import SeatRequest, at_unit

CARD = "kontaktkort"


def contact_card(process: str, subject: PlanSubject) -> Callable[..., HttpResponseBase]:
    """The page of the card. Each reading leaves a trace of its own; without consent it is not there."""

    @at_unit
    @require_safe
    def view(request: SeatRequest, plan: UUID) -> HttpResponse:
        read, capacities = door.read(subject, request.actor, plan, related=("patient",))
        if not may_read_contact_card(read, capacities):
            raise not_there()
        card = card_for(request.actor, read.patient, Because.CONSENT, label=subject.label, thing=read.id)
        back = plan_address(request, process, read.id)
        context = seat_context(request) | {"patient": read.patient, "contact_card": card, "back": back}
        return render(request, "planning/plan/contact_card.html", context)

    return view
