"""The resident's contact card, for who works with an open case of theirs (B-40)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from vardtrad.cases.case.rules import State
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.frame.shown import menu
from vardtrad.gate import door
from vardtrad.kernel.tables import not_there
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.contact_card.queries import card_for
from vardtrad.shared.contact_card.rules import Because
from vardtrad.shared.login.guards import ClinicRequest, at_clinic


@at_clinic(Permission.RECEIVER, Permission.HANDLER)
@require_safe
def contact_card(request: ClinicRequest, case: UUID) -> HttpResponse:
    """The card, while the case is open; afterwards there is no such page."""
    opened, _capacities = door.follow(CASES, request.actor, case, related=("patient", "case_type"))
    if opened.state == State.CLOSED:
        raise not_there()
    card = card_for(request.actor, opened.patient, Because.OPEN_CASE, label=CASES.label, thing=opened.id)
    back = reverse("staff_case", args=[request.clinic.id, case])
    context = menu(request, None) | {"case": opened, "contact_card": card, "back": back}
    return render(request, "cases/staff/open_case/card.html", context)
