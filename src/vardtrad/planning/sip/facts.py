"""What the needs of a SIP's tables ask about, gathered under the lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never
from uuid import UUID

from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.planning.plan import facts as plan_facts
from vardtrad.planning.plan.facts import Confirming
from vardtrad.planning.plan.models import Participant, Plan
from vardtrad.planning.sip.given import CallGiven, SipGiven
from vardtrad.planning.sip.models import Call
from vardtrad.planning.sip.rules import CallState, SipFacts
from vardtrad.shared.care_units.rules import Party


def facts(actor: Actor, asked: Sequence[tuple[Plan, SipGiven]]) -> dict[UUID, SipFacts]:
    """The facts of each plan, as it is now."""
    return {plan.id: _facts(actor, plan, given) for plan, given in asked}


def _facts(actor: Actor, plan: Plan, given: SipGiven) -> SipFacts:
    known = SipFacts(**plan_facts.facts_of(actor, plan, given))
    if plan.is_new:
        return known
    call = Call.objects.filter(thing=plan).first()
    known = replace(known, today=clock.today(), call_sent=call is not None and call.state == CallState.SENT)
    match given:
        case plan_facts.Given():
            return replace(known, may_keep_contacts=plan_facts.may_keep_contacts(_party_of(actor, plan)))
        case Confirming():
            return replace(known, same_round=call is not None and call.round == given.round)
        case CallGiven():
            return replace(known, day=given.day, purpose=given.purpose)
        case _:
            assert_never(given)


def _party_of(actor: Actor, plan: Plan) -> Party | None:
    own = Participant.objects.filter(plan=plan, unit_id=actor.here, removed__isnull=True)
    party = own.values_list("party", flat=True).first()
    return Party(party) if party is not None else None
