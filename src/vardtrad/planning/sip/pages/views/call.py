"""Kallelse on the page (001-183…189): written, as it was sent, and what may be done with its meeting."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad.planning.plan.capacities import may_read_contact_card
from vardtrad.planning.plan.rules import Move as PlanMove
from vardtrad.planning.plan.step_forms import PlainQuestion
from vardtrad.planning.sip import queries
from vardtrad.planning.sip.calling import COLUMNS
from vardtrad.planning.sip.models import Call, TimeProposal
from vardtrad.planning.sip.pages.forms import CallForm, HeldForm, ProposalForm, ReasonForm, RoundForm
from vardtrad.planning.sip.pages.look import Look
from vardtrad.planning.sip.rules import CallState, CallType, Move, Step
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.contact_card.queries import card_for
from vardtrad.shared.contact_card.rules import Because

CALL, MOVE, CANCEL, PROPOSE, HOLD, BOOK = "kallelse", "andra-mote", "stall-in", "foresla", "hallet", "boka"
REMOVE, END = "ta-bort", "avsluta"
END_IDS = "avsluta-%s"
"""The ids of the form that ends the plan: it stands below every step, beside the step's own forms."""


def call(look: Look) -> dict[str, Any]:
    """The call to be written, or as it was sent, with its meeting and the earlier ones."""
    part, opened, offers = look.steps.call, look.opened, look.offers_of(Step.CALL)
    writes = offers.may(Move.SEND_CALL)
    moves = offers.may(Move.MOVE_MEETING)
    form: CallForm | None = None
    if writes or (moves and opened.name == MOVE):
        form = look.typed(CALL, MOVE) or (CallForm(initial=_initial(look, part)) if part is not None else _new(look))
        form.offer_only(_fitting(look))
    return {
        "call_form": form,
        "call_offers": offers,
        "moving": form is not None and not writes,
        "call_waits": offers.why_not(Move.SEND_CALL),
        "sent": part is not None and part.state != CallState.DRAFT,
        "call_type": CallType(part.call_type).label if part is not None and part.call_type else "",
        "initiator": settings.PLANNING_LISTS["sip_initiators"].get(part.initiator, "") if part is not None else "",
        "reads_call": look.reads(Step.CALL),
        "proposals": _proposals(look, part),
        "meetings": queries.meetings_of(look.plan.id) if look.past is None else [],
        "propose_form": _typed_or(look, offers.may(Move.PROPOSE_TIME), PROPOSE, ProposalForm),
        "cancel_form": _typed_or(look, offers.may(Move.CANCEL_MEETING), CANCEL, ReasonForm),
        "held_form": _held(look) if offers.may(Move.HOLD_MEETING) else None,
        "books": offers.may(Move.BOOK_MEETING),
        "question": PlainQuestion(initial={"seen": part.content if part is not None else 0}),
        "removes": look.offers.may(PlanMove.REMOVE),
    }


def acknowledge_form(look: Look) -> RoundForm | None:
    """The form of Kvittera or Godkänn; None for a step without a round."""
    part = look.part
    if part is None or look.step is Step.ASSESSMENT:
        return None
    return RoundForm(initial={"round": part.round, "seen": part.content})


def _typed_or(look: Look, offered: bool, name: str, make: type[ProposalForm] | type[ReasonForm]) -> Any:
    if not offered:
        return None
    part = look.steps.call
    return look.typed(name) or make(initial={"seen": part.content if part is not None else 0})


def _proposals(look: Look, part: Call | None) -> list[TimeProposal]:
    """The other times that were proposed for the meeting, as far as the seat may read them."""
    if part is None or look.past is not None:
        return []
    return [row for row in queries.proposals_of(look.plan.id, part.round) if look.reads_of(row.unit_id)]


def _held(look: Look) -> Any:
    units = [(member.unit, member.name) for member in look.members]
    part = look.steps.call
    meeting = part.meeting if part is not None else None
    initial = {"seen": part.content if part is not None else 0, "form": meeting.form if meeting is not None else ""}
    return look.typed(HOLD) or HeldForm(initial=initial, units=units)


def _initial(look: Look, part: Call) -> dict[str, Any]:
    """The call as it was saved; the type of call that fits is chosen already (001-183, 001-259)."""
    values = {name: getattr(part, name) for name in COLUMNS}
    return values | {"call_type": _fitting(look).value, "seen": part.content, "minutes": str(part.minutes)}


def _new(look: Look) -> CallForm:
    """An empty call. The interpreter that the patient has asked for on the contact card is filled in (B-45).

    That is a reading of the card, which leaves its trace; it needs the patient's consent, as the card's page does.
    """
    initial: dict[str, Any] = {"call_type": _fitting(look).value, "seen": 0, "minutes": "60"}
    card = None
    if may_read_contact_card(look.plan, look.capacities):
        reader, patient = look.request.actor, look.plan.patient
        card = card_for(reader, patient, Because.CONSENT, label=SIP.label, thing=look.plan.id)
    if card is None or not card.interpreter:
        return CallForm(initial=initial)
    form = CallForm(initial=initial | {"interpreter": True, "language": card.language})
    form.fields["interpreter"].help_text = _("Ifyllt från patientens kontaktkort: %(words)s.") % {
        "words": card.interpreter.lower()
    }
    return form


def _fitting(look: Look) -> CallType:
    return CallType.FOLLOW_UP if look.active_since is not None else CallType.NEW
