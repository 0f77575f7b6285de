"""The verbs of the directory: import what a source says, and appoint the first system administrator.

Staff and positions have no state of their own and come from outside; each change leaves a trace, and places go through
the door.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from vardtrad.gate import door
from vardtrad.gate.sets import update_set
from vardtrad.kernel.actors import Actor, system
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units import queries
from vardtrad.shared.care_units.actions import ASSIGNMENTS, add, set_permissions, write_permissions
from vardtrad.shared.care_units.models import Assignment, Organisation, Position, Staff, Unit
from vardtrad.shared.care_units.rules import Move, Permission, State
from vardtrad.shared.directory import reading

Thing = TypeVar("Thing")

SET = 200
"""How many places go through the door at a time."""
FEW = 10
"""This many people may leave between two imports unquestioned; beyond that at most half of a source's staff."""


@dataclass(slots=True)
class Imported:
    """The result of an import: people and places, and the lines that were skipped.

    ``left_alone`` are places that the file no longer has but where somebody has permissions given by hand: the clinic's
    administrator has to end those. ``withheld`` are missing people who were not deactivated, since they are
    suspiciously many or a line does not say whom it is about.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    deactivated: int = 0
    places: int = 0
    ended: int = 0
    left_alone: int = 0
    withheld: int = 0
    faults: list[reading.Fault] = field(default_factory=list)


def claim_organisation(source: str, number: str) -> None:
    """Make a directory responsible for an organisation's staff. Raises Refused if there is none, or another one is."""
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().filter(number=number).first()
        if organisation is None:
            raise Refused(Reason.NOT_THERE, _("Ingen organisation har numret %s.") % number)
        if organisation.directory not in {"", source}:
            raise Refused(
                Reason.CONSTRAINT, _("Organisationen %(number)s hör redan till källan %(source)s.")
                % {"number": number, "source": organisation.directory},
            )  # fmt: skip
        if not organisation.directory:
            Organisation.objects.filter(pk=organisation.pk).update(directory=source)
            door.note(system(DIRECTORY), "claim", "organisation", thing=organisation.id, detail={"source": source})


DIRECTORY = "katalogimport"


def import_directory(source: str, contents: reading.Contents, *, allow_many: bool = False) -> Imported:
    """Update the staff of a source's organisations from its file; doing it again changes nothing.

    A line is carried out whole or not at all. Positions apply from the next request, and missing people are deactivated
    and lose all access. Staff of another source are never touched. Raises Refused when the source is responsible for no
    organisation.
    """
    actor = system(DIRECTORY)
    own = dict(Organisation.objects.filter(directory=source).exclude(directory="").values_list("number", "id"))
    if not own:
        raise Refused(Reason.NOT_THERE, _("Källan %s har ingen organisation. Ange den med --organisation.") % source)
    units = {unit.hsa_id: unit for unit in Unit.objects.filter(organisation_id__in=own.values())}
    report = Imported(faults=list(contents.faults))
    lines = []
    for line in contents.lines:
        sentence = _foreign(line, own, units)
        if sentence is None:
            lines.append(line)
        else:
            report.faults.append(reading.Fault(line.number, f"{line.hsa_id}: {sentence}"))
    report.faults.sort(key=lambda fault: fault.line)
    _write_positions(lines)
    known = Staff.objects.in_bulk([line.hsa_id for line in lines], field_name="hsa_id")
    for line in lines:
        known[line.hsa_id] = _write_staff(actor, known.get(line.hsa_id), line, report)
    _write_places(
        actor, [(known[line.hsa_id], {units[unit].id for unit in line.units}) for line in lines], units, report
    )
    _deactivate_missing(actor, own, contents, report, allow_many=allow_many)
    counts = {name: getattr(report, name) for name in COUNTS}
    door.note(actor, "import", "directory", detail={"source": source, "faults": len(report.faults), **counts})
    return report


COUNTS = ("new", "changed", "unchanged", "deactivated", "places", "ended", "left_alone", "withheld")


def _foreign(line: reading.Line, own: dict[str, UUID], units: dict[str, Unit]) -> str | None:
    """Why this source may not decide what a line says; None when it may."""
    if line.organisation not in own:
        return _("organisationen %s hör inte till källan") % line.organisation
    unknown = [unit for unit in line.units if unit not in units]
    return _("enheten %s finns inte, eller hör inte till källan") % unknown[0] if unknown else None


