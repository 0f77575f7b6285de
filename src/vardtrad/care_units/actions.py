"""The verbs of care units: somebody's place and permissions, how units plan together, and where new plans go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from vardtrad.care_units import directory, queries
from vardtrad.care_units.models import (
    AddressingRule,
    AddressKind,
    Assignment,
    Organisation,
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
    S,
    SetupFacts,
    SetupMove,
    address_refusal,
)
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor, ActorKind, system
from vardtrad.kernel.tables import Reason, Refused, not_there

Thing = TypeVar("Thing")

ASSIGNMENTS: door.Subject[Assignment, AssignmentFacts, frozenset[str]] = door.Subject(
    label="assignment",
    model=Assignment,
    table=TABLE,
    standings=queries.standings,
    facts=queries.facts,
    addressees=queries.addressees,
    person_of=queries.nobody,
)


def _write_permissions(moving: door.Moving[Assignment, AssignmentFacts, frozenset[str]]) -> None:
    moving.thing.permissions = sorted(moving.given)


def add(
    actor: Actor, staff: Staff, unit: Unit, permissions: Iterable[str], *, submit_key: UUID | None = None
) -> door.Moved[Assignment]:
    """Give somebody a place and permissions at a unit (000-018). Raises Refused."""

    return door.begin(
        ASSIGNMENTS,
        actor,
        M.ADD,
        lambda: Assignment(staff=staff, unit=unit),
        given=frozenset(permissions),
        body=_write_permissions,
        submit_key=submit_key,
    )


def set_permissions(
    actor: Actor, key: UUID, permissions: Iterable[str], *, seen: int | None, submit_key: UUID | None = None
) -> door.Moved[Assignment]:
    """Change what somebody may do at the clinic; takes effect at the next request (000-018). Raises Refused.

    A system administrator stays one, whatever somebody writes who may not give that permission.
    """
    wanted = frozenset(permissions) | queries.not_for(actor, key)
    return door.move(
        ASSIGNMENTS,
        actor,
        key,
        M.SET_PERMISSIONS,
        given=wanted,
        body=_write_permissions,
        seen=seen,
        submit_key=submit_key,
    )


def end(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> door.Moved[Assignment]:
    """End somebody's assignment; the person's access ends at the next request. Raises Refused."""

    return door.move(
        ASSIGNMENTS,
        actor,
        key,
        M.END,
        given=frozenset(),
        body=_write_permissions,
        seen=seen,
        submit_key=submit_key,
    )


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


# ── Staff from the directories (001-026, 001-261) ────────────────────────────────────────────────────────────────────

SET = 200
"""How many places go through the door at a time."""
FEW = 10
"""So many people may leave between two imports without anybody asking; beyond that at most half of a source's staff."""


@dataclass(slots=True)
class Imported:
    """What came of an import: people and places, and the lines that were skipped.

    ``left_alone`` are places that the file no longer tells of but where somebody has permissions given by hand: those
    are for the clinic's administrator to end. ``withheld`` are missing people who were not deactivated, since they are
    suspiciously many or a line does not tell whom it is about.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    deactivated: int = 0
    places: int = 0
    ended: int = 0
    left_alone: int = 0
    withheld: int = 0
    faults: list[directory.Fault] = field(default_factory=list)


def claim_organisation(source: str, number: str) -> None:
    """Let a directory answer for an organisation's staff. Raises Refused when there is none, or another one does."""
    with transaction.atomic():
        found = Organisation.objects.select_for_update().filter(number=number).first()
        if found is None:
            raise Refused(Reason.NOT_THERE, _("Ingen organisation har numret %s.") % number)
        if found.directory not in {"", source}:
            raise Refused(
                Reason.CONSTRAINT, _("Organisationen %(number)s hör redan till källan %(source)s.")
                % {"number": number, "source": found.directory},
            )  # fmt: skip
        if not found.directory:
            Organisation.objects.filter(pk=found.pk).update(directory=source)
            door.note(system(DIRECTORY), "claim", "organisation", thing=found.id, detail={"source": source})


DIRECTORY = "katalogimport"


def import_directory(source: str, contents: directory.Contents, *, allow_many: bool = False) -> Imported:
    """Make the staff of a source's organisations what its file says; doing it again changes nothing.

    A line is carried out whole or not at all. Positions hold from the next request, and who is missing is deactivated
    and reaches nothing any more. What another source answers for is never touched. Raises Refused when the source
    answers for no organisation.
    """
    actor = system(DIRECTORY)
    own = dict(Organisation.objects.filter(directory=source).exclude(directory="").values_list("number", "id"))
    if not own:
        raise Refused(Reason.NOT_THERE, _("Källan %s har ingen organisation. Ange den med --organisation.") % source)
    units = {one.hsa_id: one for one in Unit.objects.filter(organisation_id__in=own.values())}
    report = Imported(faults=list(contents.faults))
    lines = []
    for line in contents.lines:
        sentence = _foreign(line, own, units)
        if sentence is None:
            lines.append(line)
        else:
            report.faults.append(directory.Fault(line.number, f"{line.hsa_id}: {sentence}"))
    report.faults.sort(key=lambda fault: fault.line)
    _write_positions(lines)
    known = Staff.objects.in_bulk([line.hsa_id for line in lines], field_name="hsa_id")
    for line in lines:
        known[line.hsa_id] = _write_staff(actor, known.get(line.hsa_id), line, report)
    _write_places(actor, [(known[line.hsa_id], {units[one].id for one in line.units}) for line in lines], units, report)
    _deactivate_missing(actor, own, contents, report, allow_many=allow_many)
    counts = {name: getattr(report, name) for name in COUNTS}
    door.note(actor, "import", "directory", detail={"source": source, "faults": len(report.faults), **counts})
    return report


