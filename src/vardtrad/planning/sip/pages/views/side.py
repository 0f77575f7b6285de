"""What a SIP adds to the right field and to every step: samordningsansvarig, and "Avsluta plan"."""

from __future__ import annotations

from typing import Any

from vardtrad.planning.plan.forms import ConfirmForm
from vardtrad.planning.sip.other_plans import other_plans_of
from vardtrad.planning.sip.pages.forms import CoordinatorForm, OtherPlanForm, ReasonForm
from vardtrad.planning.sip.pages.look import Look
from vardtrad.planning.sip.pages.views.call import END, END_IDS
from vardtrad.planning.sip.persons_words import words_for_staff
from vardtrad.planning.sip.rules import Move
from vardtrad.planning.sip.states import INSTEAD_OF_SIP

COORDINATOR, UNCOORDINATE = "samordningsansvarig", "ta-bort-samordningsansvarig"
OTHER, UNNOTE = "annan-plan", "ta-bort-annan-plan"


def coordination(look: Look) -> dict[str, Any]:
    """The coordinator with the forms that change who it is, and the form that ends the plan (001-190…192, 001-222)."""
    sets, ends, opened = look.offers.may(Move.SET_COORDINATOR), look.offers.may(Move.END), look.opened
    own = look.request.session_row.staff
    others = [row for row in other_plans_of(look.plan.id) if look.reads_of(row.unit_id)] if look.past is None else []
    form: Any = None
    if sets:
        form = look.typed(COORDINATOR) or CoordinatorForm(
            seat=look.request.seat, proposed=[own] if own is not None else [], auto_id="samordning-%s"
        )
        form.proposed = [own] if own is not None else []
    return {
        "coordinator": look.coordinator if not look.limited or _own(look) else None,
        "coordinator_form": form,
        "removes_coordinator": look.offers.may(Move.REMOVE_COORDINATOR),
        "coordinator_question": ConfirmForm(),
        "end_form": (look.typed(END) or ReasonForm(auto_id=END_IDS)) if ends else None,
        "opened_name": opened.name,
        "other_plans": others,
        "instead_of_sip": any(row.kind in INSTEAD_OF_SIP for row in others),
        "other_form": (look.typed(OTHER) or OtherPlanForm(auto_id="annan-%s"))
        if look.offers.may(Move.NOTE_OTHER_PLAN)
        else None,
        "removes_other": look.offers.may(Move.REMOVE_OTHER_PLAN),
        # The person's words are to those who take part: nobody reads them after a refusal, or on a narrower ground.
        "persons_words": [] if look.limited or look.closed else words_for_staff(look.plan.id, look.moment),
    }


def _own(look: Look) -> bool:
    return look.coordinator is not None and look.coordinator.unit_id == look.request.seat.unit.id
