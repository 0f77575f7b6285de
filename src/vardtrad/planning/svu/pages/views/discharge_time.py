"""Tid för utskrivning on the page (001-115…125)."""

from __future__ import annotations

from typing import Any

from vardtrad.planning.svu import queries
from vardtrad.planning.svu.pages.forms import ESTIMATED, READY, TimeForm
from vardtrad.planning.svu.pages.look import Look
from vardtrad.planning.svu.rules import Move, Step
from vardtrad.shared.web.forms import PlainForm

TIME, CHANGE = "tid", "andra"


def discharge_time(look: Look) -> dict[str, Any]:
    """The time of discharge: what holds, the question before a change, and the form."""
    part, opened, steps = look.part, look.opened, look.steps
    writes = look.offers_of(Step.DISCHARGE_TIME).may(Move.CHANGE_ESTIMATE)
    changes = opened.name == TIME and (opened.form is None or opened.form.data.get("andrar") == "1")
    form: PlainForm | None = None
    if writes and (changes or not steps.ready):
        initial: dict[str, Any] = {"seen": part.content if part is not None else 0}
        if changes:
            initial["kind"] = READY if steps.ready else ESTIMATED
            initial["person"] = part.doctor_id if part is not None and look.reads(Step.DISCHARGE_TIME) else None
        if not changes:
            initial["kind"] = READY  # the only choice
        form = look.typed(TIME) or TimeForm(seat=look.request.seat, initial=initial)
    return {
        "time_form": form,
        "time_changes": changes,
        "changes": writes,
        "asks_change": writes and opened.name == CHANGE,
        "day": steps.home_day if steps.published else None,
        "earlier_day": queries.earlier_day(look.plan, steps, moment=look.moment),
        "ready": steps.ready,
        "lapses": part is not None and bool(look.done.get((look.step.value, part.round))),
        "reads": look.reads(Step.DISCHARGE_TIME),
    }
