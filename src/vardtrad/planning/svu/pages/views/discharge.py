"""Utskrivning on the page (001-158…167)."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from vardtrad.planning.messages.rules import Move as MessageMove
from vardtrad.planning.svu.pages.forms import DischargeForm, PlainQuestion
from vardtrad.planning.svu.pages.look import Look
from vardtrad.planning.svu.rules import DischargeState, Move, Step, convener_missing
from vardtrad.shared.web.forms import PlainForm

DISCHARGE, UNDO = "utskrivning", "angra"


def discharge(look: Look) -> dict[str, Any]:
    """The discharge: to be written, as it is published, or as it was undone."""
    part, opened = look.part, look.opened
    undone = part is not None and part.state == DischargeState.UNDONE
    offers = look.offers_of(Step.DISCHARGE)
    writes = offers.may(Move.DISCHARGE)
    form: PlainForm | None = None
    if writes and (not undone or opened.name == DISCHARGE):
        form = look.typed(DISCHARGE) or DischargeForm(initial={"seen": part.content if part is not None else 0})
    return {
        "discharge_form": form,
        "warns": form is not None and opened.sentence == convener_missing(),
        "reminds": look.offers.may(MessageMove.WRITE),
        "undone": undone,
        "anew": writes and undone and form is None,
        "undoes": offers.may(Move.UNDO_DISCHARGE),
        "asks_undo": Move.UNDO_DISCHARGE.value in offers and opened.name == UNDO,
        "question": PlainQuestion(initial={"seen": part.content if part is not None else 0}),
        "places": settings.PLANNING_LISTS["discharged_to"],
    }
