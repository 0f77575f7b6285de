"""In what capacities somebody may act on an entry of the waiting list."""

from __future__ import annotations

from collections.abc import Sequence

from vardtrad.cases.case.capacities import MAY_HANDLE
from vardtrad.cases.waiting_list.models import GuaranteeService, WaitingEntry
from vardtrad.cases.waiting_list.rules import Capacity, State
from vardtrad.gate.door.subject import Capacities
from vardtrad.kernel.actors import Actor, ActorKind

SEEN_BY_SERVICE = frozenset({State.HVNY.value, State.HVOP.value})
"""The codes of the entries that Vårdgarantiservice works with: before a yes nobody else has reason to read."""


def capacities_of(actor: Actor, entries: Sequence[WaitingEntry]) -> Capacities:
    """The clinic's own staff who work with cases, and Vårdgarantiservice for those who have accepted.

    One query when somebody has accepted, else none.
    """
    if actor.is_system:
        return {entry.id: frozenset({Capacity.CLOCK.value}) for entry in entries}
    if actor.kind is not ActorKind.STAFF or actor.unit is None or not actor.roles & MAY_HANDLE:
        return {entry.id: frozenset() for entry in entries}
    elsewhere = [entry for entry in entries if entry.state in SEEN_BY_SERVICE and not entry.is_new]
    serves = (
        set(GuaranteeService.objects.filter(unit_id=actor.unit).values_list("organisation_id", flat=True))
        if elsewhere
        else set()
    )

    def capacities(entry: WaitingEntry) -> frozenset[str]:
        held = {Capacity.CLINIC.value} if entry.clinic_id == actor.unit else set()
        if entry in elsewhere and entry.clinic.organisation_id in serves:
            held.add(Capacity.SERVICE.value)
        return frozenset(held)

    return {entry.id: capacities(entry) for entry in entries}
