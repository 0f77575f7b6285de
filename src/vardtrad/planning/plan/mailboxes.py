"""Notices to the mailboxes of a plan's units, for the few moves that they hear of outside the product (ADR 51)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vardtrad.gate.models import Notification
from vardtrad.kernel.actors import ActorKind
from vardtrad.planning.plan.models import Participant, Plan

TOLD_UNIT = "unit"
"""The party of such a notice."""


def units_with_mailbox(plan: Plan) -> list[UUID]:
    """The units that take part in a plan and have a mailbox. One query."""
    units = Participant.objects.filter(plan=plan, removed__isnull=True).exclude(unit__mailbox="")
    return list(units.order_by("added", "id").values_list("unit_id", flat=True))


def told_units(plan: Plan, move: str, at: datetime, *, but: UUID) -> list[Notification]:
    """The notices of a move to all units of a plan ``but`` the one that makes it; ``at`` is in UTC. One query."""
    return [
        Notification(
            label=plan.process,
            key=plan.id,
            move=move,
            party=TOLD_UNIT,
            recipient_kind=ActorKind.UNIT,
            recipient_id=unit,
            created=at,
            due=at,
        )
        for unit in units_with_mailbox(plan)
        if unit != but
    ]
