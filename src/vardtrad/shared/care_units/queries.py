"""The queries of units, staff and assignments for other rooms."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db.models import Q

from vardtrad.gate.alphabet import begins, holds
from vardtrad.gate.compiled import Compiled, among
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.hsa_id import InvalidHsaId, parse_hsa_id
from vardtrad.kernel.swedish import alphabetical, search_words
from vardtrad.shared.care_units.addressing import Addressing as Addressing
from vardtrad.shared.care_units.addressing import addressing_for as addressing_for
from vardtrad.shared.care_units.facts import ACTIVE as ACTIVE
from vardtrad.shared.care_units.models import (
    Assignment,
    Organisation,
    OrganisationKind,
    Position,
    Role,
    Setup,
    Staff,
    Unit,
)
from vardtrad.shared.care_units.rules import (
    Duty,
    Party,
    Permission,
    SetupState,
    State,
)

SHOWN = 100
"""How many clinics a search shows; to find one further down, write more of its name."""

WORKS_WITH_CASES = ACTIVE & Q(permissions__overlap=[Permission.HANDLER.value, Permission.RECEIVER.value])
"""The assignments of those who handle or receive cases now."""


def assignment_of(staff: UUID, unit: UUID) -> Assignment | None:
    """Somebody's assignment at a unit as it is now, with the unit."""
    return next(iter(_assignment().things(staff, unit)), None)


@cache
def _assignment() -> Compiled[Assignment]:
    """Runs in every request of staff at a clinic. A constraint allows a person only one at a unit."""
    assignments = Assignment.objects.select_related("unit")
    return Compiled(lambda staff, unit: assignments.filter(ACTIVE, staff_id=staff, unit_id=unit), UUID, UUID)


def assignments_of(staff: UUID) -> list[Assignment]:
    """Somebody's assignments as they are now, with their units."""
    return _assignments().things(staff)


@cache
def _assignments() -> Compiled[Assignment]:
    """Runs in every request at a seat."""
    assignments = Assignment.objects.select_related("unit")
    return Compiled(lambda staff: assignments.filter(ACTIVE, staff_id=staff), UUID)


def places_of(staff: UUID) -> list[Assignment]:
    """The units of every kind where somebody has been given a permission, by name."""
    assignments = Assignment.objects.select_related("unit__organisation").exclude(permissions=[])
    return sorted(assignments.filter(ACTIVE, staff_id=staff), key=lambda assignment: alphabetical(assignment.unit.name))


def clinics_of(staff: UUID) -> list[Assignment]:
    """The clinics where somebody has been given a permission, by name (000-006)."""
    return [place for place in places_of(staff) if place.unit.takes_cases]


def may_answer(staff: UUID, clinic: UUID) -> bool:
    """Whether somebody may answer cases at the clinic now."""
    return Assignment.objects.filter(
        ACTIVE, staff_id=staff, unit_id=clinic, permissions__contains=[Permission.HANDLER]
    ).exists()


