"""The facts for the needs of assignments and setups, and whom the door would notify: nobody."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from vardtrad.gate.door import Addressee
from vardtrad.kernel.actors import Actor
from vardtrad.shared.care_units.models import Assignment, Role, Setup
from vardtrad.shared.care_units.rules import AssignmentFacts, Permission, Roles, SetupFacts, State

ACTIVE = Q(state=State.ACTIVE, staff__active=True)
"""The assignments in force, of staff who are still active."""


def facts(actor: Actor, asked: Sequence[tuple[Assignment, frozenset[str]]]) -> dict[UUID, AssignmentFacts]:
    """The facts for the needs of assignments. Each assignment comes with the permissions that it is to have."""
    return {assignment.id: _facts(actor, assignment, permissions) for assignment, permissions in asked}


def _facts(actor: Actor, assignment: Assignment, permissions: frozenset[str]) -> AssignmentFacts:
    administrator, configurator = Permission.ADMINISTRATOR.value, Permission.CONFIGURATOR.value
    loses = administrator in assignment.permissions and administrator not in permissions
    own = assignment.staff_id == actor.id
    others = Assignment.objects.filter(
        ACTIVE, unit_id=assignment.unit_id, permissions__contains=[administrator]
    ).exclude(pk=assignment.pk)
    return AssignmentFacts(
        own=own,
        takes_own_administration=own and loses,
        last_administrator=loses and not others.exists(),
        permissions_known=permissions <= set(Permission.values),
        takes_configuration_into_own_hands=not actor.is_system
        and configurator not in actor.roles
        and (configurator in permissions) != (configurator in assignment.permissions),
    )


def addressees(assignments: Sequence[Assignment], party: str) -> dict[UUID, list[Addressee]]:
    """Nobody is notified about assignments."""
    return {}


def nobody(assignment: Assignment) -> None:
    """An assignment holds no patient's data."""


def setup_facts(actor: Actor, asked: Sequence[tuple[Setup, Roles]]) -> dict[UUID, SetupFacts]:
    """The facts for the needs of setups. Each setup comes with the roles and duties that it is to have."""
    known = frozenset(Role.objects.values_list("code", flat=True))
    return {
        setup.id: SetupFacts(roles=roles, known_roles=known, is_a_party=bool(setup.party)) for setup, roles in asked
    }


def nobody_told(setups: Sequence[Setup], party: str) -> dict[UUID, list[Addressee]]:
    """Nobody is notified about setups."""
    return {}


def no_patient(setup: Setup) -> None:
    """A setup holds no patient's data."""
