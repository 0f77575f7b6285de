"""The recipients of notices about tasks, and the data of the lists and of a case's box of tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from vardtrad.cases.case.capacities import MAY_HANDLE
from vardtrad.cases.case.models import Case, Consultation
from vardtrad.cases.tasks.capacities import WORKS_WITH, capacities_of
from vardtrad.cases.tasks.filters import LEFT_TO_DO, Whose, state_shown, whose_tasks
from vardtrad.cases.tasks.models import StepList, Task
from vardtrad.cases.tasks.rules import TABLE, Kind, State
from vardtrad.cases.tasks.visits import visit_of
from vardtrad.cases.teams.queries import Coverage, acting_for, groups_at, members_of, on_duty
from vardtrad.gate.compiled import Compiled
from vardtrad.gate.door import Addressee
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.identity import with_hyphen
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.care_units.models import Assignment, Staff, Unit
from vardtrad.shared.care_units.queries import WORKS_WITH_CASES, staff_who_receive
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.lists.filters import Chosen
from vardtrad.shared.lists.paging import PAGE


def addressees(tasks: Sequence[Task], party: str) -> dict[UUID, list[Addressee]]:
    """The recipients of a notice about each task: its person or the substitute, its group, or the unit's receivers.

    When somebody gets several tasks of one case at once (a list of steps), only the first gives a notice. The table
    of tasks notifies one party, so ``party`` is not used.
    """
    acting = acting_for({(task.staff_id, task.unit_id) for task in tasks if task.staff_id})
    members = members_of({task.group_id for task in tasks if task.group_id})
    units = {task.unit_id for task in tasks if not task.staff_id and not task.group_id}
    receivers = (staff_who_receive(units) | on_duty(units, reachable=True)) if units else {}
    notified: set[tuple[UUID, UUID]] = set()
    addressees_of: dict[UUID, list[Addressee]] = {}
    for task in tasks:
        if task.staff_id:
            keys: Iterable[UUID] = [acting[task.staff_id, task.unit_id]]
        elif task.group_id:
            keys = members.get(task.group_id, ())
        else:
            keys = receivers.get(task.unit_id, ())
        new = [key for key in keys if (task.case_id, key) not in notified]
        notified |= {(task.case_id, key) for key in new}
        addressees_of[task.id] = [Addressee(ActorKind.STAFF, key) for key in new]
    return addressees_of


def person_of(task: Task) -> UUID:
    """The patient of the case, for the trace."""
    return task.patient_id


# ── The lists ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Row:
    """A task as a row of the list, or of its case's box of tasks."""

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
    kind: str

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
        """The place of the row in its list, which the address of the next page holds."""
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
    "staff__given_name", "staff__family_name", "staff__display_name", "group__name", "unit_id", "unit__name", "kind",
)  # fmt: skip


def _row(value: tuple[Any, ...]) -> Row:
    key, content, text, note, state, due, by_day, updated, case, case_type, *rest = value
    given, family, identity, protection, staff_given, staff_family, goes_by, group, unit, unit_name, kind = rest
    shown = with_hyphen(identity)
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
        kind=kind,
    )


def _seen_by(unit: UUID, holders: Sequence[UUID]) -> Q:
    """The tasks that a handler may see, as capacities.capacities_of says: one's own, and those of cases that one sees.

    ``holders`` are those whose cases somebody works with, that person first.
    """
    asked = Consultation.objects.filter(
        Q(staff_id=holders[0]) | Q(staff__isnull=True),
        Q(answered__isnull=True) | Q(case__is_open=True),
        unit_id=unit,
        case_id=OuterRef("case_id"),
    )
    return Q(holder__in=holders) | Q(case__clinic_id=unit, case__holder__in=holders) | Q(Exists(asked))


def may_open(actor: Actor, key: UUID) -> bool:
    """Whether the actor may still open a task, such as after handing it over."""
    task = Task.objects.select_related("case").get(pk=key)
    return bool(capacities_of(actor, [task])[key])


def work_list(actor: Actor, coverage: Coverage, chosen: Chosen, *, after: str = "") -> Page:
    """One page of the unit's tasks that the actor may see and that fit the filters.

    The nearest day stands first, those done by their latest change; one query. ``after`` is a row's ``place``; anything
    else begins the list from its start.
    """
    tasks = Task.objects.filter(chosen.condition(coverage), unit_id=actor.here)
    if Permission.RECEIVER.value not in actor.roles:
        tasks = tasks.filter(_seen_by(actor.here, coverage.holders))
    state = state_shown(chosen)
    place = _place(after, state)
    if state is State.DONE:
        tasks = tasks.order_by("-updated", "-id")
        if place is not None:
            tasks = tasks.filter(TupleLessThan(Tuple(F("updated"), F("id")), place))
    else:
        tasks = tasks.order_by("by_day", "id")
        if place is not None:
            tasks = tasks.filter(TupleGreaterThan(Tuple(F("by_day"), F("id")), place))
    rows = [_row(value) for value in tasks.values_list(*_COLUMNS)[: PAGE + 1]]
    return Page(rows[:PAGE], rows[PAGE - 1].place if len(rows) > PAGE else None)