COUNTS = ("new", "changed", "unchanged", "deactivated", "places", "ended", "left_alone", "withheld")


def _foreign(line: directory.Line, own: dict[str, UUID], units: dict[str, Unit]) -> str | None:
    """Why a line is not for this source to say; None when it is."""
    if line.organisation not in own:
        return _("organisationen %s hör inte till källan") % line.organisation
    unknown = [one for one in line.units if one not in units]
    return _("enheten %s finns inte, eller hör inte till källan") % unknown[0] if unknown else None


def _write_positions(lines: Iterable[directory.Line]) -> None:
    """Keep the positions that the directory tells of; a new one gives no role until somebody says which (001-027)."""
    named: dict[str, str] = {}
    for line in lines:
        for code, name in line.positions:
            named[code] = name or named.get(code, "")
    stored = Position.objects.in_bulk(list(named))
    new = [Position(code=code, name=name or code) for code, name in named.items() if code not in stored]
    Position.objects.bulk_create(new, ignore_conflicts=True)
    renamed = [stored[code] for code, name in named.items() if name and code in stored and stored[code].name != name]
    for one in renamed:
        one.name = named[one.code]
    Position.objects.bulk_update(renamed, ["name"])


def _write_staff(actor: Actor, staff: Staff | None, line: directory.Line, report: Imported) -> Staff:
    """Make one person what the line says, with a trace of what changed."""
    wanted: dict[str, Any] = {
        "given_name": line.given_name,
        "family_name": line.family_name,
        "title": line.title,
        "positions": [code for code, _name in line.positions],
        "licensed": line.licensed,
        "active": True,
    }
    wanted |= {"email": line.email} if line.email is not None else {}
    wanted |= {"phone": line.phone} if line.phone is not None else {}
    begins = staff is None
    staff = staff or Staff(hsa_id=line.hsa_id)
    changed = sorted(name for name, value in wanted.items() if begins or getattr(staff, name) != value)
    if not changed:
        report.unchanged += 1
        return staff
    for name in changed:
        setattr(staff, name, wanted[name])
    with transaction.atomic():
        staff.save(force_insert=begins)
        door.note(actor, "import", "staff", thing=staff.id, detail={"changed": changed, "positions": staff.positions})
    report.new += begins
    report.changed += not begins
    return staff


def _write_places(
    actor: Actor, wanted: Sequence[tuple[Staff, set[UUID]]], units: dict[str, Unit], report: Imported
) -> None:
    """Give people the places that the lines tell of, and end those that they no longer do, through the door."""
    by_id = {one.id: one for one in units.values()}
    held: dict[UUID, dict[UUID, Assignment]] = {}
    for one in Assignment.objects.filter(state=S.ACTIVE, unit_id__in=by_id, staff__in=[staff for staff, _w in wanted]):
        held.setdefault(one.staff_id, {})[one.unit_id] = one
    new = [(staff, by_id[unit]) for staff, at in wanted for unit in sorted(at - held.get(staff.id, {}).keys())]
    gone = [one for staff, at in wanted for unit, one in held.get(staff.id, {}).items() if unit not in at]
    over = [one for one in gone if not one.permissions]
    report.left_alone += len(gone) - len(over)
    none: frozenset[str] = frozenset()
    for some in _sets(new):
        starts = [door.Start(partial(Assignment, staff=staff, unit=unit), none) for staff, unit in some]
        done = door.begin_many(ASSIGNMENTS, actor, M.ADD, starts, body=_write_permissions)
        report.places += sum(not isinstance(one, Refused) for one in done)
    for some_over in _sets(over):
        asks = [door.Ask(key=one.id, given=none) for one in some_over]
        ended = door.move_many(ASSIGNMENTS, actor, M.END, asks, body=_write_permissions)
        report.ended += sum(not isinstance(one, Refused) for one in ended)


def _sets(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    return (things[start : start + SET] for start in range(0, len(things), SET))


def _deactivate_missing(
    actor: Actor, own: dict[str, UUID], contents: directory.Contents, report: Imported, *, allow_many: bool
) -> None:
    """End the access of those whom the source no longer tells of: their HSA-ids say whose they are."""
    theirs = Q()
    for number in own:
        theirs |= Q(hsa_id__startswith=f"SE{number}-") | Q(hsa_id__startswith=f"SE16{number}-")
    active = Staff.objects.filter(theirs, active=True)
    missing = list(active.exclude(hsa_id__in=contents.mentioned))
    many = len(missing) > FEW and 2 * len(missing) > active.count()
    if contents.illegible or (many and not allow_many):
        report.withheld = len(missing)
        return
    for staff in missing:
        with transaction.atomic():
            Staff.objects.filter(pk=staff.pk).update(active=False)
            door.note(actor, "import", "staff", thing=staff.id, detail={"changed": ["active"]})
        report.deactivated += 1


def appoint(hsa_id: str, unit_hsa_id: str) -> Kept:
    """Make somebody system administrator at a unit, as the product's operators do for the first one (001-002).

    Raises Refused when there is no such active member of staff or no such unit.
    """
    staff = queries.staff_by_hsa_id(hsa_id)
    unit = Unit.objects.filter(hsa_id=unit_hsa_id).first()
    if staff is None or unit is None:
        raise Refused(Reason.NOT_THERE, _("Personen eller enheten finns inte."))
    held = queries.assignment_of(staff.id, unit.id)
    operators = system("drift")
    if held is None:
        add(operators, staff, unit, [Permission.CONFIGURATOR])
    elif Permission.CONFIGURATOR in held.permissions:
        return Kept(repeated=True)
    else:
        set_permissions(operators, held.id, [*held.permissions, Permission.CONFIGURATOR], seen=held.content)
    return Kept(repeated=False)
