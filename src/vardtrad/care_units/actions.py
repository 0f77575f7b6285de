"""The verbs of assignments: give somebody a place and permissions at a clinic, change them, end them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from vardtrad.care_units import queries
from vardtrad.care_units.models import Assignment, Setup, Staff, Unit, UnitKind
from vardtrad.care_units.rules import SETUP_TABLE, TABLE, AssignmentFacts, M, Roles, SetupFacts, SetupMove
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


SETUPS: door.Subject[Setup, SetupFacts, Roles] = door.Subject(
    label="setup",
    model=Setup,
    table=SETUP_TABLE,
    standings=queries.setup_standings,
    facts=queries.setup_facts,
    addressees=queries.nobody_told,
    person_of=queries.no_patient,
    related=("unit",),
)


def _write_roles(moving: door.Moving[Setup, SetupFacts, Roles]) -> None:
    moving.thing.roles = {role: sorted(duties) for role, duties in sorted(moving.given.items())}


def activate(actor: Actor, unit: Unit, roles: Roles, *, submit_key: UUID | None = None) -> door.Moved[Setup]:
    """Let a unit take part in planning, with these roles and duties (001-029, 001-030). Raises Refused."""
    earlier = Setup.objects.filter(unit=unit).first()
    if earlier is not None:
        return door.move(
            SETUPS, actor, earlier.id, SetupMove.ACTIVATE, given=roles, body=_write_roles, seen=earlier.content,
            submit_key=submit_key,
        )  # fmt: skip
    party = UnitKind(unit.kind).party
    return door.begin(
        SETUPS,
        actor,
        SetupMove.ACTIVATE,
        lambda: Setup(unit=unit, party=party.value if party is not None else ""),
        given=roles,
        body=_write_roles,
        submit_key=submit_key,
    )


def set_roles(
    actor: Actor, key: UUID, roles: Roles, *, seen: int | None, submit_key: UUID | None = None
) -> door.Moved[Setup]:
    """Change a unit's active roles and their duties; takes effect at the next request (001-030). Raises Refused."""
    return door.move(
        SETUPS, actor, key, SetupMove.SET_ROLES, given=roles, body=_write_roles, seen=seen, submit_key=submit_key
    )


def deactivate(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> door.Moved[Setup]:
    """Take a unit out of planning; its cases stay with the other units. Raises Refused."""

    def nothing(moving: door.Moving[Setup, SetupFacts, Roles]) -> None:
        """The roles are kept, for the day when the unit is active again."""

    return door.move(SETUPS, actor, key, SetupMove.DEACTIVATE, given={}, body=nothing, seen=seen, submit_key=submit_key)
