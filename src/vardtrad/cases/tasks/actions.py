"""The moves of a task: their input, what they write, and their functions. rules.py says who may make them, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID, uuid5

from typing_extensions import override

from vardtrad.cases.case.facts import Gathering, may_reach
from vardtrad.cases.case.models import Case
from vardtrad.cases.tasks import queries
from vardtrad.cases.tasks.capacities import capacities_of
from vardtrad.cases.tasks.facts import Given, Moving, facts, has_reminder, holder_fits, is_open, takes_tasks
from vardtrad.cases.tasks.models import StepList, Task
from vardtrad.cases.tasks.rules import TABLE, Kind, Move, TaskFacts
from vardtrad.cases.tasks.visits import Visit
from vardtrad.cases.teams.models import Group
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units.models import Staff, Unit

Moved = door.Moved[Task]

TASKS: door.Subject[Task, TaskFacts, Given] = door.Subject(
    label="task",
    model=Task,
    table=TABLE,
    capacities=capacities_of,
    facts=facts,
    addressees=queries.addressees,
    person_of=queries.person_of,
    related=("case", "unit"),
)


@dataclass(frozen=True, slots=True)
class Add(Given):
    """A new task, which holds everything itself."""

    @override
    def facts(self, task: Task, gathering: Gathering) -> TaskFacts:
        """Whether it fits, the holder may have it, and a case to be closed is still open without a task of that."""
        reminds = task.kind == Kind.RECORD
        return TaskFacts(
            text=task.text,
            note=task.note,
            holder_fits=holder_fits(task.staff_id, task.group_id, task.unit_id, gathering),
            reminded=reminds and gathering.once(has_reminder, task.case_id),
            case_waits=not reminds or gathering.once(is_open, task.case_id),
        )

    @override
    def write(self, moving: Moving) -> None:
        """The task is written as it was made."""


@dataclass(frozen=True, slots=True)
class WriteNote(Given):
    """A short note, or none: also what a step (Väntar, Fortsätt, Klar, Öppna igen) is given."""

    note: str

    @override
    def facts(self, task: Task, gathering: Gathering) -> TaskFacts:
        """Only the note itself is judged."""
        return TaskFacts(note=self.note)

    @override
    def write(self, moving: Moving) -> None:
        """An empty note leaves the previous note."""
        moving.thing.note = self.note or moving.thing.note


@dataclass(frozen=True, slots=True)
class Take(Given):
    """The member of staff who takes the task: always the actor."""

    taker: UUID

    @override
    def facts(self, task: Task, gathering: Gathering) -> TaskFacts:
        """Whether the actor may have tasks at the unit, and does not have this task already."""
        return TaskFacts(
            holder_fits=holder_fits(self.taker, None, task.unit_id, gathering),
            same_holder=(self.taker, None) == (task.staff_id, task.group_id),
        )

    @override
    def write(self, moving: Moving) -> None:
        """The task is the actor's alone."""
        moving.thing.staff_id, moving.thing.group = self.taker, None


@dataclass(frozen=True, slots=True)
class HandOver(Given):
    """The person or the group that gets the task; neither: it is the unit's as a whole."""

    to: Staff | Group | None
    note: str

    @override
    def facts(self, task: Task, gathering: Gathering) -> TaskFacts:
        """Whether the new holder may have tasks at the unit, and does not have this task already."""
        staff = self.to.id if isinstance(self.to, Staff) else None
        group = self.to.id if isinstance(self.to, Group) else None
        return TaskFacts(
            note=self.note,
            holder_fits=holder_fits(staff, group, task.unit_id, gathering),
            same_holder=(staff, group) == (task.staff_id, task.group_id),
        )

    @override
    def write(self, moving: Moving) -> None:
        """The task has a new holder, and a new note if one was written."""
        task = moving.thing
        task.staff, task.group = (self.to, None) if isinstance(self.to, Staff) else (None, self.to)
        task.note = self.note or task.note


@dataclass(frozen=True, slots=True)
class SendOn(Given):
    """The other unit of the organisation that gets the task."""

    to: Unit
    note: str

    @override
    def facts(self, task: Task, gathering: Gathering) -> TaskFacts:
        """Whether the other unit takes tasks from this unit, and about this person."""
        return TaskFacts(
            note=self.note,
            unit_reachable=self.to.organisation_id == gathering.actor.organisation
            and self.to.id != task.unit_id
            and gathering.once(takes_tasks, self.to.id),
            may_reach_unit=gathering.once(may_reach, task.case.patient, self.to.id),
        )

    @override
    def write(self, moving: Moving) -> None:
        """At the other unit nobody has taken it yet."""
        task = moving.thing
        task.unit, task.staff, task.group = self.to, None, None
        task.note = self.note or task.note


@dataclass(frozen=True, slots=True)
class Change(Given):
    """Other words, or another day."""

    text: str
    due: date | None

    @override
    def facts(self, task: Task, gathering: Gathering) -> TaskFacts:
        """Only the text itself is judged."""
        return TaskFacts(text=self.text)

    @override
    def write(self, moving: Moving) -> None:
        """The task says something else, or is due another day."""
        moving.thing.text, moving.thing.due = self.text, self.due