def _place(text: str, state: State) -> tuple[Any, UUID] | None:
    """The place in the list that an address names, or None when it names none."""
    moment, _line, key = text.partition("_")
    try:
        if state is not State.DONE:
            return date.fromisoformat(moment), UUID(key)
        at = datetime.fromisoformat(moment.replace(" ", "+"))
        # In UTC: PostgreSQL knows fewer time zones than there are offsets to write.
        return (at.astimezone(UTC), UUID(key)) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def tasks_to_do(unit: UUID, holders: Sequence[UUID], whose: Whose, *, receives: bool) -> models.QuerySet[Task]:
    """What the menu counts: what one of these is to do, or what nobody has taken, as far as one may see it."""
    tasks = Task.objects.filter(whose_tasks(whose, holders), LEFT_TO_DO, unit_id=unit)
    return tasks if receives else tasks.filter(_seen_by(unit, holders))


# ── One task, and the box of a case ───────────────────────────────────────────────────────────────────────────────


def of_case(case: Case) -> list[Row]:
    """All tasks of a case, whichever unit has them, in the order in which they were made; one query (002-017)."""
    return [_row(value) for value in _of_case().rows(case.id)]


@cache
def _of_case() -> Compiled[Task]:
    """Asked whenever a case is opened; its SQL is built once."""
    return Compiled(lambda case: Task.objects.filter(case_id=case).order_by("id").values_list(*_COLUMNS), UUID)


@dataclass(frozen=True, slots=True)
class Box:
    """The content of the box "Uppgifter" of a case."""

    rows: list[Row]
    lists: list[StepList]
    may_add: bool
    here: UUID
    # What the treating person has not been told yet, where the case is about a visit (002-028).
    visit: str = ""
    # Whether the case is open: then it may be documented elsewhere and is to be closed here (002-016).
    is_open: bool = False

    @property
    def documented(self) -> bool:
        """Whether the case is documented in the record system, and is still to be closed with an answer."""
        return self.is_open and any(row.kind == Kind.RECORD and row.state != State.DONE for row in self.rows)

    @property
    def may_document(self) -> bool:
        """Whether the reader may say that the case is documented in the record system."""
        return self.may_add and self.is_open and not self.documented

    def may_finish(self, row: Row) -> bool:
        """Whether the reader may mark this task as done from the box."""
        return row.unit == self.here and row.state != State.DONE


def box(actor: Actor, case: Case, capacities: frozenset[str]) -> Box:
    """The box for somebody with these capacities on the case; two queries."""
    may_add = bool(capacities & WORKS_WITH) and bool(actor.roles & MAY_HANDLE)
    rows = [row for row in of_case(case) if case.is_open or row.kind != Kind.RECORD or row.state == State.DONE]
    told = any(row.kind == Kind.VISIT for row in rows)
    visit = visit_of(case.case_type.code, case.choice) if may_add and not told else None
    words = str(visit.tells) if visit is not None else ""
    return Box(rows, step_lists(case.clinic_id) if may_add else [], may_add, actor.here, words, case.is_open)


def step_lists(clinic: UUID) -> list[StepList]:
    """The prepared lists of steps that a clinic has: its own, and those of all."""
    return _step_lists().things(clinic)


@cache
def _step_lists() -> Compiled[StepList]:
    def build(clinic: UUID) -> models.QuerySet[StepList]:
        return StepList.objects.filter(Q(clinic_id=clinic) | Q(clinic__isnull=True)).order_by("order", "name")

    return Compiled(build, UUID)


def step_list(clinic: UUID, key: UUID) -> StepList | None:
    """One of the clinic's prepared lists."""
    return next((steps for steps in step_lists(clinic) if steps.id == key), None)


def people(unit: UUID) -> list[tuple[UUID, str]]:
    """Those who may have tasks at a unit, by name."""
    workers = Assignment.objects.filter(WORKS_WITH_CASES, unit_id=unit)
    names = [(staff.id, staff.goes_by) for staff in Staff.objects.filter(pk__in=workers.values("staff_id"))]
    return sorted(names, key=lambda choice: alphabetical(choice[1]))


def groups(unit: UUID) -> list[tuple[UUID, str]]:
    """The unit's groups in use, by name."""
    return [(group.id, group.name) for group in groups_at(unit)]


def other_units(unit: Unit) -> list[tuple[UUID, str]]:
    """The other units of the organisation that work with cases, by name."""
    units = Unit.objects.filter(organisation_id=unit.organisation_id, takes_cases=True).exclude(pk=unit.pk)
    return sorted(units.values_list("id", "name"), key=lambda choice: alphabetical(choice[1]))


def moves_of(task: Task, capacities: frozenset[str]) -> frozenset[str]:
    """The moves that have buttons."""
    return TABLE.possible(task.state, capacities)


def done_before(moment: datetime) -> models.QuerySet[Task, Any]:
    """The keys of the tasks that were done, and not touched since, before a moment (UTC)."""
    return Task.objects.filter(state=State.DONE, updated__lt=moment).values("id")


def today() -> date:
    """Today's date in Sweden, by which a task is late or not."""
    return clock.today()
