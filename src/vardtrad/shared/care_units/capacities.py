"""In what capacities an actor may act on assignments and on the setups of units."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vardtrad.gate.door.subject import Capacities
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.shared.care_units.models import Assignment, Setup
from vardtrad.shared.care_units.rules import Capacity, Permission, SetupCapacity


def capacities_of(actor: Actor, assignments: Sequence[Assignment]) -> Capacities:
    """An administrator may act on the assignments of their own clinic; the product itself on all."""
    capacities: dict[UUID, frozenset[str]] = {}
    for assignment in assignments:
        held: set[str] = set()
        if actor.is_system:
            held.add(Capacity.SYSTEM.value)
        elif (
            actor.kind is ActorKind.STAFF
            and actor.unit == assignment.unit_id
            and Permission.ADMINISTRATOR.value in actor.roles
        ):
            held.add(Capacity.ADMINISTRATOR.value)
        capacities[assignment.id] = frozenset(held)
    return capacities


def setup_capacities_of(actor: Actor, setups: Sequence[Setup]) -> Capacities:
    """A system administrator may act on the setups of their own organisation; the product itself on all."""
    configures = actor.kind is ActorKind.STAFF and Permission.CONFIGURATOR.value in actor.roles
    return {
        setup.id: frozenset(
            {SetupCapacity.SYSTEM.value}
            if actor.is_system
            else {SetupCapacity.CONFIGURATOR.value}
            if configures and setup.unit.organisation_id == actor.organisation
            else ()
        )
        for setup in setups
    }
