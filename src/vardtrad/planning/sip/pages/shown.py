"""What stands over an open step of a SIP: who has confirmed it, and what the live process watches."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vardtrad.planning.plan.strip import Confirmable, Strip, acknowledged_words
from vardtrad.planning.plan.strip import strip as strip_of
from vardtrad.planning.sip.pages.look import Look
from vardtrad.planning.sip.rules import ALL, CallState, CarePlanState, Move, Step
from vardtrad.shared.care_units.rules import Duty


def live_address(look: Look) -> str:
    """What the live process watches for the page: on a step with fields also who writes in them (B-29)."""
    seat, kind = look.request.seat, "plan" if look.step is Step.CALL else "falt"
    return f"/live/{kind}/{look.plan.id}?plats={seat.unit.id}:{seat.role.code}"


def strip(look: Look) -> Strip | None:
    """The strip of the open step: who has acknowledged the call, or approved the plan; None where nobody has to."""
    part = look.part
    if part is None or part.state not in {CallState.SENT, CarePlanState.APPROVING}:
        return None
    approves = look.step is Step.CARE_PLAN
    step = Confirmable(
        heading=_("Godkännande") if approves else _("Kvittering"),
        round=part.round,
        duty=Duty.APPROVE if approves else Duty.ACKNOWLEDGE,
        parties=ALL,
        own=ALL,
        said=_approved_words if approves else acknowledged_words,
        notes={},
    )
    offered = look.offers_of(look.step).may(Move.APPROVE if approves else Move.ACKNOWLEDGE)
    if approves and part.approved is not None:
        offered = False  # active: a unit that came afterwards has nothing to approve
    done = look.done.get((look.step.value, part.round), {})
    return strip_of(look.request.seat, look.members, done, step, offered=offered)


def _approved_words() -> str:
    return _("Godkände %(at)s, %(name)s.")
