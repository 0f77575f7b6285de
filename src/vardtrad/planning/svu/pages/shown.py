"""What stands over an open step: who has confirmed it, the countdown, and what the live process watches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan import shown as plan_shown
from vardtrad.planning.plan.process import StepView
from vardtrad.planning.plan.queries import Done
from vardtrad.planning.svu.pages.look import Look
from vardtrad.planning.svu.payment.queries import Countdown, countdowns
from vardtrad.planning.svu.rules import ALL, RECEIVING, Move, StatementState, Step
from vardtrad.shared.care_units.rules import Duty, Party
from vardtrad.shared.web import dates


def as_it_was(view: StepView) -> StepView:
    """A step of an earlier version: what waited for the reader's role then is nobody's task now (001-076)."""
    if view.colour != "task":
        return view
    return replace(view, colour="wait", word=_("Inte klar då"), hint="")


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


@dataclass(frozen=True, slots=True)
class StripParty:
    """A party in the strip over a step, as ``p.strip`` wants it."""

    letter: str
    name: str
    progress: str
    mine: bool
    done: int
    total: int
    note: str
    units: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip over a step: who has acknowledged or attested, and whether that is this seat's task now."""

    heading: str
    parties: list[StripParty]
    mine: bool
    round: int


def strip(look: Look) -> Strip | None:
    """The strip of the open step; None for a step that nobody confirms, or that has nothing to confirm yet."""
    part = look.part
    if look.step not in CONFIRMED or part is None or part.round == 0:
        return None
    duty, parties = CONFIRMED[look.step]
    attests = duty is Duty.ATTEST
    done = look.done.get((look.step.value, part.round), {})
    rejected = attests and part.state == StatementState.REJECTED
    own = (Party.INPATIENT,) if rejected else parties
    move = Move.ATTEST if attests else Move.ACKNOWLEDGE
    offered = look.offers_of(look.step).may(move)
    mine = offered and planning.awaits(look.request.seat, look.members, done, duty, own)
    who_may = plan_shown.who_may(look.members, duty)
    found = []
    for one in planning.progress(look.members, done, parties):
        waits_for_ward = rejected and one.party is Party.OUTPATIENT
        words = {member.unit: _done_words(met, attests=attests) for member, met in one.done}
        found.append(
            StripParty(
                letter=one.letter,
                name=one.name,
                progress=one.progress,
                mine=mine and one.party is look.request.seat.party,
                done=len(one.done),
                total=len(one.done) + len(one.awaited),
                note=_("Väntar på slutenvårdens justering") if waits_for_ward else "",
                units=[
                    (member.name, words.get(member.unit, ""), who_may.get(member.unit, ""))
                    for member in look.members
                    if member.party is one.party
                ],
            )
        )
    return Strip(_("Justering") if attests else _("Kvittering"), found, mine, part.round)


def _done_words(done: Done, *, attests: bool) -> str:
    words = {"at": dates.stamp(done.at), "name": done.by_name}
    return (_("Justerade %(at)s, %(name)s.") if attests else _("Kvitterade %(at)s, %(name)s.")) % words
