"""The verbs of the rule engine: positions, roles and addressing rules have no state, and each change leaves a trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vardtrad.gate import door
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.models import AddressingRule, AddressKind, Position, Role, Unit
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.rule_engine import queries
from vardtrad.shared.rule_engine.rules import address_refusal


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a change of configuration: ``repeated`` when it was so already, as after a double click."""

    repeated: bool


def add_role(actor: Actor, code: str, name: str, *, doctor: bool) -> Kept:
    """Add a role that positions can give; ``code`` stands in addresses. Raises Refused."""
    with configuring(actor, "add_role", "role", {"code": code}, region=True):
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
    with configuring(actor, "map_position", "position", {"code": code}, region=True):
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
    with configuring(actor, "add_rule", "addressing_rule", detail):
        _may_address(actor, kind, value, unit)
        rule, made = AddressingRule.objects.get_or_create(kind=kind, value=value, defaults={"unit": unit})
        if not made and rule.unit_id != unit.id:
            raise Refused(Reason.CONSTRAINT, _("Det finns redan en regel för det värdet. Ändra den i stället."))
        if made:
            door.note(actor, "add_rule", "addressing_rule", thing=rule.id, detail=detail)
    return Kept(repeated=not made)


def change_rule(actor: Actor, key: UUID, unit: Unit, *, was: UUID) -> Kept:
    """Let an addressing rule lead to another unit. ``was`` is the unit that the page showed. Raises Refused."""
    with configuring(actor, "change_rule", "addressing_rule", {"unit": str(unit.id)}, thing=key):
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
    with configuring(actor, "remove_rule", "addressing_rule", {}, thing=key):
        rule = _own_rule(actor, key)
        if rule.unit_id != was:
            raise Refused(Reason.STALE, _("Någon annan har ändrat regeln sedan du öppnade sidan."))
        detail = {"kind": rule.kind, "value": rule.value, "unit": str(rule.unit_id)}
        rule.delete()
        door.note(actor, "remove_rule", "addressing_rule", thing=key, detail=detail)


@contextmanager
def configuring(
    actor: Actor, action: str, label: str, detail: dict[str, str], *, thing: UUID | None = None, region: bool = False
) -> Iterator[None]:
    """One transaction for a change of configuration by who may make it; a refusal leaves its trace all the same.

    Other subjects change what they set up for an organisation in it too (planning.svu.payment). ``region`` asks for
    somebody of the region, since what is changed is everybody's. Raises Refused.
    """
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
