"""What stands over an open step: who has confirmed it, the countdown, and what the live process watches."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from vardtrad.planning.plan.strip import Confirmable, Strip, acknowledged_words
from vardtrad.planning.plan.strip import strip as strip_of
from vardtrad.planning.svu.pages.look import Look
from vardtrad.planning.svu.payment.queries import Countdown, countdowns
from vardtrad.planning.svu.rules import ALL, RECEIVING, Move, StatementState, Step
from vardtrad.shared.care_units.rules import Duty, Party


def live_address(look: Look) -> str:
    """What the live process watches for the page: on a step with fields also who writes in them (B-29)."""
    seat, kind = look.request.seat, "falt" if look.step in {Step.ASSESSMENT, Step.STATEMENT} else "plan"
    return f"/live/{kind}/{look.plan.id}?plats={seat.unit.id}:{seat.role.code}"


def countdown(look: Look) -> Countdown | None:
    """How it stands with the payment responsibility while the patient is ready and still here (B-24), or None."""
    if look.past is not None or not look.steps.ready or look.steps.discharged:
        return None
    return countdowns([look.plan]).get(look.plan.id)


# ── Who has confirmed the open step, and who may (001-125, 001-144) ─────────────────────────────────────────────────

CONFIRMED: Mapping[Step, tuple[Duty, tuple[Party, ...]]] = {
    Step.ADMISSION: (Duty.ACKNOWLEDGE, RECEIVING),
    Step.DISCHARGE_TIME: (Duty.ACKNOWLEDGE, RECEIVING),
    Step.STATEMENT: (Duty.ATTEST, ALL),
}


def strip(look: Look) -> Strip | None:
    """The strip of the open step; None for a step that nobody confirms, or that has nothing to confirm yet."""
    part = look.part
    if look.step not in CONFIRMED or part is None or part.round == 0:
        return None
    duty, parties = CONFIRMED[look.step]
    attests = duty is Duty.ATTEST
    rejected = attests and part.state == StatementState.REJECTED
    step = Confirmable(
        heading=_("Justering") if attests else _("Kvittering"),
        round=part.round,
        duty=duty,
        parties=parties,
        own=(Party.INPATIENT,) if rejected else parties,
        said=_attested_words if attests else acknowledged_words,
        notes={Party.OUTPATIENT.value: _("Väntar på slutenvårdens justering")} if rejected else {},
    )
    offered = look.offers_of(look.step).may(Move.ATTEST if attests else Move.ACKNOWLEDGE)
    done = look.done.get((look.step.value, part.round), {})
    return strip_of(look.request.seat, look.members, done, step, offered=offered)


def _attested_words() -> str:
    return _("Justerade %(at)s, %(name)s.")
