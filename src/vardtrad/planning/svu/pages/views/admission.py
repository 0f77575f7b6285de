"""Inskrivning on the page (001-095…104)."""

from __future__ import annotations

from typing import Any

from vardtrad.kernel import clock
from vardtrad.planning.plan.rules import Move as PlanMove
from vardtrad.planning.plan.step_forms import PlainQuestion
from vardtrad.planning.svu import queries
from vardtrad.planning.svu.clocks import notice_was_late
from vardtrad.planning.svu.pages.forms import AdmissionForm
from vardtrad.planning.svu.pages.look import Look
from vardtrad.planning.svu.rules import AdmissionState, Move, Step
from vardtrad.shared.web.forms import PlainForm

ADMISSION, REMOVE = "inskrivning", "ta-bort"


def admission(look: Look) -> dict[str, Any]:
    """The admission: to be written, as a draft, or as it is published."""
    part, opened = look.part, look.opened
    published = part is not None and part.state == AdmissionState.PUBLISHED
    offers = look.offers_of(Step.ADMISSION)
    corrects, writes = offers.may(Move.CORRECT_ADMISSION), offers.may(Move.PUBLISH_ADMISSION)
    form: PlainForm | None = None
    if writes or (corrects and opened.name == ADMISSION):
        form = look.typed(ADMISSION) or AdmissionForm(initial=_admission_initial(look))
    return {
        "admission_form": form,
        "warns": form is not None
        and bool(opened.sentence)
        and opened.sentence == queries.receiver_warning(look.members),
        "waits_for_consent": bool(offers.why_not(Move.PUBLISH_ADMISSION)),
        "published": published,
        "corrects": corrects,
        "reads": look.reads(Step.ADMISSION),
        "moved_since": published and look.steps.discharge_time is not None,
        "late_notice": published and notice_was_late(part),
        "removes": look.offers.may(PlanMove.REMOVE),
        "asks_removal": opened.name == REMOVE and PlanMove.REMOVE.value in look.offers,
        "question": PlainQuestion(),
    }


def _admission_initial(look: Look) -> dict[str, Any]:
    part = look.part
    if part is None:
        return {"seen": 0}
    reason = "" if look.limited or not look.reads(Step.ADMISSION) else part.reason
    judged = part.judged.astimezone(clock.STOCKHOLM) if part.judged is not None else None
    return {
        "day": part.admitted,
        "time": part.admitted_at,
        "judged_day": judged.date() if judged is not None else None,
        "judged_time": judged.time() if judged is not None else None,
        "expected": part.expected,
        "reason": reason,
        "seen": part.content,
    }
