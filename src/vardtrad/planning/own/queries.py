"""A SIP as the person whom it is about reads it: in plain order, with what was last approved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import NOWHERE
from vardtrad.planning.fields import queries as fields
from vardtrad.planning.fields.groups import GroupSpec, path_in
from vardtrad.planning.fields.queries import NEVER, Saved, Standing
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Member
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.sip import queries as sip
from vardtrad.planning.sip.capacities import capacities_of
from vardtrad.planning.sip.field_specs import (
    ACTIVITY_ROWS,
    PERSON,
    PLAN_FIELDS,
    RESPONSIBLE,
    SUB_GOAL_ROWS,
)
from vardtrad.planning.sip.guest_standing import in_force, named
from vardtrad.planning.sip.models import Call, CarePlan, Coordinator, Ending
from vardtrad.planning.sip.persons_words import Said, said_in
from vardtrad.planning.sip.rules import CALL, CARE_PLAN, TABLE, Move, SipFacts
from vardtrad.planning.sip.steps import NOBODY_YET, Steps, approved_at, steps_of, with_steps
from vardtrad.planning.sip.subject import SIP
from vardtrad.planning.sip_requests.models import SipRequest
from vardtrad.planning.sip_requests.queries import requests_of as requests_of
from vardtrad.planning.sip_requests.rules import State
from vardtrad.shared.proxies.rules import Deed, may

WAITING = State.WAITING
JUST_BEFORE = timedelta(microseconds=1)
SITUATION, GOAL = "sip.nulage", "sip.huvudmal"


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that is done towards a sub-goal. ``mine``: the person is responsible; ``done``: the person says so.

    ``named`` is the responsible as the plan stores it: a unit's id, a guest's, or ``PERSON``.
    """

    row: UUID
    heading: str
    text: str
    responsible: str
    named: str
    day: str
    status: str
    follow_up: str
    mine: bool
    done: bool


@dataclass(frozen=True, slots=True)
class SubGoal:
    """A sub-goal with the unit that answers for it and what is done."""

    row: UUID
    heading: str
    unit: str
    activities: Sequence[Activity]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the plan under its label; ``path`` is its field."""

    label: str
    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Approved:
    """The plan that all have approved: since when (UTC), and what it says. ``updating``: a new one is being written."""

    since: datetime
    updating: bool
    situation: str
    goal: str
    others: Sequence[Text]
    sub_goals: Sequence[SubGoal]

    @property
    def mine(self) -> Sequence[Activity]:
        """What the person does (B-42)."""
        return [activity for goal in self.sub_goals for activity in goal.activities if activity.mine]


@dataclass(frozen=True, slots=True)
class MyPlan:
    """What the page shows. ``approved`` is None as long as no plan has been approved by all."""

    plan: Plan
    call: Call | None
    units: Sequence[Member]
    guests: Sequence[str]
    coordinator: Coordinator | None
    approved: Approved | None
    follow_up_by: date | None
    ending: Ending | None
    said: Said
    may: frozenset[str]
    """The moves that the tables offer the reader."""
    replaced: bool = False
    """Whether a plan that all had approved has been updated."""


def plans_of(actor: Actor) -> list[Plan]:
    """The SIPs that the person may read, or the proxy for the person, the latest first: one query."""
    plans = with_steps(Plan.objects.select_related("unit"))
    own = plans.filter(patient_id=actor.matters_of, process=ProcessCode.SIP, shared__isnull=False)
    rows = list(own.order_by("-updated", "-id"))
    capacities = capacities_of(actor, rows)
    return [plan for plan in rows if plan.id in capacities]


def may_ask(actor: Actor, plans: Sequence[Plan], requests: Sequence[SipRequest]) -> bool:
    """Whether "Be om en SIP" is offered: no plan goes on, no request waits, and a proxy may write."""
    waits = any(asked.state == WAITING for asked in requests)
    return may(actor, Deed.WRITE) and not waits and all(plan.closed is not None for plan in plans)


def my_plan(actor: Actor, key: UUID) -> MyPlan:
    """A SIP for the person's own page; reading leaves a trace. A fixed number of queries. Raises Refused."""
    read, capacities = door.read(SIP, actor, key, related=("patient",))
    steps = steps_of(with_steps(Plan.objects.all()).get(pk=key))
    members = planning.members_of([key]).get(key, [])
    guests = [named(guest) for guest in in_force([key]).select_related("person")]
    said = said_in(key, steps.call.round if steps.called and steps.call is not None else None)
    return MyPlan(
        plan=read,
        call=steps.call if steps.call is not None and steps.call.sent is not None else None,
        units=members,
        guests=guests,
        coordinator=sip.coordinator_of(key),
        approved=approved_plan(read, steps, members, said),
        follow_up_by=read.follow_up_by,
        ending=sip.ending_of(key),
        said=said,
        may=_offered(read, steps, members, capacities),
        replaced=steps.care_plan is not None and steps.care_plan.held_until is not None,
    )


