"""The rows of assignments and of units' setups as administrators play them, and what spoils each of their needs."""

from __future__ import annotations

from typing import Any

from tests.needs.at_the_door import Scene, given, instead
from tests.needs.of_places import NURSES
from tests.needs.scenes_of_clinics import Clinics
from tests.people import hire

S = Clinics


def assignment_of(s: S, name: str) -> Any:
    from vardtrad.shared.care_units.models import Assignment

    return Assignment.objects.get(staff=s.who(name).staff, unit=s.region.a)


def add(s: S, *, permissions: Any = ("handler",)) -> None:
    from vardtrad.shared.care_units import actions

    actions.add(s.who("adam").actor, s.who("olle").staff, s.region.a, permissions)


def set_permissions(s: S, *, of: str = "hugo", permissions: Any = ("receiver",), by: str = "adam") -> None:
    from vardtrad.shared.care_units import actions

    held = assignment_of(s, of)
    actions.set_permissions(s.who(by).actor, held.id, permissions, seen=held.content)


def end(s: S, *, of: str = "hugo") -> None:
    from vardtrad.shared.care_units import actions

    held = assignment_of(s, of)
    actions.end(s.who("adam").actor, held.id, seen=held.content)


def with_a_second_administrator(s: S) -> None:
    s.region.people["ada"] = hire(s.region.a, "Ada", "Alm", "SE9921000015-P099", "administrator")


def by_the_product(s: S, permissions: Any) -> None:
    """The product itself, for instance after a file of permissions was read, takes the only administrator away."""
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units import actions

    held = assignment_of(s, "adam")
    if permissions is None:
        actions.end(system("testerna"), held.id, seen=held.content)
    else:
        actions.set_permissions(system("testerna"), held.id, permissions, seen=held.content)


ASSIGNMENTS = [
    Scene("assignments", "add", "", add, spoiled={
        "known": given(permissions=("king",)),
        "given_by_a_configurator": given(permissions=("handler", "configurator")),
    }),
    Scene("assignments", "set_permissions", "active", set_permissions, spoiled={
        "known": given(permissions=("king",)),
        "given_by_a_configurator": given(permissions=("handler", "configurator")),
        "not_locked_out": instead(with_a_second_administrator, of="adam", permissions=()),
    }),
    Scene("assignments", "set_permissions", "active", lambda s, take=False: by_the_product(
        s, () if take else ("administrator", "handler")
    ), spoiled={"somebody_left": given(take=True)}),
    Scene("assignments", "end", "active", end, spoiled={
        "not_locked_out": instead(with_a_second_administrator, of="adam"),
    }),
    Scene("assignments", "end", "active", lambda s: by_the_product(s, None), with_a_second_administrator, {
        "somebody_left": instead(lambda s: None),
    }),
]  # fmt: skip


def roles_exist(s: S) -> None:
    from vardtrad.shared.care_units.models import Role

    Role.objects.create(code="sjukskoterska", name="Sjuksköterska")


def activate(s: S, *, unit: str = "ward", roles: Any = NURSES) -> Any:
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units import actions

    s.notes["setup"] = actions.activate(system("testerna"), getattr(s.region, unit), dict(roles)).thing


def active(s: S) -> None:
    roles_exist(s)
    activate(s)


def set_roles(s: S, *, roles: Any = NURSES) -> None:
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units import actions

    setup = s.notes["setup"]
    actions.set_roles(system("testerna"), setup.id, dict(roles), seen=setup.content)


def no_party(s: S) -> None:
    from vardtrad.shared.care_units.models import UnitKind

    roles_exist(s)
    s.region.ward.kind = UnitKind.HOSPITAL
    s.region.ward.save()


UNKNOWN = NURSES | {"trollkarl": []}
IDLE = {"sjukskoterska": ["acknowledge"]}
SETUPS = [
    Scene("setups", "activate", "", activate, roles_exist, {
        "a_party": instead(no_party),
        "known_roles": given(roles=UNKNOWN),
        "every_duty": given(roles=IDLE),
    }),
    Scene("setups", "set_roles", "active", set_roles, active, {
        "known_roles": given(roles=UNKNOWN),
        "every_duty": given(roles=IDLE),
    }),
]  # fmt: skip

SCENES = [*ASSIGNMENTS, *SETUPS]
