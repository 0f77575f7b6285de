"""What is below every step, whichever is open: the countdowns of the law (B-24) and the events (B-25)."""

from __future__ import annotations

from typing import Any

from vardtrad.kernel import clock
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.event_rules import EventKind, death_question
from vardtrad.planning.plan.rules import Move as PlanMove
from vardtrad.planning.plan.sip_calls import sip_of
from vardtrad.planning.publications import queries as history
from vardtrad.planning.svu.clocks import calls_due, notice_due
from vardtrad.planning.svu.pages.forms import EventForm
from vardtrad.planning.svu.pages.look import Look
from vardtrad.planning.svu.queries import decision_of
from vardtrad.planning.svu.rules import Step
from vardtrad.planning.svu.sip_decisions import CALLS
from vardtrad.planning.svu.step_rules import ahead_question
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.web.forms import PlainForm


def clocks(look: Look) -> dict[str, Any]:
    """The countdowns of the open step: the admission notice for the ward, the call to a SIP for who calls."""
    acts = look.past is None and not look.reading_only
    seat = look.request.seat
    about_sip = look.step in {Step.DISCHARGE_TIME, Step.STATEMENT} and look.past is None and not look.outside_a_no
    calls = acts and about_sip
    notifies = acts and look.step is Step.ADMISSION and seat.party is Party.INPATIENT
    return {
        "notice_due": notice_due(look.plan, look.steps) if notifies else None,
        "call_due": calls_due(seat, [look.plan]).get(look.plan.id) if calls else None,
        "sip": sip_of(look.request.actor, look.now) if about_sip else None,
        "creates_sip": acts and about_sip and not look.limited and look.now.closed is None and decides_sip(look),
        "sip_form": PlainForm(),
        "sip_units": [member.name for member in look.members if member.unit != seat.unit.id],
    }


def decides_sip(look: Look) -> bool:
    """Whether the ward's decision, which it has marked as complete, says that a SIP is to be held."""
    return decision_of(look.now.id, look.steps) in CALLS


EVENT = "handelse"


def events(look: Look) -> dict[str, Any]:
    """What has happened on the way, and the form to register more: under every step."""
    registered = history.events_of(look.plan.id, moment=look.moment)
    closed = history.events_by(look.plan.id, look.closed)
    registered = [event for event in registered if event.id not in closed]
    own = history.events_by(look.plan.id, {look.request.seat.unit.id}) if look.limited else set()
    registers = look.offers.may(PlanMove.REGISTER_EVENT)
    form: PlainForm | None = None
    alone = Party.OUTPATIENT in planning.missing_parties(look.members, (Party.OUTPATIENT,))
    if registers and look.opened.name == EVENT:
        form = look.typed(EVENT) or EventForm(
            initial={"day": clock.today()}, events=registered, party=look.request.seat.party, alone=alone
        )
    taken_back = {event.corrects_id: event for event in registered if event.corrects_id is not None}
    died = [event for event in registered if event.kind == EventKind.DECEASED and event.id not in taken_back]
    return {
        "events": [(event, not look.limited or event.id in own, taken_back.get(event.id)) for event in registered],
        "event_form": form,
        "registers": registers,
        "asks_about_death": form is not None and look.opened.sentence == death_question(),
        "asks_ahead": form is not None and look.opened.sentence == ahead_question(),
        "deceased": died[-1] if died else None,
        "register_says_deceased": look.now.patient.deceased,
    }
