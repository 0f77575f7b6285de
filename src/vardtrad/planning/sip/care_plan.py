"""What a SIP lacks before its approval can be started: mandatory fields, and units without measures of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from vardtrad.kernel import clock
from vardtrad.planning.fields import queries as fields
from vardtrad.planning.fields.groups import GroupSpec, path_in
from vardtrad.planning.fields.models import Field, Row
from vardtrad.planning.fields.queries import NEVER, Saved, Standing
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Member
from vardtrad.planning.sip.field_specs import (
    ACTIVITIES,
    ACTIVITY_ROWS,
    DAY,
    NO_MEASURES,
    OTHER_ROWS,
    PLAN_FIELDS,
    REASON,
    RESPONSIBLE,
    SUB_GOAL_ROWS,
    SUB_GOALS,
    TIME,
    measures_path,
)
from vardtrad.planning.sip.rules import CallState


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing before the approval, in words, and the path of the field in which it is filled in."""

    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Lacks:
    """What is missing: fields that are empty, and units without a sub-goal of their own that has an activity."""

    fields: tuple[Lack, ...]
    units: tuple[Lack, ...]

    @property
    def all(self) -> tuple[Lack, ...]:
        """Everything that is missing, the fields first."""
        return self.fields + self.units


def lacks_of(plan: UUID, members: Sequence[Member]) -> Lacks:
    """What a plan lacks (001-209, 001-210): two queries."""
    return lacks_in(fields.values(plan), fields.rows(plan), members)


def lacks_in(saved: Mapping[str, Saved], rows: Sequence[Standing], members: Sequence[Member]) -> Lacks:
    """What a plan lacks, by what has been read of it: no query."""
    rows = [row for row in rows if not row.removed]
    return Lacks(tuple(_empty(saved, rows)), tuple(_without_measures(saved, rows, members)))


def _value(saved: Mapping[str, Saved], path: str) -> str:
    return saved.get(path, NEVER).value.strip()


def _empty(saved: Mapping[str, Saved], rows: Sequence[Standing]) -> Iterator[Lack]:
    for spec in PLAN_FIELDS:
        if spec.required and not _value(saved, spec.path):
            yield Lack(str(spec.label), spec.path)
    yield from _empty_in(OTHER_ROWS, saved, _within(rows, OTHER_ROWS, None), "")
    sub_goals = _within(rows, SUB_GOAL_ROWS, None)
    yield from _empty_in(SUB_GOAL_ROWS, saved, sub_goals, "")
    for number, sub_goal in enumerate(sub_goals, start=1):
        outer = f"{SUB_GOAL_ROWS.word} {number}, "
        yield from _empty_in(ACTIVITY_ROWS, saved, _within(rows, ACTIVITY_ROWS, sub_goal.id), outer)


def _within(rows: Sequence[Standing], group: GroupSpec, under: UUID | None) -> list[Standing]:
    return [row for row in rows if row.group == group.name and row.parent == under]


def _empty_in(group: GroupSpec, saved: Mapping[str, Saved], rows: Sequence[Standing], outer: str) -> Iterator[Lack]:
    for number, row in enumerate(rows, start=1):
        word = str(group.word).lower() if outer else str(group.word)
        for spec in group.fields:
            path = path_in(group.name, row.id, spec.path)
            if spec.required and not _value(saved, path):
                yield Lack(f"{outer}{word} {number}: {spec.label}", path)


def _without_measures(
    saved: Mapping[str, Saved], rows: Sequence[Standing], members: Sequence[Member]
) -> Iterator[Lack]:
    with_activity = {row.parent for row in rows if row.group == ACTIVITIES}
    responsible = {
        _value(saved, path_in(SUB_GOALS, row.id, "enhet"))
        for row in rows
        if row.group == SUB_GOALS and row.id in with_activity
    }
    for member in members:
        path = measures_path(member.unit)
        if str(member.unit) not in responsible and _value(saved, path) != NO_MEASURES:
            yield Lack(member.name, path)


def answers_for(plan: UUID, row: UUID, responsible: str) -> bool:
    """Whether an activity stands in the plan and has this responsible: the person (``PERSON``) or a guest's id."""
    stands = Row.objects.filter(pk=row, plan_id=plan, group=ACTIVITIES, removed=False, parent__removed=False)
    path = path_in(ACTIVITIES, row, RESPONSIBLE)
    return stands.exists() and Field.objects.filter(plan_id=plan, path=path, value=responsible).exists()


def prefilled(plan: Plan) -> dict[str, str]:
    """What the plan shows from its call until somebody writes something else: day and time of the meeting, the reason.

    They are Swedish. A call that is being written says nothing yet (001-199).
    """
    call = getattr(plan, "call", None)
    if call is None or call.state == CallState.DRAFT:
        return {}
    values = {REASON: call.reason.strip()}
    if call.meeting is not None:
        starts = call.meeting.starts.astimezone(clock.STOCKHOLM)
        values |= {DAY: starts.date().isoformat(), TIME: _hour(starts.time())}
    return {path: value for path, value in values.items() if value}


def _hour(hour: time) -> str:
    return hour.strftime("%H:%M")
