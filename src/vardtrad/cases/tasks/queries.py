"""Who stands how to a task, what the needs ask about, and the data of the lists and of the box beside a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _

from vardtrad.cases.case import queries as cases
from vardtrad.cases.case import rules as case_rules
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.queries import MAY_HANDLE
from vardtrad.cases.tasks.models import StepList, Task
from vardtrad.cases.tasks.rules import TABLE, Capacity, Move, State, TaskFacts
from vardtrad.cases.teams.models import Group
from vardtrad.cases.teams.queries import Coverage, acting_for, group_takes_cases, groups_at, members_of, on_duty
from vardtrad.gate.door import Addressee
from vardtrad.gate.door.subject import Capacities
from vardtrad.gate.models import Version
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.care_units.models import Assignment, Staff, Unit
from vardtrad.shared.care_units.queries import ACTIVE, staff_who_receive
from vardtrad.shared.web.paging import PAGE

_WORKS_WITH = frozenset(
    {case_rules.Capacity.RECEIVER.value, case_rules.Capacity.HANDLER.value, case_rules.Capacity.MEMBER.value}
)


@dataclass(frozen=True, slots=True)
class Given:
    """What a form gave to a verb. Handed over to neither person nor group, a task lies with the unit as a whole."""

    text: str = ""
    note: str = ""
    to_staff: Staff | None = None
    to_group: Group | None = None
    to_unit: Unit | None = None
    taker: UUID | None = None
    due: date | None = None


# ── What the door asks ────────────────────────────────────────────────────────────────────────────────────────────


def capacities_of(actor: Actor, tasks: Sequence[Task]) -> Capacities:
    """In what capacities the actor stands to each task: by where it lies, and by where its case lies.

    Who works with a case may begin a task beside it; that is asked of cases, for a task that is not stored yet.
    """
    if actor.kind is not ActorKind.STAFF or actor.unit is None or not actor.roles & MAY_HANDLE:
        return {task.id: frozenset() for task in tasks}
    new = [task for task in tasks if task.is_new]
    to_cases = cases.capacities_of(actor, list({task.case_id: task.case for task in new}.values())) if new else {}
    found: dict[UUID, frozenset[str]] = {}
    for task in tasks:
        capacities = set()
        if task.is_new:
            if to_cases[task.case_id] & _WORKS_WITH:
                capacities.add(Capacity.MAKER.value)
        else:
            if task.unit_id == actor.unit:
                capacities.add(Capacity.WORKER.value)
            if task.case.clinic_id == actor.unit:
                capacities.add(Capacity.ORIGIN.value)
        found[task.id] = frozenset(capacities)
    return found


def facts(actor: Actor, asked: Sequence[tuple[Task, Given]]) -> dict[UUID, TaskFacts]:
    """What the needs ask about, as it is now, under the lock; the same question is put once for a whole set."""
    works, takes, receives = cache(_works_at), cache(group_takes_cases), cache(_takes_tasks)

    def one(task: Task, given: Given) -> TaskFacts:
        new = task.is_new
        staff = task.staff_id if new else given.to_staff.id if given.to_staff is not None else given.taker
        group = task.group_id if new else given.to_group.id if given.to_group is not None else None
        fits = staff is None or works(staff, task.unit_id)
        if group is not None:
            fits = fits and takes(group, task.unit_id)
        return TaskFacts(
            text=task.text if new else given.text,
            note=given.note,
            holder_fits=fits,
            same_holder=not new and (staff, group) == (task.staff_id, task.group_id),
            unit_reachable=given.to_unit is not None
            and given.to_unit.organisation_id == actor.organisation
            and given.to_unit.id != task.unit_id
            and receives(given.to_unit.id),
            may_reach_unit=given.to_unit is None or cases.may_reach(task.case.patient, given.to_unit.id),
        )

    return {task.id: one(task, given) for task, given in asked}


def _workers(unit: UUID) -> models.QuerySet[Assignment]:
    """Those who may work with tasks at a unit now."""
    return Assignment.objects.filter(ACTIVE, unit_id=unit, permissions__overlap=sorted(MAY_HANDLE))


def _works_at(staff: UUID, unit: UUID) -> bool:
    return _workers(unit).filter(staff_id=staff).exists()


def _takes_tasks(unit: UUID) -> bool:
    return Unit.objects.filter(pk=unit, takes_cases=True).exists() and _workers(unit).exists()


def addressees(tasks: Sequence[Task], party: str) -> dict[UUID, list[Addressee]]:
    """Whom a notice about each task goes to: its person or that one's substitute, its group, or the unit's receivers.

    Of the tasks of one case that came to the same at once, only the first is told of: a list of steps is one notice.
    """
    del party  # there is but one
    acting = acting_for({(task.staff_id, task.unit_id) for task in tasks if task.staff_id})
    members = members_of({task.group_id for task in tasks if task.group_id})
    units = {task.unit_id for task in tasks if not task.staff_id and not task.group_id}
    receivers = (staff_who_receive(units) | on_duty(units, reachable=True)) if units else {}
    told: set[tuple[UUID, UUID]] = set()
    found: dict[UUID, list[Addressee]] = {}
    for task in tasks:
        if task.staff_id:
            keys: Iterable[UUID] = [acting[task.staff_id, task.unit_id]]
        elif task.group_id:
            keys = members.get(task.group_id, ())
        else:
            keys = receivers.get(task.unit_id, ())
        new = [key for key in keys if (task.case_id, key) not in told]
        told |= {(task.case_id, key) for key in new}
        found[task.id] = [Addressee(ActorKind.STAFF, key) for key in new]
    return found


def person_of(task: Task) -> UUID:
    """The patient of the case, for the trace."""
    return task.patient_id


# ── The lists ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Row:
    """A task as a row of the list, or of the box beside its case."""

    id: UUID
    content: int
    text: str
    note: str
    state: str
    due: date | None
    by_day: date
    updated: datetime
    case: UUID
    case_type: str
    resident: str
    identity: str
    protected: bool
    holder: str
    unit: UUID
    unit_name: str

    @property
    def late(self) -> bool:
        """Whether the day has passed and it is not done."""
        return self.state != State.DONE and self.due is not None and self.due < clock.today()

    @property
    def state_word(self) -> str:
        """The state in words."""
        return str(State(self.state).label)

    @property
    def place(self) -> str:
        """Where the row stands in its list: what the address of the next page holds."""
        moment = self.updated.isoformat() if self.state == State.DONE else self.by_day.isoformat()
        return f"{moment}_{self.id}"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list, and the place from which the rest goes on."""

    rows: list[Row]
    after: str | None


