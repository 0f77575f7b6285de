"""What is below every step, whichever is open: the countdowns of the law (B-24) and the events (B-25)."""

from __future__ import annotations

from typing import Any

from vardtrad.kernel import clock
from vardtrad.planning.plan.rules import EventKind
from vardtrad.planning.plan.rules import Move as PlanMove
from vardtrad.planning.publications import queries as history
from vardtrad.planning.svu.clocks import calls_due, notice_due
from vardtrad.planning.svu.pages.forms import EventForm
from vardtrad.planning.svu.pages.look import Look
from vardtrad.planning.svu.rules import Step
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.web.forms import PlainForm


def clocks(look: Look) -> dict[str, Any]:
    """The countdowns of the open step: the admission notice for the ward, the call to a SIP for who calls."""
    acts = look.past is None and not look.reading_only
    seat = look.request.seat
    calls = acts and look.step in {Step.DISCHARGE_TIME, Step.STATEMENT}
    notifies = acts and look.step is Step.ADMISSION and seat.party is Party.INPATIENT
    return {
        "notice_due": notice_due(look.plan, look.steps) if notifies else None,
        "call_due": calls_due(seat, [look.plan]).get(look.plan.id) if calls else None,
    }


EVENT = "handelse"


def events(look: Look) -> dict[str, Any]:
    """What has happened on the way, and the form to register more: under every step."""
    found = history.events_of(look.plan.id, moment=look.past.at if look.past is not None else None)
    own = history.own_events(look.plan.id, look.request.seat.unit.id) if look.limited else set()
    registers = look.offers.may(PlanMove.REGISTER_EVENT)
    form: PlainForm | None = None
    if registers and look.opened.name == EVENT:
        form = look.typed(EVENT) or EventForm(initial={"day": clock.today()})
    kinds = [one.kind for one in found]
    died = [one for one in found if one.kind == EventKind.DECEASED]
    return {
        "events": [(one, not look.limited or one.id in own) for one in found],
        "event_form": form,
        "registers": registers,
        "deceased": died[-1] if died else None,
        "register_says_deceased": look.now.patient.deceased,
        "corrected_after": bool(died) and EventKind.CORRECTION in kinds[kinds.index(EventKind.DECEASED) :],
    }
