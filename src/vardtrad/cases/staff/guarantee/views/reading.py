"""Reading an entry on the clinic's own pages, which Vårdgarantiservice has no part in."""

from __future__ import annotations

from uuid import UUID

from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.rules import Capacity
from vardtrad.cases.waiting_list.subject import ENTRIES
from vardtrad.gate import door
from vardtrad.kernel.tables import not_there
from vardtrad.shared.login.guards import ClinicRequest


def of_the_clinic(request: ClinicRequest, key: UUID, related: tuple[str, ...]) -> tuple[WaitingEntry, frozenset[str]]:
    """An entry of the clinic, traced as read. Raises Refused, the same for a missing one and for another clinic's."""
    _entry, capacities = door.follow(ENTRIES, request.actor, key, related=related)
    if Capacity.CLINIC not in capacities:
        raise not_there()
    return door.read(ENTRIES, request.actor, key, related=related)
