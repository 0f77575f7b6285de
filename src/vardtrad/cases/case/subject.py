"""Cases as the door sees them, and the single way to make a move of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID

from vardtrad.cases.case import days, queries
from vardtrad.cases.case.capacities import capacities_of
from vardtrad.cases.case.facts import Given, Moving, facts
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.needs import CaseFacts
from vardtrad.cases.case.rules import TABLE, Move
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor, system
from vardtrad.kernel.tables import Refused

Moved: TypeAlias = door.Moved[Case]

CASES: door.Subject[Case, CaseFacts, Given] = door.Subject(
    label="case",
    model=Case,
    table=TABLE,
    capacities=capacities_of,
    facts=facts,
    addressees=queries.addressees,
    person_of=queries.person_of,
    related=("clinic", "patient"),
)

CLOCK = system("klockan")
"""The product's own clock, which flags, wakes and delivers."""


def move(
    actor: Actor, key: UUID, move: Move, given: Given, *, seen: int | None = None, submit_key: UUID | None = None
) -> Moved:
    """Make one move of a case. Raises Refused."""
    return door.move(CASES, actor, key, move, given=given, body=write, seen=seen, submit_key=submit_key)


def move_many(actor: Actor, move: Move, requests: Sequence[door.Request[Given]]) -> list[Moved | Refused]:
    """Make the same move on a set of cases, with one result for each, in order."""
    return door.move_many(CASES, actor, move, requests, body=write)


def write(moving: Moving) -> None:
    """Write what the move writes, and its days for the statistics: the body of every move of a case."""
    moving.given.write(moving)
    days.count(moving)
