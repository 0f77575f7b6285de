"""Utskrivning on the page (001-158…167)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad.planning.messages.rules import Move as MessageMove
from vardtrad.planning.plan.step_forms import PlainQuestion
from vardtrad.planning.svu.pages.forms import DischargeForm
from vardtrad.planning.svu.pages.look import Look
from vardtrad.planning.svu.rules import DischargeState, Move, Step, convener_missing
from vardtrad.planning.svu.shown import overview
from vardtrad.shared.web.forms import PlainForm

DISCHARGE, UNDO = "utskrivning", "angra"


def _open(look: Look) -> list[str]:
    """What is not ready when the patient is to be discharged, in words; nothing of it stops the discharge."""
    if look.now.deceased:
        return []
    steps = overview(look.request.seat, look.plan, look.steps, look.members, look.done, look.address).steps
    waits = [f"{step.name}: {step.word}" for step in steps if step.colour in {"task", "wait"}]
    unready = [] if look.steps.ready else [_("Utskrivningsklar är inte meddelat")]
    return unready + [words for words in waits if not words.startswith(str(Step.DISCHARGE.label))]


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
        "open_steps": _open(look) if form is not None else [],
        "reminds": look.offers.may(MessageMove.WRITE),
        "undone": undone,
        "anew": writes and undone and form is None,
        "undoes": offers.may(Move.UNDO_DISCHARGE),
        "asks_undo": Move.UNDO_DISCHARGE.value in offers and opened.name == UNDO,
        "question": PlainQuestion(initial={"seen": part.content if part is not None else 0}),
        "places": settings.PLANNING_LISTS["discharged_to"],
    }
