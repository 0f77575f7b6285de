"""A plan as a seat looks at it, as far as what every plan's pages share needs to know; each process has its own."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from vardtrad.planning.plan.models import Plan
from vardtrad.shared.login.guards import SeatRequest


class Looked(Protocol):
    """A plan that was read through the door for a seat, as it is now or as it was at an earlier version."""

    @property
    def request(self) -> SeatRequest:
        """The seat's request."""

    @property
    def now(self) -> Plan:
        """The plan as it is now, with its patient."""

    @property
    def step(self) -> Any:
        """The open step."""

    @property
    def capacities(self) -> frozenset[str]:
        """The capacities that the seat has in the plan."""

    @property
    def closed(self) -> frozenset[UUID]:
        """The units whose words the seat has no ground to read."""
