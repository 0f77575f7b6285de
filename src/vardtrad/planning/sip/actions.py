"""The verbs of a SIP: what is stored when somebody takes a step."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan import facts as plans
from vardtrad.planning.plan.actions import Moved
from vardtrad.planning.plan.facts import Confirming
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import Move as PlanMove
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.sip.given import CallGiven
from vardtrad.planning.sip.models import Call
from vardtrad.planning.sip.rules import Move, SipFacts, Step
from vardtrad.planning.sip.subject import CALL, SIP
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.care_units.rules import Duty
from vardtrad.shared.people.models import Person

Whole = door.Moving[Plan, SipFacts, plans.Given]
"""A move of the plan as a whole."""
OfCall = door.Moving[Plan, SipFacts, CallGiven, Call]
"""A move of the call."""


def create(
    actor: Actor, patient: Person, unit: Unit, others: Sequence[Unit], *, submit_key: UUID | None = None
) -> Moved:
    """Create a SIP at the actor's ward; the other units take part at once and see it when the call is sent.

    Raises Refused.
    """

    def write(moving: Whole) -> None:
        planning.take_part(moving.thing, [unit, *others], actor, moving)

    return door.begin(
        SIP,
        actor,
        PlanMove.CREATE,
        lambda: Plan(process=ProcessCode.SIP, patient=patient, unit=unit),
        given=plans.Given(),
        body=write,
        submit_key=submit_key,
    )


def remove(actor: Actor, key: UUID, *, confirmed: bool, submit_key: UUID | None = None) -> Moved:
    """Annul the plan: it leaves all start pages but is kept with its trace. Raises Refused."""

    def write(moving: Whole) -> None:
        moving.thing.closed = moving.at

    given = plans.Given(confirmed=confirmed)
    return door.move(SIP, actor, key, PlanMove.REMOVE, given=given, body=write, submit_key=submit_key)


def _write_call(moving: OfCall) -> None:
    call, given = moving.part, moving.given
    call.day, call.purpose = given.day, given.purpose.strip()
    call.unit_id = moving.actor.here


def save_draft(actor: Actor, key: UUID, given: CallGiven, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Save the call as a draft that only inpatient care sees. Raises Refused."""
    return door.move(
        SIP,
        actor,
        key,
        Move.SAVE_DRAFT,
        given=given,
        body=_write_call,
        seen=seen,
        submit_key=submit_key,
        part=CALL.ref(),
    )


def send(actor: Actor, key: UUID, given: CallGiven, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Send the call; the other parties then see the plan and must acknowledge it. Raises Refused."""

    def write(moving: OfCall) -> None:
        _write_call(moving)
        moving.part.sent, moving.part.sent_by = moving.at, actor.signature
        moving.part.round = 1
        moving.thing.shared = moving.at

    return door.move(
        SIP, actor, key, Move.SEND, given=given, body=write, seen=seen, submit_key=submit_key, part=CALL.ref()
    )


def acknowledge(actor: Actor, key: UUID, round_: int, *, submit_key: UUID | None = None) -> Moved:
    """Acknowledge the call, for the actor's unit. Raises Refused."""
    given = Confirming(Step.CALL.value, Duty.ACKNOWLEDGE, round_)
    return planning.confirm(SIP, actor, key, Move.ACKNOWLEDGE, given, CALL.ref(), submit_key=submit_key)