_COLUMNS = (
    "id", "content", "text", "note", "state", "due", "by_day", "updated", "case_id", "case__case_type__name",
    "patient__given_name", "patient__family_name", "patient__identity", "patient__protection",
    "staff__given_name", "staff__family_name", "staff__display_name", "group__name", "unit_id", "unit__name",
)  # fmt: skip


def _row(value: tuple[Any, ...]) -> Row:
    key, content, text, note, state, due, by_day, updated, case, case_type, *rest = value
    given, family, identity, protection, staff_given, staff_family, goes_by, group, unit, unit_name = rest
    shown = f"{identity[:8]}-{identity[8:]}"
    return Row(
        id=key,
        content=content,
        text=text,
        note=note,
        state=state,
        due=due,
        by_day=by_day,
        updated=updated,
        case=case,
        case_type=case_type,
        resident=f"{given} {family}".strip() or shown,
        identity=shown,
        protected=protection != "none",
        holder=goes_by or (f"{staff_given} {staff_family}" if staff_given else group or ""),
        unit=unit,
        unit_name=unit_name,
    )


def visible_to(actor: Actor, hands: Coverage, *, state: str, everybodys: bool) -> models.QuerySet[Task]:
    """The tasks of one state at the actor's unit: all, or one's own, one's groups', and those that nobody has."""
    found = Task.objects.filter(unit_id=actor.here, state=state)
    return found if everybodys else _had_by(found, hands.holders)


def work_list(actor: Actor, hands: Coverage, *, state: str, everybodys: bool, after: str = "") -> Page:
    """One page of the list, the nearest day first, those done by their latest change; one query.

    ``after`` is a row's ``place``; what is none begins the list anew.
    """
    found = visible_to(actor, hands, state=state, everybodys=everybodys)
    place = _place(after, state)
    if state == State.DONE:
        found = found.order_by("-updated", "-id")
        if place is not None:
            found = found.filter(TupleLessThan(Tuple(F("updated"), F("id")), place))
    else:
        found = found.order_by("by_day", "id")
        if place is not None:
            found = found.filter(TupleGreaterThan(Tuple(F("by_day"), F("id")), place))
    rows = [_row(value) for value in found.values_list(*_COLUMNS)[: PAGE + 1]]
    return Page(rows[:PAGE], rows[PAGE - 1].place if len(rows) > PAGE else None)


