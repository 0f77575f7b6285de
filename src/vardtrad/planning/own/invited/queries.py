"""A SIP as a guest reads it: the call, who else is called, and the sub-goals in which the guest is named (B-51)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import NOWHERE, not_there
from vardtrad.planning.own.queries import SubGoal, active_since, approved_plan
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Member
from vardtrad.planning.sip import queries as sip
from vardtrad.planning.sip.guest_standing import in_force, in_force_for, name_shown, named
from vardtrad.planning.sip.guests import Word, words_of
from vardtrad.planning.sip.models import Call, Coordinator, Guest
from vardtrad.planning.sip.persons_words import Said
from vardtrad.planning.sip.rules import CALL, CARE_PLAN, Move, SipFacts
from vardtrad.planning.sip.steps import Steps, steps_of, with_steps
from vardtrad.planning.sip.subject import SIP_FOR_GUESTS


@dataclass(frozen=True, slots=True)
class InvitedTo:
    """A plan in the list of those that somebody is invited to. ``whose`` is empty where the name is not shown."""

    key: UUID
    whose: str
    role: str
    until: date


@dataclass(frozen=True, slots=True)
class GuestPlan:
    """What a guest's page shows. ``whose`` is empty where the patient's name is not shown, as for protected data.

    ``sub_goals`` are those of the approved plan in which the guest is responsible for an activity. ``about`` are the
    guest's words by activity, the latest first, ``answer`` the one to the present round of the call.
    """

    plan: Plan
    guest: Guest
    whose: str
    call: Call | None
    units: Sequence[Member]
    others: Sequence[str]
    coordinator: Coordinator | None
    approved: bool
    sub_goals: Sequence[SubGoal]
    words: Sequence[Word]
    answer: Word | None
    may: frozenset[str]

    @property
    def about(self) -> Mapping[UUID, Sequence[Word]]:
        """The guest's words by activity, the latest first."""
        rows: dict[UUID, list[Word]] = {}
        for word in self.words:
            if word.row is not None:
                rows.setdefault(word.row, []).append(word)
        return rows

    @property
    def me(self) -> str:
        """How the plan names the guest as responsible."""
        return str(self.guest.person_id)


def invited_to(actor: Actor) -> list[InvitedTo]:
    """The plans that a resident reads as a guest now, in own matters only: one query."""
    rows = in_force_for(actor).select_related("plan__patient")
    return [InvitedTo(row.plan_id, name_shown(row.plan.patient), row.role, row.until) for row in rows]


def guest_plan(actor: Actor, key: UUID) -> GuestPlan:
    """A SIP for a guest's page; reading leaves a trace. A fixed number of queries. Raises Refused."""
    read, capacities = door.read(SIP_FOR_GUESTS, actor, key, related=("patient",))
    guest = in_force_for(actor, [key]).select_related("person").first()
    if guest is None:  # midnight came in between
        raise not_there()
    steps = steps_of(with_steps(Plan.objects.all()).get(pk=key))
    members = planning.members_of([key]).get(key, [])
    approved = approved_plan(read, steps, members, Said())
    goals = approved.sub_goals if approved is not None else []
    me, words = str(guest.person_id), words_of(guest)
    call = steps.call
    return GuestPlan(
        plan=read,
        guest=guest,
        whose=name_shown(read.patient),
        call=call if steps.called or (call is not None and call.state == "cancelled") else None,
        units=members,
        others=[named(row) for row in in_force([key]).exclude(pk=guest.pk).select_related("person")],
        coordinator=sip.coordinator_of(key),
        approved=approved is not None,
        sub_goals=[goal for goal in goals if any(activity.named == me for activity in goal.activities)],
        words=words,
        answer=next((word for word in words if call is not None and word.round == call.round), None),
        may=_offered(read, steps, members, capacities),
    )


def _offered(plan: Plan, steps: Steps, members: Sequence[Member], capacities: frozenset[str]) -> frozenset[str]:
    """The moves that the tables offer the guest as the plan stands."""
    call, part = steps.call, steps.care_plan
    meeting = call.meeting if call is not None and steps.called else None
    known = SipFacts(
        state=plan.state,
        closed=plan.closed is not None,
        active=active_since(plan, part, members) is not None,
        now=clock.now(),
        booked_start=meeting.starts if meeting is not None else None,
    )
    tables = (
        (CALL, call.state if call is not None else NOWHERE, Move.COME_AS_GUEST),
        (CARE_PLAN, part.state if part is not None else NOWHERE, Move.WRITE_AS_GUEST),
    )
    return frozenset(
        move.value for table, state, move in tables if table.offers(state, capacities, lambda: known).may(move)
    )
