"""The verbs of tasks: what is written when something happens. Who may, and when, stands in rules.py."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from vardtrad.cases.case.models import Case
from vardtrad.cases.tasks import queries
from vardtrad.cases.tasks.models import StepList, Task
from vardtrad.cases.tasks.queries import Given
from vardtrad.cases.tasks.rules import TABLE, Move, TaskFacts
from vardtrad.cases.teams.models import Group
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units.models import Staff, Unit

Moving = door.Moving[Task, TaskFacts, Given]
Moved = door.Moved[Task]

TASKS: door.Subject[Task, TaskFacts, Given] = door.Subject(
    label="task",
    model=Task,
    table=TABLE,
    capacities=queries.capacities_of,
    facts=queries.facts,
    addressees=queries.addressees,
    person_of=queries.person_of,
    related=("case", "unit"),
)


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
    """Add a task beside a case, open or closed, at the clinic of the case (002-017, 002-028). Raises Refused."""
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
    # All of them stand or fall together: they differ in nothing but their texts, which are the list's own.
    for one in _begin(actor, case, texts, to, None, ""):
        if isinstance(one, Refused):
            raise one
        done.append(one)
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

    return door.begin_many(
        TASKS,
        actor,
        Move.ADD,
        [door.Start(lambda text=text: task(text), Given(text=text, note=note), key) for text, key in texts],  # type: ignore[misc]
        body=lambda moving: None,
    )


def step(
    actor: Actor, key: UUID, move: Move, *, note: str = "", seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Väntar, Fortsätt, Klar or Öppna igen, with a short note if there is one. Raises Refused."""
    return _move(actor, key, move, Given(note=note), seen, submit_key)


def take(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Take a task oneself. Raises Refused."""
    return _move(actor, key, Move.TAKE, Given(taker=actor.id), seen, submit_key)


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

    At another unit it is to be done, and its receivers are told ("uppdragslista Medicinsk mottagning", 002-017).
    """
    if isinstance(to, Unit):
        return _move(actor, key, Move.SEND_ON, Given(note=note, to_unit=to), seen, submit_key)
    staff, group = (to, None) if isinstance(to, Staff) else (None, to)
    given = Given(note=note, to_staff=staff, to_group=group)
    return _move(actor, key, Move.HAND_OVER, given, seen, submit_key)


def change(
    actor: Actor, key: UUID, text: str, due: date | None, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Change what is to be done, or the day. Raises Refused."""
    return _move(actor, key, Move.CHANGE, Given(text=text, due=due), seen, submit_key)


def note(actor: Actor, key: UUID, text: str, *, submit_key: UUID | None = None) -> Moved:
    """Write a short note; the earlier ones stay in the history. Raises Refused."""
    return _move(actor, key, Move.NOTE, Given(note=text), None, submit_key)


def _move(actor: Actor, key: UUID, move: Move, given: Given, seen: int | None, submit_key: UUID | None) -> Moved:
    def write(moving: Moving) -> None:
        task = moving.thing
        if given.note:
            task.note = given.note
        if move is Move.CHANGE:
            task.text, task.due = given.text, given.due
        elif move is Move.TAKE:
            task.staff_id, task.group = moving.actor.id, None
        elif move is Move.HAND_OVER:
            task.staff, task.group = given.to_staff, given.to_group
        elif move is Move.SEND_ON:
            assert given.to_unit is not None
            task.unit, task.staff, task.group = given.to_unit, None, None

    return door.move(TASKS, actor, key, move, given=given, body=write, seen=seen, submit_key=submit_key)
