"""What others ask about units, staff and assignments."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from uuid import UUID

from django.db.models import Q

from vardtrad.care_units.models import Assignment, Staff, Unit
from vardtrad.care_units.rules import AssignmentFacts, Permission, S, W
from vardtrad.gate.compiled import Compiled
from vardtrad.gate.door import Addressee
from vardtrad.gate.door.subject import Standings
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.swedish import alphabetical

SHOWN = 100
"""How many clinics a search shows; who looks for one further down writes more of its name."""

ACTIVE = Q(state=S.ACTIVE, staff__active=True)


def assignment_of(staff: UUID, unit: UUID) -> Assignment | None:
    """Somebody's assignment at a unit as it is now, with the unit."""
    return next(iter(_assignment().things(staff, unit)), None)


@cache
def _assignment() -> Compiled[Assignment]:
    """Every request of staff at a clinic asks this. A constraint lets somebody have one at a unit."""
    found = Assignment.objects.select_related("unit")
    return Compiled(lambda staff, unit: found.filter(ACTIVE, staff_id=staff, unit_id=unit), UUID, UUID)


def clinics_of(staff: UUID) -> list[Assignment]:
    """The clinics where somebody has been given a permission, by name (000-006)."""
    found = Assignment.objects.select_related("unit__organisation").exclude(permissions=[])
    return sorted(
        found.filter(ACTIVE, staff_id=staff, unit__takes_cases=True), key=lambda one: alphabetical(one.unit.name)
    )


def may_answer(staff: UUID, clinic: UUID) -> bool:
    """Whether somebody may answer cases at the clinic now."""
    return Assignment.objects.filter(
        ACTIVE, staff_id=staff, unit_id=clinic, permissions__contains=[Permission.HANDLER]
    ).exists()


def staff_who_receive(clinics: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The receivers of each clinic who have an address for notices."""
    found = Assignment.objects.filter(ACTIVE, unit_id__in=clinics, permissions__contains=[Permission.RECEIVER])
    receivers: dict[UUID, list[UUID]] = {}
    for unit, staff in found.exclude(staff__email="").values_list("unit_id", "staff_id"):
        receivers.setdefault(unit, []).append(staff)
    return receivers


def assignments_at(clinic: UUID) -> list[Assignment]:
    """All who work at a clinic, by name: the administrator's list."""
    found = Assignment.objects.select_related("staff").filter(ACTIVE, unit_id=clinic)
    return sorted(found, key=lambda one: (alphabetical(one.staff.name), str(one.id)))


def staff_by_hsa_id(hsa_id: str) -> Staff | None:
    """The active member of staff with this HSA-id."""
    return Staff.objects.filter(hsa_id=hsa_id, active=True).first()


def clinics(words: str) -> list[Unit]:
    """The clinics that take residents' cases, by name; every word must be in the name, place or municipality."""
    found = Unit.objects.filter(takes_cases=True)
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(place__icontains=word) | Q(municipality__icontains=word))
    return sorted(found.order_by("name")[:SHOWN], key=lambda one: alphabetical(one.name))


def clinic(key: UUID) -> Unit | None:
    """The clinic with this id, if it takes residents' cases."""
    return Unit.objects.select_related("organisation").filter(pk=key, takes_cases=True).first()


# ── What the door asks about assignments ──────────────────────────────────────────────────────────────────────────


def standings(actor: Actor, assignments: Sequence[Assignment]) -> Standings:
    """An administrator stands to the assignments of the own clinic; the product itself to all."""
    found: dict[UUID, frozenset[str]] = {}
    for one in assignments:
        held: set[str] = set()
        if actor.is_system:
            held.add(W.SYSTEM.value)
        elif (
            actor.kind is ActorKind.STAFF
            and actor.unit == one.unit_id
            and Permission.ADMINISTRATOR.value in actor.roles
        ):
            held.add(W.ADMINISTRATOR.value)
        found[one.id] = frozenset(held)
    return found


def facts(actor: Actor, asked: Sequence[tuple[Assignment, frozenset[str]]]) -> dict[UUID, AssignmentFacts]:
    """What the needs of assignments ask about; with each stand the permissions that it shall have."""
    return {one.id: _facts(actor, one, permissions) for one, permissions in asked}


def _facts(actor: Actor, assignment: Assignment, permissions: frozenset[str]) -> AssignmentFacts:
    administrator = Permission.ADMINISTRATOR.value
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
    )


def addressees(assignments: Sequence[Assignment], party: str) -> dict[UUID, list[Addressee]]:
    """Nobody is told of assignments."""
    return {}


def nobody(assignment: Assignment) -> None:
    """An assignment holds no patient's data."""
