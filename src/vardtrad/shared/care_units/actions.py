"""The verbs of care units: somebody's place and permissions, how units plan together, and where new plans go."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from vardtrad.gate import door, settings_door
from vardtrad.gate.settings_door import Settings
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units import facts, queries
from vardtrad.shared.care_units.capacities import capacities_of, setup_capacities_of
from vardtrad.shared.care_units.models import (
    Assignment,
    Setup,
    Staff,
    Unit,
    UnitKind,
)
from vardtrad.shared.care_units.rules import (
    SETUP_TABLE,
    TABLE,
    AssignmentFacts,
    Move,
    Permission,
    Roles,
    SetupFacts,
    SetupMove,
)
from vardtrad.shared.people.actions import save_look
from vardtrad.shared.people.look import Look

ASSIGNMENTS: door.Subject[Assignment, AssignmentFacts, frozenset[str]] = door.Subject(
    label="assignment",
    model=Assignment,
    table=TABLE,
    capacities=capacities_of,
    facts=facts.facts,
    addressees=facts.addressees,
    person_of=facts.nobody,
)


def write_permissions(moving: door.Moving[Assignment, AssignmentFacts, frozenset[str]]) -> None:
    """The body of every move of an assignment: writes the permissions that it is to have."""
    moving.thing.permissions = sorted(moving.given)


def add(
    actor: Actor, staff: Staff, unit: Unit, permissions: Iterable[str], *, submit_key: UUID | None = None
) -> door.Moved[Assignment]:
    """Give somebody a place and permissions at a unit (000-018). Raises Refused."""

    return door.begin(
        ASSIGNMENTS,
        actor,
        Move.ADD,
        lambda: Assignment(staff=staff, unit=unit),
        given=frozenset(permissions),
        body=write_permissions,
        submit_key=submit_key,
    )


def set_permissions(
    actor: Actor, key: UUID, permissions: Iterable[str], *, seen: int | None, submit_key: UUID | None = None
) -> door.Moved[Assignment]:
    """Change what somebody may do at the clinic; takes effect at the next request (000-018). Raises Refused.

    A system administrator stays one when the change is made by somebody who may not give that permission.
    """
    wanted = frozenset(permissions) | queries.not_for(actor, key)
    return door.move(
        ASSIGNMENTS,
        actor,
        key,
        Move.SET_PERMISSIONS,
        given=wanted,
        body=write_permissions,
        seen=seen,
        submit_key=submit_key,
    )


def end(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> door.Moved[Assignment]:
    """End somebody's assignment; the person's access ends at the next request. Raises Refused."""

    return door.move(
        ASSIGNMENTS,
        actor,
        key,
        Move.END,
        given=frozenset[str](),
        body=write_permissions,
        seen=seen,
        submit_key=submit_key,
    )


SETUPS: door.Subject[Setup, SetupFacts, Roles] = door.Subject(
    label="setup",
    model=Setup,
    table=SETUP_TABLE,
    capacities=setup_capacities_of,
    facts=facts.setup_facts,
    addressees=facts.nobody_told,
    person_of=facts.no_patient,
    related=("unit",),
)


def in_order(roles: Roles) -> Roles:
    """Roles and duties as they are stored."""
    return {role: sorted(duties) for role, duties in sorted(roles.items())}


def _write_roles(moving: door.Moving[Setup, SetupFacts, Roles]) -> None:
    moving.thing.roles = in_order(moving.given)


def activate(
    actor: Actor, unit: Unit, roles: Roles, *, seen: int | None = None, submit_key: UUID | None = None
) -> door.Moved[Setup]:
    """Let a unit take part in planning, with these roles and duties (001-029, 001-030). Raises Refused.

    ``seen`` is the content number of the setup of a unit that has been active before.
    """
    earlier = queries.latest_setup(unit.id)
    if earlier is not None:
        return door.move(
            SETUPS,
            actor,
            earlier.id,
            SetupMove.ACTIVATE,
            given=roles,
            body=_write_roles,
            seen=seen,
            submit_key=submit_key,
        )
    party = UnitKind(unit.kind).party
    try:
        return door.begin(
            SETUPS,
            actor,
            SetupMove.ACTIVATE,
            lambda: Setup(unit=unit, party=party.value if party is not None else ""),
            given=roles,
            body=_write_roles,
            submit_key=submit_key,
        )
    except IntegrityError:
        # A unit has one setup: somebody else was activating it at the very same moment.
        raise Refused(Reason.STALE, _("Någon annan har just aktiverat enheten.")) from None


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

    given: Roles = {}
    return door.move(
        SETUPS, actor, key, SetupMove.DEACTIVATE, given=given, body=nothing, seen=seen, submit_key=submit_key
    )


# ── Whose settings, for what has no state of its own ─────────────────────────────────────────────────────────────────


def _administers_the_clinic(actor: Actor) -> None:
    if actor.unit is None or Permission.ADMINISTRATOR.value not in actor.roles:
        raise not_there()


def _works_somewhere(actor: Actor) -> None:
    if actor.kind is not ActorKind.STAFF or actor.unit is None:
        raise not_there()


CLINIC_SETTINGS = Settings(check=_administers_the_clinic, lock=lambda actor: Unit.objects.filter(pk=actor.here))
"""What the administrator of a clinic decides for it (000-017). Two administrators change it one after the other."""

OWN_SETTINGS = Settings(check=_works_somewhere, lock=lambda actor: Staff.objects.filter(pk=actor.id, active=True))
"""What every member of staff decides for themselves. Two windows of one person change it one after the other."""


def _is_staff(actor: Actor) -> None:
    if actor.kind is not ActorKind.STAFF:
        raise not_there()


OWN_LOOK = Settings(check=_is_staff, lock=lambda actor: Staff.objects.filter(pk=actor.id, active=True))
"""How somebody's own screen looks and where it begins: the same in all clinics and planning, so no unit is chosen."""


def choose_first_page(actor: Actor, *, day: bool) -> None:
    """Save whether the member of staff comes to "Din dag" after the login instead of the clinics. Raises Refused."""
    with settings_door.change(OWN_LOOK, actor, "choose_first_page", "staff", thing=actor.id) as change:
        chosen = Staff.objects.filter(pk=actor.id).exclude(begins_with_day=day).update(begins_with_day=day)
        change.repeated = not chosen
        change.detail = {"day": day}


def choose_look(actor: Actor, wanted: Look) -> None:
    """Save how the member of staff wants the screen to look, at every unit. Raises Refused."""
    save_look(OWN_LOOK, actor, Staff, wanted)
