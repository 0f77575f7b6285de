"""Kartläggning on the page: fields that save themselves, in two halves (001-126…135)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from vardtrad.kernel.tables import NOWHERE
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.shown import section as fields_section
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.svu import actions, queries
from vardtrad.planning.svu.field_specs import ASSESSMENT_FIELDS
from vardtrad.planning.svu.pages.look import Look
from vardtrad.planning.svu.rules import Move, Step, SvuFacts
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.web.forms import PlainForm

START = "starta-kartlaggning"


def _assessment_stands(plan: Plan) -> str:
    part = getattr(plan, Step.ASSESSMENT.value, None)
    return NOWHERE if part is None else str(part.state)


def _assessment_known(plan: Plan, party: Party) -> SvuFacts:
    """What decides whether a party may write in the assessment."""
    return SvuFacts(state=plan.state, closed=plan.closed is not None)


ASSESSMENT_FORM = FieldForm(
    name=Step.ASSESSMENT.slug,
    step=Step.ASSESSMENT.slug,
    subject=SVU,
    part=Step.ASSESSMENT.value,
    move=Move.SAVE_ASSESSMENT,
    specs=lambda: ASSESSMENT_FIELDS,
    save=actions.save_assessment_field,
    related=(Step.ASSESSMENT.value,),
    known=_assessment_known,
    stands=_assessment_stands,
)


def assessment(look: Look) -> dict[str, Any]:
    """The needs assessment: its two halves, or the way to start it (001-127, 001-130, 001-131)."""
    request, opened = look.request, look.opened
    moment = look.moment
    inside = fields_section(request, ASSESSMENT_FORM, look.now, look.capacities, opened, moment=moment)
    specs = {spec.path: spec for spec in ASSESSMENT_FIELDS}
    shown = inside["fields"]["all"]
    own = request.seat.party
    starts = Move.START_ASSESSMENT.value in look.offers_of(Step.ASSESSMENT) and look.part is None
    return inside | {
        "starts": starts,
        "start_waits": queries.start_refusal(look.now, look.steps) if look.part is None else "",
        "start_form": PlainForm(),
        "halves": [
            (
                _("Kommunen och öppenvården ansvarar för"),
                ("Ö", "K"),
                [one for one in shown if Party.INPATIENT not in specs[one.path].parties],
                own is not Party.INPATIENT,
            ),
            (
                _("Slutenvården ansvarar för"),
                ("S",),
                [one for one in shown if Party.INPATIENT in specs[one.path].parties],
                own is Party.INPATIENT,
            ),
        ],
    }
