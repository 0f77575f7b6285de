"""Ställningstagande on the page: fields that save themselves, the answer on a SIP, Justera (001-136…157)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from vardtrad.kernel.tables import NOWHERE
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.looking import KNOWING
from vardtrad.planning.fields.rules import FieldSpec
from vardtrad.planning.fields.shown import section as fields_section
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.svu import actions
from vardtrad.planning.svu.field_specs import SIP_FIELD
from vardtrad.planning.svu.pages.forms import AttestForm, SipAnswerForm
from vardtrad.planning.svu.pages.look import Look
from vardtrad.planning.svu.pages.shown import strip
from vardtrad.planning.svu.rules import Move, StatementState, Step, SvuFacts
from vardtrad.planning.svu.sip_decisions import CARE_PLANS
from vardtrad.planning.svu.statement import (
    hides_statement,
    is_attested_by_all,
    is_finally_attested,
    missing_of,
    round_broken_by,
    statement_fields,
    told_statement,
)
from vardtrad.planning.svu.steps import Steps
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.web.forms import PlainForm

MARK, ANSWER, ATTEST, EDIT = "klarmarkera", "svara-sip", "justera", "andra-stallning"


def _statement_stands(plan: Plan) -> str:
    part = getattr(plan, Step.STATEMENT.value, None)
    return f"{part.state}.{part.round}" if part is not None else f"{NOWHERE}.0"


def _statement_hidden(plan: Plan, party: Party | None, spec: FieldSpec) -> bool:
    return hides_statement(party, getattr(plan, Step.STATEMENT.value, None))


def _statement_known(plan: Plan, party: Party) -> SvuFacts:
    """What decides whether a party may write: when all have attested, only the ward may (001-156, 001-251)."""
    part = getattr(plan, Step.STATEMENT.value, None)
    ward = party is Party.INPATIENT
    return SvuFacts(
        state=plan.state,
        closed=plan.closed is not None,
        admission_published=Steps(admission=getattr(plan, Step.ADMISSION.value, None)).published,
        party_is_inpatient=ward,
        finally_attested=not ward and is_finally_attested(plan.id, part),
    )


def _statement_breaks(plan: Plan, party: Party) -> int:
    return round_broken_by(plan.id, getattr(plan, Step.STATEMENT.value, None), party)


STATEMENT_FORM = FieldForm(
    name=Step.STATEMENT.slug,
    step=Step.STATEMENT.slug,
    subject=SVU,
    part=Step.STATEMENT.value,
    move=Move.SAVE_STATEMENT,
    specs=statement_fields,
    save=actions.save_statement_field,
    related=(Step.ADMISSION.value, Step.STATEMENT.value),
    known=_statement_known,
    hidden=_statement_hidden,
    told=lambda plan, party: told_statement(party, getattr(plan, Step.STATEMENT.value, None)),
    stands=_statement_stands,
    breaks=_statement_breaks,
    judged=True,
)


def statement(look: Look) -> dict[str, Any]:
    """The discharge statement: the three parties' parts, and what this seat may do with them now (001-136…157)."""
    request, opened, part = look.request, look.opened, look.part
    moment = look.moment
    party = request.seat.party
    acts = look.past is None and not look.limited and look.now.closed is None
    # Who has been refused while changing what was attested has been warned already.
    warned = opened.name == EDIT or KNOWING in request.GET
    # An earlier version hides what it hid then: what the ward took away before it was complete was never told.
    form = replace(STATEMENT_FORM, hidden=lambda _plan, who, _spec: hides_statement(who, part))
    inside = fields_section(request, form, look.now, look.capacities, opened, moment=moment, warned=warned)
    by_path = inside["fields"]["by_path"]
    seen = part.content if part is not None else 0
    offers = look.offers_of(Step.STATEMENT)
    marks, answers = offers.may(Move.MARK_COMPLETE), offers.may(Move.REJECT_SIP)
    over = strip(look)
    attests = acts and over is not None and over.mine
    own = missing_of(look.now.id, party) if marks or attests else []
    sip = part.sip_answer if part is not None else ""
    attested = is_attested_by_all(part, look.members, look.done)
    decision = by_path[SIP_FIELD].value if SIP_FIELD in by_path else ""
    return inside | {
        "parts": [
            {
                "party": one,
                "own": one is party and not look.reading_only,
                "title": title,
                "fields": [
                    by_path[spec.path] for spec in statement_fields() if one in spec.parties and spec.path in by_path
                ],
            }
            for one, title in (
                (Party.INPATIENT, _("Slutenvårdens ställningstagande")),
                (Party.OUTPATIENT, _("Öppenvårdens ställningstagande")),
                (Party.MUNICIPALITY, _("Kommunens ställningstagande")),
            )
        ],
        "waits_for_ward": hides_statement(party, part),
        "rejected": part is not None and part.state == StatementState.REJECTED,
        "locked": acts and party is not Party.INPATIENT and attested,
        "attested": attested,
        "sip_answer": sip,
        "reads_sip": not look.limited,
        "care_plan": CARE_PLANS.get(decision, ""),
        "answer_form": (look.typed(ANSWER) or SipAnswerForm(initial={"seen": seen, "answer": sip}))
        if answers
        else None,
        "mark_form": (look.typed(MARK) or PlainForm(initial={"seen": seen})) if marks else None,
        "mark_waits_for": "" if marks else offers.why_not(Move.MARK_COMPLETE),
        "attest_form": AttestForm(initial={"seen": seen, "round": over.round})
        if attests and over is not None
        else None,
        "lacks": own,
        "lacks_sip": attests and party is Party.OUTPATIENT and sip != "ja",
        "edit_href": f"{look.address}{Step.STATEMENT.slug}/?visa={EDIT}",
    }
