"""In what capacities somebody may act on a task."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vardtrad.cases.case import rules as case_rules
from vardtrad.cases.case.capacities import MAY_HANDLE
from vardtrad.cases.case.capacities import capacities_of as capacities_on_cases
from vardtrad.cases.tasks.models import Task
from vardtrad.cases.tasks.rules import Capacity
from vardtrad.cases.teams.queries import coverage_of
from vardtrad.gate.door.subject import Capacities
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.shared.care_units.rules import Permission

WORKS_WITH = frozenset(
    {case_rules.Capacity.RECEIVER.value, case_rules.Capacity.HANDLER.value, case_rules.Capacity.MEMBER.value}
)
"""The capacities in which somebody works with a case, and so may add a task to it."""


def capacities_of(actor: Actor, tasks: Sequence[Task]) -> Capacities:
    """In what capacities the actor may act on each task: by who has it, by the unit that has it, and by its case.

    A task says why somebody seeks care, so a handler acts on those that she, her group or whom she replaces has, and on
    those of cases that she may see (000-015). A receiver sees all cases of the unit, and so its tasks. Those who work
    with a case may add a task to it, so a task that is not stored yet is judged by its case alone.
    """
    if actor.is_system:
        return {task.id: frozenset({Capacity.CLOCK.value}) for task in tasks}
    if actor.kind is not ActorKind.STAFF or actor.unit is None or not actor.roles & MAY_HANDLE:
        return {task.id: frozenset() for task in tasks}
    receives = Permission.RECEIVER.value in actor.roles
    judged = [task for task in tasks if task.is_new or not receives or task.unit_id != actor.unit]
    cases = {task.case_id: task.case for task in judged}
    to_cases = capacities_on_cases(actor, list(cases.values())) if cases else {}
    holders = () if receives or not judged else coverage_of(actor.id, actor.unit).holders
    by_task: dict[UUID, frozenset[str]] = {}
    for task in tasks:
        capacities = set()
        if task.is_new:
            if to_cases[task.case_id] & WORKS_WITH:
                capacities.add(Capacity.MAKER.value)
        else:
            may_see = bool(to_cases.get(task.case_id))
            if task.unit_id == actor.unit and (receives or may_see or task.holder in holders):
                capacities.add(Capacity.WORKER.value)
            if task.case.clinic_id == actor.unit and (receives or may_see):
                capacities.add(Capacity.ORIGIN.value)
        by_task[task.id] = frozenset(capacities)
    return by_task