def staff_who_receive(clinics: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """For each clinic, its receivers who have an address for notices."""
    receivers: dict[UUID, list[UUID]] = {}
    for unit, staff in _receivers().rows(list(clinics)):
        receivers.setdefault(unit, []).append(staff)
    return receivers


@cache
def _receivers() -> Compiled[Assignment]:
    """Runs whenever a case comes to a clinic."""
    held = Assignment.objects.filter(ACTIVE, permissions__contains=[Permission.RECEIVER]).exclude(staff__email="")
    return Compiled(lambda units: held.filter(unit_id__in=among(units)).values_list("unit_id", "staff_id"), list)


def reviewers_of(units: Collection[UUID]) -> list[UUID]:
    """The log reviewers who answer for these units, whether or not they have an address for notices: two queries.

    For a unit that has no reviewer of its own, all reviewers of its organisation answer.
    """
    own: dict[UUID, set[UUID]] = {}
    behind: dict[UUID, set[UUID]] = {}
    organisations = dict(Unit.objects.filter(pk__in=units).values_list("id", "organisation_id"))
    held = Assignment.objects.filter(ACTIVE, permissions__contains=[Permission.LOG_REVIEWER], staff__active=True)
    held = held.filter(unit__organisation_id__in=set(organisations.values()))
    for unit, organisation, reviewer in held.values_list("unit_id", "unit__organisation_id", "staff_id"):
        own.setdefault(unit, set()).add(reviewer)
        behind.setdefault(organisation, set()).add(reviewer)
    told = [own.get(unit) or behind.get(organisation, set()) for unit, organisation in organisations.items()]
    return sorted(set[UUID]().union(*told))


def administers(staff: UUID, organisation: UUID) -> bool:
    """Whether somebody administers a unit of the organisation, or configures how its units plan together."""
    held = Q(permissions__contains=[Permission.ADMINISTRATOR]) | Q(permissions__contains=[Permission.CONFIGURATOR])
    return Assignment.objects.filter(ACTIVE, held, staff_id=staff, unit__organisation_id=organisation).exists()


def assignments_at(clinic: UUID) -> list[Assignment]:
    """All who work at a clinic, by name: the administrator's list."""
    assignments = Assignment.objects.select_related("staff").filter(ACTIVE, unit_id=clinic)
    return sorted(assignments, key=lambda assignment: (alphabetical(assignment.staff.name), str(assignment.id)))


def staff_by_hsa_id(hsa_id: str) -> Staff | None:
    """The active member of staff with this HSA-id."""
    return Staff.objects.filter(hsa_id=hsa_id, active=True).first()


def clinics(words: str) -> list[Unit]:
    """The clinics that take residents' cases, by name; every word must be in the name, place or municipality."""
    found = Unit.objects.filter(takes_cases=True)
    parts = search_words(words)
    if words.strip() and not parts:
        return []
    for word in parts:
        found = found.filter(holds("name", word) | holds("place", word) | holds("municipality", word))
    return sorted(found.order_by("name")[:SHOWN], key=lambda one: alphabetical(one.name))


def clinic(key: UUID) -> Unit | None:
    """The clinic with this id, if it takes residents' cases."""
    return Unit.objects.select_related("organisation").filter(pk=key, takes_cases=True).first()


def not_for(actor: Actor, assignment: UUID) -> frozenset[str]:
    """The permissions of an assignment that the actor may neither give nor take."""
    configurator = Permission.CONFIGURATOR.value
    if actor.is_system or configurator in actor.roles:
        return frozenset()
    held = Assignment.objects.filter(pk=assignment, permissions__contains=[configurator])
    return frozenset({configurator}) if held.exists() else frozenset()


# ── Planning together: seats, roles, the tree, addressing ─────────────────────────────────────────────────────────────

LEAST_LETTERS = 3
"""How many letters a search for a person needs (001-093, 001-108, 001-120)."""
FOUND = 30


@dataclass(frozen=True, slots=True)
class Seat:
    """Where and in which role somebody plans: a unit, a role there, and the duties of that role (001-043)."""

    unit: Unit
    party: Party
    role: Role
    duties: frozenset[Duty]
    # Whether the person has been given a permission at a clinic, and whether that is at this very unit.
    works_with_cases: bool = False
    cases_here: bool = False


def roles_of(staff: Staff) -> list[Role]:
    """The roles that somebody's positions give, in the order of the positions (001-027, 001-047)."""
    given = {
        position.code: position.role
        for position in Position.objects.select_related("role").filter(code__in=staff.positions)
    }
    roles: list[Role] = []
    for code in staff.positions:
        role = given.get(code)
        if role is not None and role not in roles:
            roles.append(role)
    return roles


def setup_of(unit: UUID) -> Setup | None:
    """How a unit plans together with others, if it does, with the unit."""
    return next(iter(_setup().things(unit)), None)


@cache
def _setup() -> Compiled[Setup]:
    """Runs in every request at a seat; a unit has one setup."""
    active = Setup.objects.select_related("unit__organisation").filter(state=SetupState.ACTIVE)
    return Compiled(lambda unit: active.filter(unit_id=unit), UUID)


@cache
def _giving() -> Compiled[Position]:
    """Runs in every request at a seat: the positions that give a role."""
    positions = Position.objects.select_related("role")
    return Compiled(lambda role: positions.filter(role_id=role), str)


def latest_setup(unit: UUID) -> Setup | None:
    """A unit's setup, also when the unit is no longer active."""
    return Setup.objects.filter(unit_id=unit).first()


def setups(units: Collection[UUID]) -> dict[UUID, Setup]:
    """The setups of these units, by unit; those that do not plan, or no longer do, are left out."""
    active = Setup.objects.select_related("unit__organisation").filter(unit_id__in=units, state=SetupState.ACTIVE)
    return {setup.unit_id: setup for setup in active}


def seat(staff: Staff, unit: UUID, role: str) -> Seat | None:
    """Somebody's seat at a unit in a role, if the unit is active, has the role, and the person's positions give it.

    Whether the person may be at the unit at all is decided by ``works_at`` or by an active choice (shared.login).
    """
    setup = setup_of(unit)
    if setup is None or role not in setup.roles:
        return None
    held = next((thing.role for thing in _giving().things(role) if thing.code in staff.positions), None)
    if held is None:
        return None
    return Seat(setup.unit, Party(setup.party), held, frozenset(Duty(duty) for duty in setup.roles[role]))


def seats_of(staff: Staff) -> list[Seat]:
    """Every seat at the units where somebody works, by unit name: where the first login leads (001-042)."""
    roles = roles_of(staff)
    own = Assignment.objects.filter(ACTIVE, staff=staff).values("unit_id")
    active = Setup.objects.select_related("unit__organisation").filter(unit_id__in=own, state=SetupState.ACTIVE)
    return [
        Seat(setup.unit, Party(setup.party), role, frozenset(Duty(duty) for duty in setup.roles[role.code]))
        for setup in sorted(active, key=lambda setup: alphabetical(setup.unit.name))
        for role in roles
        if role.code in setup.roles
    ]


def area_of(staff: Staff) -> UUID | None:
    """The organisation that somebody's HSA-id belongs to, within which they can move between units (001-028, 001-046).

    Somebody who also works at another organisation's unit may be there, but cannot move to others in that organisation.
    None when the organisation is not in the product.
    """
    try:
        number = parse_hsa_id(staff.hsa_id).organisation_number
    except InvalidHsaId:
        return None
    return Organisation.objects.filter(number=number).values_list("id", flat=True).first()


def tree(organisations: Collection[UUID] | None = None) -> list[Unit]:
    """The units of some organisations (or of all), parents before children, by name; with ``setup`` where there is one.

    Each has ``depth`` for drawing and ``plans``, whether it is active in planning (001-044).
    """
    all_units = Unit.objects.select_related("organisation", "setup")
    if organisations is not None:
        all_units = all_units.filter(organisation_id__in=organisations)
    units = sorted(all_units, key=lambda unit: (alphabetical(unit.organisation.name), alphabetical(unit.name)))
    known = {unit.id for unit in units}
    children: dict[UUID | None, list[Unit]] = {}
    for unit in units:
        # A unit under another organisation's unit is a root when only its own organisation is asked for.
        children.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    ordered: list[Unit] = []

    def put(parent: UUID | None, depth: int) -> None:
        for unit in children.get(parent, ()):
            unit.depth = depth  # type: ignore[attr-defined]
            setup = getattr(unit, "setup", None)
            unit.plans = setup is not None and setup.state == SetupState.ACTIVE  # type: ignore[attr-defined]
            ordered.append(unit)
            put(unit.id, depth + 1)

    put(None, 0)
    return ordered


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit of the organisation tree, for choosing one (001-044, 001-045).

    ``role`` is the one that the user would have there: None where nobody plans, or where no role of the user's is
    active. ``here`` marks the user's present unit; ``open`` whether that one is among those below.
    """

    unit: Unit
    plans: bool
    role: Role | None
    here: bool
    own: bool
    open: bool
    children: tuple[Branch, ...]


def units_to_choose(only: Collection[UUID] | None = None) -> list[tuple[Organisation, list[Branch]]]:
    """The trees of all organisations, without the branches where there is nothing to choose (001-112, 001-225).

    ``plans`` says which units can be chosen: those active in planning, or those in ``only``. One query.
    """
    below: dict[UUID | None, list[Branch]] = {}
    for unit in reversed(tree()):
        children = tuple(reversed(below.pop(unit.id, [])))
        chosen: bool = unit.plans if only is None else unit.id in only  # type: ignore[attr-defined]
        if chosen or children:
            branch = Branch(unit, chosen, role=None, here=False, own=False, open=only is not None, children=children)
            below.setdefault(unit.parent_id, []).append(branch)
    trees: dict[UUID, tuple[Organisation, list[Branch]]] = {}
    for branch in reversed(below.pop(None, [])):
        owner = branch.unit.organisation
        trees.setdefault(owner.id, (owner, []))[1].append(branch)
    return list(trees.values())


def staff_named(words: str, *, organisations: Collection[UUID] | None = None) -> list[Staff]:
    """Active staff by the beginning of names (at least three letters in all) or by a whole HSA-id.

    Empty when there are too few letters (001-093). With ``organisations`` only those who work there.
    """
    wanted = words.strip()
    if sum(char.isalnum() for char in wanted) < LEAST_LETTERS:
        return []
    matching = Staff.objects.filter(active=True)
    if organisations is not None:
        at = Assignment.objects.filter(state=State.ACTIVE, unit__organisation_id__in=organisations).values("staff_id")
        matching = matching.filter(pk__in=at)
    by_id = list(matching.filter(hsa_id=wanted.upper()))
    if by_id:
        return by_id
    for word in search_words(wanted):
        matching = matching.filter(begins("given_name", "family_name", word))
    return sorted(
        matching[:FOUND], key=lambda person: (alphabetical(person.family_name), alphabetical(person.given_name))
    )


def doctors_among(people: Collection[UUID]) -> set[UUID]:
    """The licensed doctors among these members of staff: licensed, still in the directory, with a doctor's position."""
    if not people:
        return set()
    codes = list(Position.objects.filter(role__doctor=True).values_list("code", flat=True))
    doctors = Staff.objects.filter(pk__in=people, licensed=True, active=True, positions__overlap=codes)
    return set(doctors.values_list("pk", flat=True))


def municipalities() -> list[tuple[UUID, str]]:
    """The municipalities in the directory, by name: one query."""
    rows = Organisation.objects.filter(kind=OrganisationKind.MUNICIPALITY).values_list("id", "name")
    return sorted(rows, key=lambda row: alphabetical(row[1]))


def staff_member(key: UUID) -> Staff | None:
    """The active member of staff with this id."""
    return Staff.objects.filter(pk=key, active=True).first()


def units_of(staff: UUID) -> list[Unit]:
    """The units where somebody works, by name (001-112)."""
    units = Unit.objects.filter(assignments__staff_id=staff, assignments__state=State.ACTIVE).distinct()
    return sorted(units, key=lambda unit: alphabetical(unit.name))


def workplaces(staff: Collection[UUID]) -> dict[UUID, list[Unit]]:
    """The units where each of these works, by name: one query."""
    assignments = Assignment.objects.select_related("unit").filter(state=State.ACTIVE, staff_id__in=staff)
    places: dict[UUID, list[Unit]] = {}
    for assignment in sorted(assignments, key=lambda place: alphabetical(place.unit.name)):
        places.setdefault(assignment.staff_id, []).append(assignment.unit)
    return places


def unit(key: UUID) -> Unit | None:
    """The unit with this id, of any kind and in any organisation."""
    return Unit.objects.select_related("organisation").filter(pk=key).first()


def configured_roles(codes: Iterable[str]) -> dict[str, Role]:
    """These roles, by code."""
    return Role.objects.in_bulk(list(codes))
