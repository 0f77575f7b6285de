"""When a discharged plan leaves the start pages, and the clock's move that removes it (001-262, design decision 8)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel.actors import system
from vardtrad.planning.plan.leaving import TRY_AGAIN
from vardtrad.planning.plan.models import Participant, Plan
from vardtrad.planning.plan.rules import Move
from vardtrad.planning.svu.given import ArchivingGiven
from vardtrad.planning.svu.open_tasks import units_with_open_tasks
from vardtrad.planning.svu.rules import SvuFacts
from vardtrad.planning.svu.subject import SVU

CLOCK = system("svu")
ARCHIVE = "archive"


def archive(keys: Sequence[UUID]) -> None:
    """Remove discharged plans, as the clock, from the start pages of units with nothing left to do (001-262)."""

    def write(moving: door.Moving[Plan, SvuFacts, ArchivingGiven]) -> None:
        if moving.thing.closed is None:
            # The discharge was undone just before the clock's move: the plan continues.
            moving.clear(ARCHIVE)
            return
        busy = units_with_open_tasks(moving.thing)
        for row in Participant.objects.filter(plan=moving.thing, removed__isnull=True, listed=True):
            if row.unit_id not in busy:
                row.listed = False
                moving.change(row, "listed")
        if busy:
            moving.deadline(ARCHIVE, moving.at + TRY_AGAIN)
        else:
            moving.clear(ARCHIVE)

    door.move_many(SVU, CLOCK, Move.ARCHIVE, [door.Request(key, ArchivingGiven()) for key in keys], body=write)