def _place(text: str, state: str) -> tuple[Any, UUID] | None:
    """The place in the list that an address names, or None when it names none."""
    moment, _line, key = text.partition("_")
    try:
        if state != State.DONE:
            return date.fromisoformat(moment), UUID(key)
        at = datetime.fromisoformat(moment.replace(" ", "+"))
        # In UTC: PostgreSQL knows fewer time zones than there are offsets to write.
        return (at.astimezone(UTC), UUID(key)) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def tasks_to_do(unit: UUID, holders: Sequence[UUID]) -> models.QuerySet[Task]:
    """What the menu counts: what is to be done by one of these, or by anybody at the unit."""
    return _had_by(Task.objects.filter(unit_id=unit, state=State.TO_DO.value), holders)


def _had_by(found: models.QuerySet[Task], holders: Sequence[UUID]) -> models.QuerySet[Task]:
    return found.filter(Q(holder__in=holders) | Q(holder__isnull=True))


# ── One task, and the box beside a case ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of a task's history: what was done, when and by whom, and the note that was written with it."""

    at: datetime
    move: str
    by: str
    note: str


def history(task: Task) -> list[Happened]:
    """What has happened to a task, oldest first."""
    lines, before = [], ""
    for version in Version.objects.filter(key=task.id).order_by("number"):
        note = version.snapshot.get("note", "")
        lines.append(
            Happened(version.at, str(Move(version.move).label), version.actor_name, note if note != before else "")
        )
        before = note
    return lines


def of_case(case: Case) -> list[Row]:
    """All tasks of a case, wherever they lie, in the order in which they were made; one query (002-017)."""
    return [_row(value) for value in Task.objects.filter(case_id=case.id).order_by("id").values_list(*_COLUMNS)]


@dataclass(frozen=True, slots=True)
class Box:
    """What the box "Uppgifter" beside a case holds."""

    rows: list[Row]
    lists: list[StepList]
    may_add: bool
    here: UUID

    def may_finish(self, row: Row) -> bool:
        """Whether the reader may mark this one as done from the box."""
        return row.unit == self.here and row.state != State.DONE


def box(actor: Actor, case: Case, capacities: frozenset[str]) -> Box:
    """The box for somebody who stands so (``capacities``) to the case; two queries."""
    may_add = bool(capacities & _WORKS_WITH) and bool(actor.roles & MAY_HANDLE)
    return Box(of_case(case), step_lists(case.clinic_id) if may_add else [], may_add, actor.here)


def step_lists(clinic: UUID) -> list[StepList]:
    """The prepared lists of steps that a clinic has: its own, and those of all."""
    return list(StepList.objects.filter(Q(clinic_id=clinic) | Q(clinic__isnull=True)).order_by("order", "name"))


def step_list(clinic: UUID, key: UUID) -> StepList | None:
    """One of the clinic's prepared lists."""
    return next((one for one in step_lists(clinic) if one.id == key), None)


def people(unit: UUID) -> list[tuple[UUID, str]]:
    """Those who may have tasks at a unit, by name."""
    found = Staff.objects.filter(pk__in=_workers(unit).values("staff_id"))
    return sorted(((one.id, one.goes_by) for one in found), key=lambda one: alphabetical(one[1]))


def groups(unit: UUID) -> list[tuple[UUID, str]]:
    """The unit's groups in use, by name."""
    return [(group.id, group.name) for group in groups_at(unit)]


def other_units(unit: Unit) -> list[tuple[UUID, str]]:
    """The other units of the organisation that work with cases, by name."""
    found = Unit.objects.filter(organisation_id=unit.organisation_id, takes_cases=True).exclude(pk=unit.pk)
    return sorted(found.values_list("id", "name"), key=lambda one: alphabetical(one[1]))


def holder_words(task: Task) -> str:
    """Who has a task, in words."""
    if task.staff is not None:
        return task.staff.goes_by
    return task.group.name if task.group is not None else _("Ingen särskild")


def moves_of(task: Task, capacities: frozenset[str]) -> frozenset[str]:
    """The moves that buttons are drawn for."""
    return TABLE.possible(task.state, capacities)


def today() -> date:
    """Today's date in Sweden, by which a task is late or not."""
    return clock.today()
