"""Samordnad individuell plan on the page (001-199…221): its fields, the approval, and "Uppdatera plan"."""

from __future__ import annotations

from typing import Any

from vardtrad.kernel.tables import NOWHERE
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.shown import section as fields_section
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.sip import approval
from vardtrad.planning.sip.field_specs import PLAN_FIELDS
from vardtrad.planning.sip.pages.forms import ApprovalForm, ReasonForm
from vardtrad.planning.sip.pages.look import Look
from vardtrad.planning.sip.rules import Move, SipFacts, Step
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.care_units.rules import Party

APPROVAL, UPDATE, APPROVE = "starta-godkannande", "uppdatera", "godkann"


def _stands(plan: Plan) -> str:
    part = getattr(plan, Step.CARE_PLAN.value, None)
    return NOWHERE if part is None else f"{part.state}.{part.round}"


def _known(plan: Plan, party: Party) -> SipFacts:
    """What decides whether a party may write in the plan."""
    return SipFacts(state=plan.state, closed=plan.closed is not None, called=plan.shared is not None)


PLAN_FORM = FieldForm(
    name=Step.CARE_PLAN.slug,
    step=Step.CARE_PLAN.slug,
    subject=SIP,
    part=Step.CARE_PLAN.value,
    move=Move.SAVE_PLAN,
    specs=lambda: PLAN_FIELDS,
    save=approval.save_plan_field,
    related=(Step.CARE_PLAN.value,),
    known=_known,
    stands=_stands,
    judged=True,
)


def care_plan(look: Look) -> dict[str, Any]:
    """The plan's fields, and what may be done with the whole: start the approval, approve, update."""
    inside = fields_section(look.request, PLAN_FORM, look.now, look.capacities, look.opened, moment=look.moment)
    part, offers = look.part, look.offers_of(Step.CARE_PLAN)
    seen = {"seen": part.content if part is not None else 0}
    approves, updates = offers.may(Move.START_APPROVAL), offers.may(Move.UPDATE_PLAN)
    return inside | {
        "plan_waits": offers.why_not(Move.SAVE_PLAN),
        "approval_form": (look.typed(APPROVAL) or ApprovalForm(initial=seen)) if approves else None,
        "update_form": (look.typed(UPDATE) or ReasonForm(initial=seen)) if updates else None,
        "active_since": look.active_since,
    }
