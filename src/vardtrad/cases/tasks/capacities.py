"""In what capacities somebody may act on a task."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vardtrad.cases.case import rules as case_rules
from vardtrad.cases.case.capacities import MAY_HANDLE
from vardtrad.cases.case.capacities import capacities_of as capacities_on_cases
from vardtrad.cases.tasks.models import Task
from vardtrad.cases.tasks.rules import Capacity
from vardtrad.gate.door.subject import Capacities
from vardtrad.kernel.actors import Actor, ActorKind

WORKS_WITH = frozenset(
    {case_rules.Capacity.RECEIVER.value, case_rules.Capacity.HANDLER.value, case_rules.Capacity.MEMBER.value}
)
"""The capacities in which somebody works with a case, and so may add a task to it."""


def capacities_of(actor: Actor, tasks: Sequence[Task]) -> Capacities:
    """In what capacities the actor may act on each task: by the unit that has it, and by the clinic of its case.

    Those who work with a case may add a task to it, so a task that is not stored yet is judged by its case.
    """
    if actor.kind is not ActorKind.STAFF or actor.unit is None or not actor.roles & MAY_HANDLE:
        return {task.id: frozenset() for task in tasks}
    new = [task for task in tasks if task.is_new]
    to_cases = capacities_on_cases(actor, list({task.case_id: task.case for task in new}.values())) if new else {}
    by_task: dict[UUID, frozenset[str]] = {}
    for task in tasks:
        capacities = set()
        if task.is_new:
            if to_cases[task.case_id] & WORKS_WITH:
                capacities.add(Capacity.MAKER.value)
        else:
            if task.unit_id == actor.unit:
                capacities.add(Capacity.WORKER.value)
            if task.case.clinic_id == actor.unit:
                capacities.add(Capacity.ORIGIN.value)
        by_task[task.id] = frozenset(capacities)
    return by_task