def add(
    actor: Actor,
    case: Case,
    text: str,
    *,
    to: Staff | Group | None = None,
    due: date | None = None,
    note: str = "",
    submit_key: UUID | None = None,
) -> Moved:
    """Add a task to a case, open or closed, at the clinic of the case (002-017, 002-028). Raises Refused."""
    (done,) = _begin(actor, case, [(text, submit_key)], to, due, note)
    if isinstance(done, Refused):
        raise done
    return done


def add_steps(
    actor: Actor,
    case: Case,
    steps: StepList,
    *,
    to: Staff | Group | None = None,
    submit_key: UUID | None = None,
) -> list[Moved]:
    """Add all steps of a prepared list, each as a task of its own, in order; none if one is refused. Raises Refused."""
    texts = [
        (text, uuid5(submit_key, str(number)) if submit_key is not None else None)
        for number, text in enumerate(steps.steps)
    ]
    done: list[Moved] = []
    # Either all are added or none: they differ only in their texts, which are the list's own.
    for outcome in _begin(actor, case, texts, to, None, ""):
        if isinstance(outcome, Refused):
            raise outcome
        done.append(outcome)
    return done


def _begin(
    actor: Actor,
    case: Case,
    texts: list[tuple[str, UUID | None]],
    to: Staff | Group | None,
    due: date | None,
    note: str,
) -> list[Moved | Refused]:
    staff, group = (to, None) if isinstance(to, Staff) else (None, to)

    def task(text: str) -> Task:
        return Task(
            case=case,
            patient_id=case.patient_id,
            unit_id=case.clinic_id,
            text=text,
            note=note,
            staff=staff,
            group=group,
            due=due,
        )

    return begin_each(actor, [(partial(task, text), key) for text, key in texts])


def tell_of_visit(
    actor: Actor,
    case: Case,
    visit: Visit,
    text: str,
    *,
    to: Staff,
    due: date | None = None,
    noted: bool = False,
    submit_key: UUID | None = None,
) -> None:
    """Tell the treating person of a cancelled or changed visit by a task (002-028, 002-031). Raises Refused.

    ``noted`` adds a task for the actor: what is to be written in other systems. Both are added or none.
    """

    def task(words: str, kind: Kind, staff: UUID, day: date | None) -> Task:
        about = {"case": case, "patient_id": case.patient_id, "unit_id": case.clinic_id}
        return Task(**about, kind=kind, text=words, staff_id=staff, due=day)

    tasks = [(partial(task, text, Kind.VISIT, to.id, due), submit_key)]
    if noted and visit.noted:
        own_key = uuid5(submit_key, "noted") if submit_key is not None else None
        tasks.append((partial(task, str(visit.noted), Kind.PLAIN, actor.id, None), own_key))
    for outcome in begin_each(actor, tasks):
        if isinstance(outcome, Refused):
            raise outcome


def begin_each(actor: Actor, tasks: Sequence[tuple[Callable[[], Task], UUID | None]]) -> list[Moved | Refused]:
    """Add tasks as they are made, each with its submit key; one result for each, in order."""
    starts: list[door.Start[Task, Given]] = [door.Start(make, Add(), key) for make, key in tasks]
    return door.begin_many(TASKS, actor, Move.ADD, starts, body=_write)


def step(
    actor: Actor, key: UUID, move: Move, *, note: str = "", seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Väntar, Fortsätt, Klar or Öppna igen, with a short note if there is one. Raises Refused."""
    return _move(actor, key, move, WriteNote(note), seen, submit_key)


def take(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Take a task, so that it is the actor's own. Raises Refused."""
    return _move(actor, key, Move.TAKE, Take(actor.id), seen, submit_key)


def hand_over(
    actor: Actor,
    key: UUID,
    to: Staff | Group | Unit | None,
    *,
    note: str = "",
    seen: int | None,
    submit_key: UUID | None = None,
) -> Moved:
    """Give a task to somebody, a group, nobody in particular, or another unit of the organisation. Raises Refused.

    At another unit it is to be done, and its receivers are notified ("uppdragslista Medicinsk mottagning", 002-017).
    """
    if isinstance(to, Unit):
        return _move(actor, key, Move.SEND_ON, SendOn(to, note), seen, submit_key)
    return _move(actor, key, Move.HAND_OVER, HandOver(to, note), seen, submit_key)


def change(
    actor: Actor, key: UUID, text: str, due: date | None, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Change what is to be done, or the day. Raises Refused."""
    return _move(actor, key, Move.CHANGE, Change(text, due), seen, submit_key)


def note(actor: Actor, key: UUID, text: str, *, submit_key: UUID | None = None) -> Moved:
    """Write a short note; the earlier ones stay in the history. Raises Refused."""
    return _move(actor, key, Move.NOTE, WriteNote(text), None, submit_key)


def _move(actor: Actor, key: UUID, move: Move, given: Given, seen: int | None, submit_key: UUID | None) -> Moved:
    return door.move(TASKS, actor, key, move, given=given, body=_write, seen=seen, submit_key=submit_key)


def _write(moving: Moving) -> None:
    """Write what the move writes: the body of every move of a task."""
    moving.given.write(moving)
