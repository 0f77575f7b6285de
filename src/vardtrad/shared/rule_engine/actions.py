"""The verbs of the rule engine: positions, roles and addressing rules have no state, and each change leaves a trace."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.gate import settings_door
from vardtrad.gate.settings_door import Settings
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.models import AddressingRule, AddressKind, Position, Role, Unit
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.rule_engine import queries
from vardtrad.shared.rule_engine.rules import address_refusal


@dataclass(frozen=True, slots=True)
class Kept:
    """The result of a change of configuration: ``repeated`` when nothing had to change, as after a double click."""

    repeated: bool


def _configures(actor: Actor) -> None:
    """Raise Refused for anybody but the product itself and a system administrator."""
    may = actor.kind is ActorKind.STAFF and Permission.CONFIGURATOR.value in actor.roles
    if not actor.is_system and not may:
        raise not_there()


def _configures_the_region(actor: Actor) -> None:
    """Raise Refused also for a system administrator outside the region: the change applies to everybody."""
    _configures(actor)
    if not actor.is_system and not queries.may_map_positions(actor.organisation):
        raise Refused(Reason.NOT_ALLOWED, _("Rollerna är gemensamma. Regionens systemadministratör ändrar dem."))


ORGANISATION_SETTINGS = Settings(check=_configures)
"""What a system administrator decides for an organisation, also in other rooms (planning.svu.payment)."""

REGION_SETTINGS = Settings(check=_configures_the_region)
"""What the region's system administrator decides for all organisations."""


def add_role(actor: Actor, code: str, name: str, *, doctor: bool) -> Kept:
    """Add a role that positions can give; ``code`` stands in addresses. Raises Refused."""
    with settings_door.change(REGION_SETTINGS, actor, "add_role", "role", detail={"code": code}) as change:
        role, made = Role.objects.get_or_create(code=code, defaults={"name": name, "doctor": doctor})
        if not made and (role.name, role.doctor) != (name, doctor):
            raise Refused(Reason.CONSTRAINT, _("Det finns redan en roll med det namnet."))
        change.repeated = not made
        change.detail = {"code": code, "name": name, "doctor": doctor}
    return Kept(change.repeated)


def map_position(actor: Actor, code: str, role: str, *, was: str) -> Kept:
    """Let a position give a role, or none when ``role`` is empty; takes effect at the next request (001-027).

    ``was`` is the role that the page showed: if somebody has changed it since, this is refused. Raises Refused.
    """
    with settings_door.change(REGION_SETTINGS, actor, "map_position", "position", detail={"code": code}) as change:
        position = Position.objects.select_for_update().filter(code=code).first()
        if position is None or (role and not Role.objects.filter(code=role).exists()):
            raise not_there()
        now = position.role_id or ""
        change.repeated = now == role
        if not change.repeated and now != was:
            raise Refused(Reason.STALE, _("Någon annan har ändrat befattningens roll sedan du öppnade sidan."))
        if not change.repeated:
            Position.objects.filter(code=code).update(role=role or None)
        change.detail = {"code": code, "was": now, "role": role}
    return Kept(change.repeated)


def set_mailbox(actor: Actor, unit: Unit, address: str, *, was: str) -> Kept:
    """Let notices and invitations to a unit go to this address, or nowhere when it is empty (B-27, ADR 51).

    ``was`` is the address that the page showed: if somebody has changed it since, this is refused. The trace says that
    it was changed and not to what. Raises Refused.
    """
    with settings_door.change(ORGANISATION_SETTINGS, actor, "set_mailbox", "unit", thing=unit.id) as change:
        row = Unit.objects.select_for_update(no_key=True, of=("self",)).filter(pk=unit.id).first()
        if row is None or not (actor.is_system or row.organisation_id == actor.organisation):
            raise not_there()
        change.repeated = row.mailbox == address
        if not change.repeated and row.mailbox != was:
            raise Refused(Reason.STALE, _("Någon annan har ändrat adressen sedan du öppnade sidan."))
        if not change.repeated:
            Unit.objects.filter(pk=unit.id).update(mailbox=address)
    return Kept(change.repeated)


def add_rule(actor: Actor, kind: AddressKind, value: str, unit: Unit) -> Kept:
    """Address those listed somewhere, or living somewhere, to a unit (001-079…081). Raises Refused."""
    detail = {"kind": kind.value, "value": value, "unit": str(unit.id)}
    with settings_door.change(ORGANISATION_SETTINGS, actor, "add_rule", "addressing_rule", detail=detail) as change:
        _may_address(actor, kind, value, unit)
        rule, made = AddressingRule.objects.get_or_create(kind=kind, value=value, defaults={"unit": unit})
        if not made and rule.unit_id != unit.id:
            raise Refused(Reason.CONSTRAINT, _("Det finns redan en regel för det värdet. Ändra den i stället."))
        change.thing, change.repeated = rule.id, not made
    return Kept(change.repeated)


def change_rule(actor: Actor, key: UUID, unit: Unit, *, was: UUID) -> Kept:
    """Let an addressing rule lead to another unit. ``was`` is the unit that the page showed. Raises Refused."""
    asked = {"unit": str(unit.id)}
    with settings_door.change(
        ORGANISATION_SETTINGS, actor, "change_rule", "addressing_rule", thing=key, detail=asked
    ) as change:
        rule = _own_rule(actor, key)
        _may_address(actor, AddressKind(rule.kind), rule.value, unit)
        change.repeated = rule.unit_id == unit.id
        if not change.repeated and rule.unit_id != was:
            raise Refused(Reason.STALE, _("Någon annan har ändrat regeln sedan du öppnade sidan."))
        if not change.repeated:
            AddressingRule.objects.filter(pk=key).update(unit=unit)
        change.detail = {"kind": rule.kind, "value": rule.value, "was": str(was), "unit": str(unit.id)}
    return Kept(change.repeated)


def remove_rule(actor: Actor, key: UUID, *, was: UUID) -> None:
    """Remove an addressing rule; plans that it has addressed stay where they are. Raises Refused."""
    with settings_door.change(ORGANISATION_SETTINGS, actor, "remove_rule", "addressing_rule", thing=key) as change:
        rule = _own_rule(actor, key)
        if rule.unit_id != was:
            raise Refused(Reason.STALE, _("Någon annan har ändrat regeln sedan du öppnade sidan."))
        change.detail = {"kind": rule.kind, "value": rule.value, "unit": str(rule.unit_id)}
        rule.delete()


def _own_rule(actor: Actor, key: UUID) -> AddressingRule:
    """The rule, locked, if it leads to the actor's own organisation. Raises Refused."""
    addressing_rule = (
        AddressingRule.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=key).first()
    )
    if addressing_rule is None or (not actor.is_system and addressing_rule.unit.organisation_id != actor.organisation):
        raise not_there()
    return addressing_rule


def _may_address(actor: Actor, kind: AddressKind, value: str, unit: Unit) -> None:
    sentence = address_refusal(queries.address_facts(actor, kind, value, unit))
    if sentence is not None:
        raise Refused(Reason.NEED, sentence)