def _offered(plan: Plan, steps: Steps, members: Sequence[Member], capacities: frozenset[str]) -> frozenset[str]:
    """What the tables offer the person, or a proxy, as the plan stands."""
    call, part = steps.call, steps.care_plan
    meeting = call.meeting if call is not None and steps.called else None
    known = SipFacts(
        state=plan.state,
        closed=plan.closed is not None,
        called=plan.shared is not None,
        active=active_since(plan, part, members) is not None,
        now=clock.now(),
        booked_start=meeting.starts if meeting is not None else None,
    )
    tables = (
        (TABLE, plan.state, {Move.WRITE_TO_COORDINATOR}),
        (CALL, call.state if call is not None else NOWHERE, {Move.COME, Move.ASK_ANOTHER_TIME}),
        (CARE_PLAN, part.state if part is not None else NOWHERE, {Move.TICK}),
    )
    return frozenset(
        move.value
        for table, state, moves in tables
        for move in moves
        if table.offers(state, capacities, lambda: known).may(move)
    )


def active_since(plan: Plan, part: CarePlan | None, members: Sequence[Member]) -> datetime | None:
    """Since when all units have approved the plan (UTC); None while they have not: one query."""
    return approved_at(part, members, planning.confirmed_in([plan.id]).get(plan.id, NOBODY_YET))


def approved_plan(plan: Plan, steps: Steps, members: Sequence[Member], said: Said) -> Approved | None:
    """What was last approved by all: as it stands if it still holds, else as it was until its updating began."""
    part = steps.care_plan
    if part is None:
        return None
    since = active_since(plan, part, members)
    if since is not None:
        return _read(plan.id, since, fields.values(plan.id), fields.rows(plan.id), said, updating=False)
    if part.held_from is None or part.held_until is None:
        return None
    return read_as_it_held(plan.id, part.held_from, part.held_until, said)


def read_as_it_held(plan: UUID, since: datetime, until: datetime, said: Said) -> Approved:
    """A plan as all had approved it, from ``since`` until ``until`` (UTC), when its updating began."""
    before = until - JUST_BEFORE  # "Uppdatera plan" itself writes the day of the new meeting
    return _read(plan, since, fields.values_at(plan, before), fields.rows_at(plan, before), said, updating=True)


def _read(
    plan: UUID,
    since: datetime,
    saved: Mapping[str, Saved],
    rows: Sequence[Standing],
    said: Said,
    *,
    updating: bool,
) -> Approved:
    def text(path: str) -> str:
        return saved.get(path, NEVER).value.strip()

    others = [
        Text(str(spec.label), fields.words_of(spec, text(spec.path), {}), spec.path)
        for spec in PLAN_FIELDS
        if spec.path not in (SITUATION, GOAL) and text(spec.path)
    ]
    goal_words, activity_words = _words(plan, SUB_GOAL_ROWS, saved), _words(plan, ACTIVITY_ROWS, saved)
    standing = [row for row in rows if not row.removed]
    sub_goals = []
    for goal in (row for row in standing if row.group == SUB_GOAL_ROWS.name):
        activities = [
            Activity(
                row=row.id,
                heading=activity_words(row.id, "rubrik"),
                text=activity_words(row.id, "beskrivning"),
                responsible=activity_words(row.id, RESPONSIBLE),
                named=text(path_in(ACTIVITY_ROWS.name, row.id, RESPONSIBLE)),
                day=activity_words(row.id, "datum"),
                status=activity_words(row.id, "status"),
                follow_up=activity_words(row.id, "uppfoljning"),
                mine=text(path_in(ACTIVITY_ROWS.name, row.id, RESPONSIBLE)) == PERSON,
                done=row.id in said.done,
            )
            for row in standing
            if row.group == ACTIVITY_ROWS.name and row.parent == goal.id
        ]
        sub_goals.append(SubGoal(goal.id, goal_words(goal.id, "rubrik"), goal_words(goal.id, "enhet"), activities))
    return Approved(since, updating, text(SITUATION), text(GOAL), others, sub_goals)


def _words(plan: UUID, group: GroupSpec, saved: Mapping[str, Saved]) -> Callable[[UUID, str], str]:
    """A function that gives a field of a row of the group as a reader sees it."""
    specs = {spec.path: spec for spec in fields.resolved(group.fields, plan)}

    def words(row: UUID, name: str) -> str:
        return fields.words_of(specs[name], saved.get(path_in(group.name, row, name), NEVER).value.strip(), {})

    return words
