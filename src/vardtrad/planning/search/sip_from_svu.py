"""One press in an SVU whose decision says that a SIP is to be held: the SIP is created with the SVU's units in it.

It stands here, over both processes, since an SVU and a SIP know nothing of each other's steps.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vardtrad.gate import door
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.planning.plan import queries as plans
from vardtrad.planning.plan.rules import LIMITED, Capacity
from vardtrad.planning.plan.views import plan_address
from vardtrad.planning.sip import actions as sip
from vardtrad.planning.sip.process import CREATION
from vardtrad.planning.svu.queries import decision_of
from vardtrad.planning.svu.sip_decisions import CALLS
from vardtrad.planning.svu.steps import STEPS, steps_of
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.web import flash
from vardtrad.shared.web.forms import PlainForm
from vardtrad.shared.web.refusals import sentence_to_show


@at_unit
@require_POST
def create_from_svu(request: SeatRequest, plan: UUID) -> HttpResponse:
    """ "Skapa SIP" in an SVU: its participants take part in the SIP, and see it when the call is sent (001-170)."""
    svu, capacities = door.read(SVU, request.actor, plan, related=("patient", *STEPS))
    if capacities == {Capacity.READER.value}:
        raise not_there()
    back = plan_address(request, "svu", plan, "stallningstagande")
    form = PlainForm(request.POST)
    if not form.is_valid():
        return flash.on(back, _("Sidan var för gammal. Försök igen."))
    try:
        if svu.state in LIMITED or decision_of(plan, steps_of(svu)) not in CALLS:
            raise Refused(Reason.NEED, _("Ställningstagandet säger inte att en SIP ska göras."))
        units = [
            member.unit for member in plans.members_of([plan]).get(plan, []) if member.unit != request.seat.unit.id
        ]
        others = [setup.unit for setup in care_units.setups(units).values()]
        made = sip.create(
            request.actor,
            svu.patient,
            request.seat.unit,
            others,
            begun_from=plan,
            submit_key=form.cleaned_data["submit_key"],
        )
    except Refused as refused:
        return flash.on(back, sentence_to_show(refused))
    return flash.on(plan_address(request, "sip", made.thing.id), str(CREATION.created))
