"""What the system administrator's pages show, and the facts about an addressing rule."""

from __future__ import annotations

from uuid import UUID

from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.care_units.models import (
    AddressingRule,
    AddressKind,
    Organisation,
    OrganisationKind,
    Position,
    Role,
    Unit,
    UnitKind,
)
from vardtrad.shared.care_units.queries import setup_of
from vardtrad.shared.care_units.rules import SetupState
from vardtrad.shared.rule_engine.rules import AddressFacts


def address_facts(actor: Actor, kind: AddressKind, value: str, unit: Unit) -> AddressFacts:
    """The facts about an addressing rule that ``actor`` wants to save."""
    by_listing = kind == AddressKind.LISTING
    own = Organisation.objects.filter(pk=actor.organisation).first() if actor.organisation is not None else None
    listed_at = Unit.objects.filter(hsa_id=value).first() if by_listing else None
    organisation = unit.organisation if own is None else own
    return AddressFacts(
        by_listing=by_listing,
        party=UnitKind(unit.kind).party,
        plans=setup_of(unit.id) is not None,
        own_unit=actor.is_system or unit.organisation_id == actor.organisation,
        own_value=listed_at is not None and listed_at.organisation_id == organisation.id,
        by_the_region=actor.is_system or organisation.kind == OrganisationKind.REGION,
    )


def may_map_positions(organisation: UUID | None) -> bool:
    """Whether an organisation's system administrators maintain the shared roles: those of the region do."""
    if organisation is None:
        return False
    return Organisation.objects.filter(pk=organisation, kind=OrganisationKind.REGION).exists()


def unit_within(organisation: UUID, key: UUID) -> Unit | None:
    """The organisation's unit with this id."""
    return Unit.objects.select_related("organisation").filter(pk=key, organisation_id=organisation).first()


def active_units(organisation: UUID) -> list[Unit]:
    """The organisation's units that plan, by name."""
    units = Unit.objects.filter(organisation_id=organisation, setup__state=SetupState.ACTIVE)
    return sorted(units, key=lambda unit: alphabetical(unit.name))


def all_roles() -> list[Role]:
    """All roles, by name."""
    return sorted(Role.objects.all(), key=lambda role: alphabetical(role.name))


def all_positions() -> list[Position]:
    """All positions that the directory has named: those without a role first, then by name."""
    positions = Position.objects.select_related("role")
    return sorted(
        positions, key=lambda position: (position.role_id is not None, alphabetical(position.name), position.code)
    )


def position(code: str) -> Position | None:
    """The position with this code."""
    return Position.objects.select_related("role").filter(code=code).first()


def addressing_rules(organisation: UUID) -> list[AddressingRule]:
    """The rules that address to the organisation's units, listings first, by value."""
    rules_here = AddressingRule.objects.select_related("unit").filter(unit__organisation_id=organisation)
    return list(rules_here.order_by("kind", "value"))


def addressing_rule(organisation: UUID, key: UUID) -> AddressingRule | None:
    """The organisation's addressing rule with this id."""
    rules_here = AddressingRule.objects.select_related("unit__organisation")
    return rules_here.filter(pk=key, unit__organisation_id=organisation).first()


def rules_to(unit: UUID) -> int:
    """How many addressing rules lead to a unit."""
    return AddressingRule.objects.filter(unit_id=unit).count()
