"""The verbs of care units: somebody's place and permissions, how units plan together, and where new plans go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vardtrad.care_units import queries
from vardtrad.care_units.models import (
    AddressingRule,
    AddressKind,
    Assignment,
    Position,
    Role,
    Setup,
    Staff,
    Unit,
    UnitKind,
)
from vardtrad.care_units.rules import (
    SETUP_TABLE,
    TABLE,
    AssignmentFacts,
    M,
    Permission,
    Roles,
    SetupFacts,
    SetupMove,
    address_refusal,
)
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Reason, Refused, not_there

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
    """Change what somebody may do at the clinic; takes effect at the next request (000-018). Raises Refused.

    A system administrator stays one, whatever somebody writes who may not give that permission.
    """
    wanted = frozenset(permissions) | queries.not_for(actor, key)

    def write(moving: door.Moving[Assignment, AssignmentFacts, frozenset[str]]) -> None:
        moving.thing.permissions = sorted(moving.given)

    return door.move(
        ASSIGNMENTS,
        actor,
        key,
        M.SET_PERMISSIONS,
        given=wanted,
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

    return door.move(SETUPS, actor, key, SetupMove.DEACTIVATE, given={}, body=nothing, seen=seen, submit_key=submit_key)


# ── Positions, roles and addressing rules: configuration without a state, traced row by row ──────────────────────────


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a change of configuration: ``repeated`` when it was so already, as after a double click."""

    repeated: bool


def add_role(actor: Actor, code: str, name: str, *, doctor: bool) -> Kept:
    """Add a role that positions can give; ``code`` stands in addresses. Raises Refused."""
    with _configuring(actor, "add_role", "role", {"code": code}, region=True):
        role, made = Role.objects.get_or_create(code=code, defaults={"name": name, "doctor": doctor})
        if not made and (role.name, role.doctor) != (name, doctor):
            raise Refused(Reason.CONSTRAINT, _("Det finns redan en roll med det namnet."))
        if made:
            door.note(actor, "add_role", "role", detail={"code": code, "name": name, "doctor": doctor})
    return Kept(repeated=not made)


def map_position(actor: Actor, code: str, role: str, *, was: str) -> Kept:
    """Let a position give a role, or none when ``role`` is empty; takes effect at the next request (001-027).

    ``was`` is the role that the page showed: if somebody has changed it since, this is refused. Raises Refused.
    """
    with _configuring(actor, "map_position", "position", {"code": code}, region=True):
        position = Position.objects.select_for_update().filter(code=code).first()
        if position is None or (role and not Role.objects.filter(code=role).exists()):
            raise not_there()
        now = position.role_id or ""
        if now == role:
            return Kept(repeated=True)
        if now != was:
            raise Refused(Reason.STALE, _("Någon annan har ändrat befattningens roll sedan du öppnade sidan."))
        Position.objects.filter(code=code).update(role=role or None)
        door.note(actor, "map_position", "position", detail={"code": code, "was": now, "role": role})
    return Kept(repeated=False)


def add_rule(actor: Actor, kind: AddressKind, value: str, unit: Unit) -> Kept:
    """Address those listed somewhere, or living somewhere, to a unit (001-079…081). Raises Refused."""
    detail = {"kind": kind.value, "value": value, "unit": str(unit.id)}
    with _configuring(actor, "add_rule", "addressing_rule", detail):
        _may_address(actor, kind, value, unit)
        rule, made = AddressingRule.objects.get_or_create(kind=kind, value=value, defaults={"unit": unit})
        if not made and rule.unit_id != unit.id:
            raise Refused(Reason.CONSTRAINT, _("Det finns redan en regel för det värdet. Ändra den i stället."))
        if made:
            door.note(actor, "add_rule", "addressing_rule", thing=rule.id, detail=detail)
    return Kept(repeated=not made)


def change_rule(actor: Actor, key: UUID, unit: Unit, *, was: UUID) -> Kept:
    """Let an addressing rule lead to another unit. ``was`` is the unit that the page showed. Raises Refused."""
    with _configuring(actor, "change_rule", "addressing_rule", {"unit": str(unit.id)}, thing=key):
        rule = _own_rule(actor, key)
        _may_address(actor, AddressKind(rule.kind), rule.value, unit)
        if rule.unit_id == unit.id:
            return Kept(repeated=True)
        if rule.unit_id != was:
            raise Refused(Reason.STALE, _("Någon annan har ändrat regeln sedan du öppnade sidan."))
        AddressingRule.objects.filter(pk=key).update(unit=unit)
        detail = {"kind": rule.kind, "value": rule.value, "was": str(was), "unit": str(unit.id)}
        door.note(actor, "change_rule", "addressing_rule", thing=key, detail=detail)
    return Kept(repeated=False)


def remove_rule(actor: Actor, key: UUID, *, was: UUID) -> None:
    """Take an addressing rule away; plans that it has addressed stay where they are. Raises Refused."""
    with _configuring(actor, "remove_rule", "addressing_rule", {}, thing=key):
        rule = _own_rule(actor, key)
        if rule.unit_id != was:
            raise Refused(Reason.STALE, _("Någon annan har ändrat regeln sedan du öppnade sidan."))
        detail = {"kind": rule.kind, "value": rule.value, "unit": str(rule.unit_id)}
        rule.delete()
        door.note(actor, "remove_rule", "addressing_rule", thing=key, detail=detail)


@contextmanager
def _configuring(
    actor: Actor, action: str, label: str, detail: dict[str, str], *, thing: UUID | None = None, region: bool = False
) -> Iterator[None]:
    """One transaction for a change of configuration by who may make it; a refusal leaves its trace all the same."""
    try:
        with transaction.atomic():
            may = actor.kind is ActorKind.STAFF and Permission.CONFIGURATOR.value in actor.roles
            if not actor.is_system and not may:
                raise not_there()
            if region and not actor.is_system and not queries.may_map_positions(actor.organisation):
                raise Refused(
                    Reason.NOT_ALLOWED, _("Rollerna är gemensamma. Regionens systemadministratör ändrar dem.")
                )
            yield
    except Refused as refused:
        door.note(actor, action, label, thing=thing, refused=True, detail=detail | {"reason": refused.reason.value})
        raise


def _own_rule(actor: Actor, key: UUID) -> AddressingRule:
    """The rule, locked, if it leads to the actor's own organisation. Raises Refused."""
    found = AddressingRule.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=key).first()
    if found is None or (not actor.is_system and found.unit.organisation_id != actor.organisation):
        raise not_there()
    return found


def _may_address(actor: Actor, kind: AddressKind, value: str, unit: Unit) -> None:
    sentence = address_refusal(queries.address_facts(actor, kind, value, unit))
    if sentence is not None:
        raise Refused(Reason.NEED, sentence)
