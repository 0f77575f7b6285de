"""Samordnad individuell plan on the page (001-199…221): its fields, the approval, and "Uppdatera plan"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.rules import FieldSpec
from vardtrad.planning.fields.shown import section as fields_section
from vardtrad.planning.fields.views.places import address_of
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.sip import approval
from vardtrad.planning.sip.care_plan import Lack, lacks_in, prefilled
from vardtrad.planning.sip.facts import is_active
from vardtrad.planning.sip.field_specs import PLAN_FIELDS, PLAN_GROUPS
from vardtrad.planning.sip.pages.forms import ApprovalForm, ReasonForm
from vardtrad.planning.sip.pages.look import PROCESS, Look
from vardtrad.planning.sip.rules import CarePlanState, Move, SipFacts, Step
from vardtrad.planning.sip.steps import steps_of
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.care_units.rules import Party

APPROVAL, UPDATE, APPROVE = "starta-godkannande", "uppdatera", "godkann"


def _stands(plan: Plan) -> str:
    part = getattr(plan, Step.CARE_PLAN.value, None)
    # The first saved field or row begins the part, which is no news to a page that follows fields and rows.
    return f"{CarePlanState.WRITING}.0" if part is None else f"{part.state}.{part.round}"


def _known(plan: Plan, party: Party) -> SipFacts:
    """What decides whether a party may write in the plan."""
    return SipFacts(
        state=plan.state,
        closed=plan.closed is not None,
        called=plan.shared is not None,
        # Whether something can be written at all; which fields, is for ``_locked``.
        active=_approving(plan) and is_active(plan, steps_of(plan)),
    )


def _approving(plan: Plan) -> bool:
    part = getattr(plan, Step.CARE_PLAN.value, None)
    return part is not None and part.state == CarePlanState.APPROVING


def _locked(plan: Plan, spec: FieldSpec) -> bool:
    """Whether a field is closed in an approved plan (001-215)."""
    return _approving(plan) and not spec.always


PLAN_FORM = FieldForm(
    name=Step.CARE_PLAN.slug,
    step=Step.CARE_PLAN.slug,
    subject=SIP,
    part=Step.CARE_PLAN.value,
    move=Move.SAVE_PLAN,
    specs=lambda: PLAN_FIELDS,
    save=approval.save_plan_field,
    related=(Step.CARE_PLAN.value, Step.CALL.value, "call__meeting"),
    known=_known,
    stands=_stands,
    judged=True,
    groups=lambda: PLAN_GROUPS,
    arrange=approval.change_row,
    row_moves=approval.ROW_MOVES,
    prefilled=prefilled,
    locked=_locked,
)


def _lacks(look: Look, shown: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]] | None:
    """What is missing before the approval, in words with the address of each field; None when nothing is."""
    lacks = lacks_in(shown["saved"], shown["rows"], look.members)

    def linked(missing: Sequence[Lack]) -> list[tuple[str, str]]:
        return [
            (lack.words, address_of(look.request, PROCESS, PLAN_FORM, look.now.id, PLAN_FORM.spec(lack.path)))
            for lack in missing
        ]

    return {"fields": linked(lacks.fields), "units": linked(lacks.units)} if lacks.all else None


def care_plan(look: Look) -> dict[str, Any]:
    """The plan's fields, and what may be done with the whole: start the approval, approve, update."""
    at = f"{look.address}version/{look.past.id}/plan/" if look.past is not None else ""
    inside = fields_section(look.request, PLAN_FORM, look.now, look.capacities, look.opened, moment=look.moment, at=at)
    part, offers = look.part, look.offers_of(Step.CARE_PLAN)
    seen = {"seen": part.content if part is not None else 0}
    part_is_open = part is None or part.state == CarePlanState.WRITING
    approves, updates = offers.may(Move.START_APPROVAL), offers.may(Move.UPDATE_PLAN)
    return inside | {
        "plan_waits": offers.why_not(Move.SAVE_PLAN),
        "approval_form": (look.typed(APPROVAL) or ApprovalForm(initial=seen)) if approves else None,
        "update_form": (look.typed(UPDATE) or ReasonForm(initial=seen)) if updates else None,
        "update_waits": offers.why_not(Move.UPDATE_PLAN) if not part_is_open else "",
        "active_since": look.active_since,
        "writes": offers.may(Move.SAVE_PLAN) and part_is_open,
        "only_follow_up": offers.may(Move.SAVE_PLAN) and not part_is_open,
        "lacks": _lacks(look, inside["fields"]) if approves else None,
    }
