"""Entries as the door sees them, and the single way to move one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID

from vardtrad.cases.waiting_list import facts
from vardtrad.cases.waiting_list.capacities import capacities_of
from vardtrad.cases.waiting_list.facts import Given, Moving
from vardtrad.cases.waiting_list.models import CodeChange, WaitingEntry
from vardtrad.cases.waiting_list.rules import TABLE, Answer, EntryFacts, Move
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Refused

Moved: TypeAlias = door.Moved[WaitingEntry]

ENTRIES: door.Subject[WaitingEntry, EntryFacts, Given] = door.Subject(
    label="waiting_list",
    model=WaitingEntry,
    table=TABLE,
    capacities=capacities_of,
    facts=facts.facts,
    addressees=facts.addressees,
    person_of=facts.person_of,
    related=("clinic", "patient"),
)


def move(
    actor: Actor, key: UUID, move: Move, given: Given, *, seen: int | None = None, submit_key: UUID | None = None
) -> Moved:
    """Make one move of an entry. Raises Refused."""
    return door.move(ENTRIES, actor, key, move, given=given, body=write, seen=seen, submit_key=submit_key)


def move_many(actor: Actor, move: Move, requests: Sequence[door.Request[Given]]) -> list[Moved | Refused]:
    """Make the same move on a set of entries, with one result for each, in order."""
    return door.move_many(ENTRIES, actor, move, requests, body=write)


def begin_many(actor: Actor, starts: Sequence[door.Start[WaitingEntry, Given]]) -> list[Moved | Refused]:
    """Put patients on the list, with one result for each, in order."""
    return door.begin_many(ENTRIES, actor, Move.PLACE, starts, body=write)


def write(moving: Moving) -> None:
    """Write what the move writes: the body of every move of an entry."""
    moving.given.write(moving)


def change_code(
    moving: Moving,
    code_from: str,
    code_to: str,
    *,
    answer: str = Answer.NONE,
    by_phone: bool = False,
    reason: str = "",
    corrects: CodeChange | None = None,
) -> None:
    """Add a change of the code to the history: every move that changes the state calls it."""
    entry = moving.thing
    entry.coded = moving.at
    moving.add(
        CodeChange(
            entry=entry,
            clinic_id=entry.clinic_id,
            code_from=code_from,
            code_to=code_to,
            at=moving.at,
            by_name=moving.actor.name,
            answer=answer,
            by_phone=by_phone,
            reason=reason.strip(),
            corrects=corrects,
        )
    )