def _write_positions(lines: Iterable[reading.Line]) -> None:
    """Save the positions that the directory names; a new one gives no role until somebody says which (001-027)."""
    named: dict[str, str] = {}
    for line in lines:
        for code, name in line.positions:
            named[code] = name or named.get(code, "")
    stored = Position.objects.in_bulk(list(named))
    new = [Position(code=code, name=name or code) for code, name in named.items() if code not in stored]
    Position.objects.bulk_create(new, ignore_conflicts=True)
    renamed = [stored[code] for code, name in named.items() if name and code in stored and stored[code].name != name]
    for position in renamed:
        position.name = named[position.code]
    update_set(renamed, ["name"])


def _write_staff(actor: Actor, staff: Staff | None, line: reading.Line, report: Imported) -> Staff:
    """Update one person from the line, with a trace of what changed."""
    wanted: dict[str, Any] = {
        "given_name": line.given_name,
        "family_name": line.family_name,
        "title": line.title,
        "positions": [code for code, _name in line.positions],
        "licensed": line.licensed,
        "active": True,
    }
    # The address chosen in the personal settings is kept (002-006); name and signature have fields of their own.
    chosen = staff is not None and staff.own_email
    wanted |= {"email": line.email} if line.email is not None and not chosen else {}
    wanted |= {"phone": line.phone} if line.phone is not None else {}
    changed = sorted(name for name, value in wanted.items() if staff is None or getattr(staff, name) != value)
    if staff is not None and not changed:
        report.unchanged += 1
        return staff
    with transaction.atomic():
        written, begun = Staff.objects.update_or_create(hsa_id=line.hsa_id, defaults=wanted)
        detail = {"changed": changed, "positions": written.positions}
        door.note(actor, "import", "staff", thing=written.id, detail=detail)
    report.new += begun
    report.changed += not begun
    return written


def _write_places(
    actor: Actor, wanted: Sequence[tuple[Staff, set[UUID]]], units: dict[str, Unit], report: Imported
) -> None:
    """Give people the places that the lines name, and end those that they no longer name, through the door."""
    by_id = {unit.id: unit for unit in units.values()}
    held: dict[UUID, dict[UUID, Assignment]] = {}
    for assignment in Assignment.objects.filter(
        state=State.ACTIVE, unit_id__in=by_id, staff__in=[staff for staff, _w in wanted]
    ):
        held.setdefault(assignment.staff_id, {})[assignment.unit_id] = assignment
    new = [(staff, by_id[unit]) for staff, at in wanted for unit in sorted(at - held.get(staff.id, {}).keys())]
    gone = [assignment for staff, at in wanted for unit, assignment in held.get(staff.id, {}).items() if unit not in at]
    over = [assignment for assignment in gone if not assignment.permissions]
    report.left_alone += len(gone) - len(over)
    none: frozenset[str] = frozenset()
    for some in _sets(new):
        starts = [door.Start(partial(Assignment, staff=staff, unit=unit), none) for staff, unit in some]
        done = door.begin_many(ASSIGNMENTS, actor, Move.ADD, starts, body=write_permissions)
        report.places += sum(not isinstance(outcome, Refused) for outcome in done)
    for some_over in _sets(over):
        asks = [door.Request(key=assignment.id, given=none) for assignment in some_over]
        ended = door.move_many(ASSIGNMENTS, actor, Move.END, asks, body=write_permissions)
        report.ended += sum(not isinstance(outcome, Refused) for outcome in ended)


def _sets(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    return (things[start : start + SET] for start in range(0, len(things), SET))


def _deactivate_missing(
    actor: Actor, own: dict[str, UUID], contents: reading.Contents, report: Imported, *, allow_many: bool
) -> None:
    """End the access of people whom the source no longer has; their HSA-ids say which source they belong to."""
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


def appoint(hsa_id: str, unit_hsa_id: str) -> bool:
    """Make somebody system administrator at a unit, as the product's operators do for the first one (001-002).

    Returns whether that changed anything. Raises Refused when there is no such active member of staff or no such unit.
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
        return False
    else:
        set_permissions(operators, held.id, [*held.permissions, Permission.CONFIGURATOR], seen=held.content)
    return True
