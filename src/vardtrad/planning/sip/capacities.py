"""In which capacity somebody acts in a SIP: as a participating unit, or as the person whom it is about (B-23)."""

from __future__ import annotations

from collections.abc import Sequence

from vardtrad.gate.door.subject import Capacities
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.planning.plan.capacities import capacities_in, chosen_as_ward
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import FULL, Capacity, ProcessCode
from vardtrad.shared.proxies.rules import Deed, may

_of_units = capacities_in(ProcessCode.SIP)


def capacities_of(actor: Actor, plans: Sequence[Plan]) -> Capacities:
    """The capacities in which the actor may act in each SIP, by its id: no query for a resident.

    A ward of a region that takes part reads and writes, once its active choice is made and logged (001-037). The person
    reads the plan once the call is sent, as long as what was said about consent holds: a refusal or a withdrawal closes
    the person's pages in the same moment, and a new consent opens them.
    """
    if actor.kind is not ActorKind.RESIDENT:
        return _with_wards(actor, _of_units(actor, plans))
    if not may(actor, Deed.WHOLE):
        return {}
    own = Capacity.PERSON if may(actor, Deed.WRITE) else Capacity.PERSON_READS
    return {
        plan.id: frozenset({own.value})
        for plan in plans
        if plan.process == ProcessCode.SIP
        and plan.patient_id == actor.matters_of
        and plan.shared is not None
        and plan.state in FULL
    }


def _with_wards(actor: Actor, known: Capacities) -> Capacities:
    """Let readers write who work at a ward of an organisation that takes part. Two queries, for readers only."""
    readers = [plan for plan, capacities in known.items() if capacities == {Capacity.READER.value}]
    writing = chosen_as_ward(actor, readers)
    return {plan: own | {Capacity.WRITER.value} if plan in writing else own for plan, own in known.items()}
