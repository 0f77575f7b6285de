"""Which SIP a seat has something to do in."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from vardtrad.planning.plan.models import Confirmation
from vardtrad.planning.sip.rules import CallState, Step
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Duty, Party

RECEIVING = (Party.OUTPATIENT, Party.MUNICIPALITY)


def has_task(seat: Seat) -> Q:
    """The condition that a seat's role has something to do in a SIP where its unit takes part, as shown.overviews."""
    if Duty.ACKNOWLEDGE not in seat.duties or seat.party not in RECEIVING:
        return Q(pk__in=[])
    done = Confirmation.objects.filter(
        plan_id=OuterRef("pk"), kind=Step.CALL, unit_id=seat.unit.id, round=OuterRef("call__round")
    )
    return Q(call__state=CallState.SENT) & ~Q(Exists(done))
