"""Kartläggning on the page: fields that save themselves, shared by all units (001-194…198)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vardtrad.kernel.tables import NOWHERE
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.looking import FieldView
from vardtrad.planning.fields.shown import section as fields_section
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.sip import actions
from vardtrad.planning.sip.assessment_fields import ASSESSMENT_FIELDS, CHILD_PATHS
from vardtrad.planning.sip.pages.look import Look
from vardtrad.planning.sip.rules import Move, SipFacts, Step
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.web.forms import PlainForm

START = "starta-kartlaggning"
OF_AGE = 18


def _stands(plan: Plan) -> str:
    part = getattr(plan, Step.ASSESSMENT.value, None)
    return NOWHERE if part is None else str(part.state)


def _known(plan: Plan, party: Party) -> SipFacts:
    """What decides whether a party may write in the assessment."""
    return SipFacts(state=plan.state, closed=plan.closed is not None)


ASSESSMENT_FORM = FieldForm(
    name=Step.ASSESSMENT.slug,
    step=Step.ASSESSMENT.slug,
    subject=SIP,
    part=Step.ASSESSMENT.value,
    move=Move.SAVE_ASSESSMENT,
    specs=lambda: ASSESSMENT_FIELDS,
    save=actions.save_assessment_field,
    related=(Step.ASSESSMENT.value,),
    known=_known,
    stands=_stands,
)


def assessment(look: Look) -> dict[str, Any]:
    """The needs assessment, or the way to start it (001-194)."""
    inside = fields_section(look.request, ASSESSMENT_FORM, look.now, look.capacities, look.opened, moment=look.moment)
    offers = look.offers_of(Step.ASSESSMENT)
    areas: dict[str, list[FieldView]] = {}
    for view in inside["fields"]["all"]:
        areas.setdefault(view.section, []).append(view)
    if not _child(look, inside["fields"]["by_path"]):
        areas = {title: views for title, views in areas.items() if views[0].path not in CHILD_PATHS}
    return inside | {
        "starts": look.part is None and offers.may(Move.START_ASSESSMENT),
        "start_waits": offers.why_not(Move.START_ASSESSMENT) if look.part is None else "",
        "start_form": PlainForm(),
        "areas": list(areas.items()),
        "writes": offers.may(Move.SAVE_ASSESSMENT),
    }


def _child(look: Look, shown: Mapping[str, FieldView]) -> bool:
    """Whether the questions about a child are shown: to an adult while something still stands in them."""
    age = look.now.patient.age
    return (age is not None and age < OF_AGE) or any(path in CHILD_PATHS and shown[path].revision for path in shown)
