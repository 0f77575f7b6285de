"""What a move of a task is given, and the facts that the table's needs are judged by.

Every move has a small class of its own in ``actions.py``. A fact that a move does not answer keeps the value of
TaskFacts that refuses, so a need can never pass by mistake.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TypeAlias
from uuid import UUID

from django.db.models import QuerySet

from vardtrad.cases.case.facts import Gathering
from vardtrad.cases.case.models import Case
from vardtrad.cases.tasks.models import Task
from vardtrad.cases.tasks.rules import Kind, State, TaskFacts
from vardtrad.cases.teams.queries import group_takes_cases
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.shared.care_units.models import Assignment, Unit
from vardtrad.shared.care_units.queries import WORKS_WITH_CASES


class Given(ABC):
    """What one move of a task is given."""

    __slots__ = ()

    @abstractmethod
    def facts(self, task: Task, gathering: Gathering) -> TaskFacts:
        """The facts that this move can answer for, as they are now, under the lock."""

    @abstractmethod
    def write(self, moving: Moving) -> None:
        """Write what the move changes, once the table has allowed it."""


Moving: TypeAlias = door.Moving[Task, TaskFacts, Given]


def facts(actor: Actor, moves: Sequence[tuple[Task, Given]]) -> dict[UUID, TaskFacts]:
    """The facts for a set of moves, by task."""
    gathering = Gathering(actor)
    return {task.id: given.facts(task, gathering) for task, given in moves}


def holder_fits(staff: UUID | None, group: UUID | None, unit: UUID, gathering: Gathering) -> bool:
    """Whether a person or a group may have tasks at the unit; nobody in particular always may."""
    fits = staff is None or gathering.once(_works_at, staff, unit)
    return fits and (group is None or gathering.once(group_takes_cases, group, unit))


def takes_tasks(unit: UUID) -> bool:
    """Whether a unit works with cases, and somebody there does."""
    return (
        Unit.objects.filter(pk=unit, takes_cases=True).exists()
        and Assignment.objects.filter(WORKS_WITH_CASES, unit_id=unit).exists()
    )


def is_open(case: UUID) -> bool:
    """Whether a case is open now."""
    return Case.objects.filter(pk=case, is_open=True).exists()


def has_reminder(case: UUID) -> bool:
    """Whether a task to close the case waits already. Of two who ask at once the second waits for the first's task."""
    Case.objects.select_for_update(no_key=True).filter(pk=case).values_list("pk").first()
    return reminders_waiting().filter(case=case).exists()


def reminders_waiting() -> QuerySet[Task]:
    """The tasks to close a case that are not done."""
    return Task.objects.filter(kind=Kind.RECORD).exclude(state=State.DONE)


def _works_at(staff: UUID, unit: UUID) -> bool:
    return Assignment.objects.filter(WORKS_WITH_CASES, unit_id=unit, staff_id=staff).exists()
