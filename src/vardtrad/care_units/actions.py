"""The verbs of assignments: give somebody a place and permissions at a clinic, change them, end them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from vardtrad.care_units import queries
from vardtrad.care_units.models import Assignment, Staff, Unit
from vardtrad.care_units.rules import TABLE, AssignmentFacts, M
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor

ASSIGNMENTS: door.Subject[Assignment, AssignmentFacts, frozenset[str]] = door.Subject(
    label="assignment",
    model=Assignment,
    table=TABLE,
    standings=queries.standings,
    facts=queries.facts,
    addressees=queries.addressees,
    person_of=queries.nobody,
)


def add(
    actor: Actor, staff: Staff, unit: Unit, permissions: Iterable[str], *, submit_key: UUID | None = None
) -> door.Moved[Assignment]:
    """Give somebody a place and permissions at a unit (000-018). Raises Refused."""

    def write(moving: door.Moving[Assignment, AssignmentFacts, frozenset[str]]) -> None:
        moving.thing.permissions = sorted(moving.given)

    return door.begin(
        ASSIGNMENTS,
        actor,
        M.ADD,
        lambda: Assignment(staff=staff, unit=unit),
        given=frozenset(permissions),
        body=write,
        submit_key=submit_key,
    )


def set_permissions(
    actor: Actor, key: UUID, permissions: Iterable[str], *, seen: int | None, submit_key: UUID | None = None
) -> door.Moved[Assignment]:
    """Change what somebody may do at the clinic; takes effect at the next request (000-018). Raises Refused."""

    def write(moving: door.Moving[Assignment, AssignmentFacts, frozenset[str]]) -> None:
        moving.thing.permissions = sorted(moving.given)

    return door.move(
        ASSIGNMENTS,
        actor,
        key,
        M.SET_PERMISSIONS,
        given=frozenset(permissions),
        body=write,
        seen=seen,
        submit_key=submit_key,
    )


def end(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> door.Moved[Assignment]:
    """End somebody's assignment; the person's access ends at the next request. Raises Refused."""

    def write(moving: door.Moving[Assignment, AssignmentFacts, frozenset[str]]) -> None:
        moving.thing.permissions = []

    return door.move(ASSIGNMENTS, actor, key, M.END, given=frozenset(), body=write, seen=seen, submit_key=submit_key)
