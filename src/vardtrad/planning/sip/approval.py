"""The verbs of Samordnad individuell plan: its fields are saved, its approval started, given and broken."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.planning.fields import actions as fields
from vardtrad.planning.fields import queries as field_queries
from vardtrad.planning.fields.groups import RowChange, RowGiven, spec_at
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan import queries as plans
from vardtrad.planning.plan.actions import Moved
from vardtrad.planning.plan.given import Confirming
from vardtrad.planning.plan.leaving import leaves_start_page
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.sip.actions import OfPart, step
from vardtrad.planning.sip.archiving import ARCHIVE
from vardtrad.planning.sip.care_plan import prefilled
from vardtrad.planning.sip.field_specs import PLAN_FIELDS, PLAN_GROUPS, REASON
from vardtrad.planning.sip.following_up import FOLLOW_UP, reminder_of
from vardtrad.planning.sip.given import ApprovalGiven, UpdatingGiven
from vardtrad.planning.sip.models import CarePlan
from vardtrad.planning.sip.rules import Move, SipFacts, Step
from vardtrad.planning.sip.step_rules import latest_follow_up
from vardtrad.planning.sip.steps import NOBODY_YET, approved_at
from vardtrad.planning.sip.subject import CARE_PLAN, SIP
from vardtrad.shared.care_units.rules import Duty, Party


def save_plan_field(
    actor: Actor,
    key: UUID,
    path: str,
    value: str,
    revision: int,
    *,
    party: Party | None,
    knowing: bool = True,
    submit_key: UUID | None = None,
) -> Moved:
    """Save a field of the plan, which all units write together (001-199…208). Raises Refused.

    In a plan that all have approved only what belongs to the follow-up of an activity is saved (001-215).
    """
    spec = spec_at(path, PLAN_FIELDS, PLAN_GROUPS)
    given = field_queries.Given(spec, party, value, revision, knowing, actor.here)
    return fields.save(SIP, actor, key, Move.SAVE_PLAN, CARE_PLAN.ref(), given, submit_key=submit_key)


ROW_MOVES = {
    RowChange.ADD: Move.ADD_ROW,
    RowChange.MOVE: Move.MOVE_ROW,
    RowChange.REMOVE: Move.REMOVE_ROW,
    RowChange.RESTORE: Move.RESTORE_ROW,
}


def change_row(actor: Actor, key: UUID, given: RowGiven, *, submit_key: UUID | None = None) -> Moved:
    """Add, move, remove or put back a participant, a sub-goal or an activity (001-201…204). Raises Refused."""
    move = ROW_MOVES[given.change]
    return fields.change_row(SIP, actor, key, move, CARE_PLAN.ref(), given, submit_key=submit_key)


def _keep_prefilled(moving: door.Moving[Plan, SipFacts, Any, CarePlan]) -> None:
    """Save what the page has shown from the call, so that what is approved does not change with the next call."""
    plan = Plan.objects.select_related("call__meeting").get(pk=moving.thing.pk)
    standing = field_queries.values(plan.id)
    for path, value in prefilled(plan).items():
        if path not in standing:
            fields.write(moving, path, value, 0)


def _take_from_call(moving: door.Moving[Plan, SipFacts, Any, CarePlan]) -> None:
    """Put the day and time of the meeting that the plan is now updated for into it."""
    plan = Plan.objects.select_related("call__meeting").get(pk=moving.thing.pk)
    standing = field_queries.values(plan.id)
    for path, value in prefilled(plan).items():
        saved = standing.get(path)
        if path != REASON and saved is not None and saved.value != value:
            fields.write(moving, path, value, saved.revision)


def start_approval(
    actor: Actor,
    key: UUID,
    *,
    confirmed: bool,
    follow_up_by: date | None = None,
    seen: int | None,
    submit_key: UUID | None = None,
) -> Moved:
    """ "Starta godkännande av SIP": the plan is locked, and every unit is asked to approve it (001-209…211).

    ``follow_up_by`` is the last day of the next follow-up, by default a year from today (001-216). Raises Refused.
    """

    def write(moving: OfPart[ApprovalGiven, CarePlan]) -> None:
        part = moving.part
        part.started, part.started_by, part.approved = moving.at, actor.signature, None
        part.follow_up_by = follow_up_by or latest_follow_up(clock.swedish_date(moving.at))
        part.round += 1
        _keep_prefilled(moving)
        # Should the removal of a unit complete the approval, the clock notices it by this deadline (001-253).
        moving.deadline(ARCHIVE, leaves_start_page(moving.at))

    given = ApprovalGiven(confirmed, follow_up_by)
    return step(actor, key, Move.START_APPROVAL, CARE_PLAN, given, write, seen, submit_key)


def approve(actor: Actor, key: UUID, round_: int, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Approve the shown round of the plan for the actor's unit; the last approval makes it active. Raises Refused."""

    def write(moving: door.Moving[Plan, SipFacts, Confirming, CarePlan]) -> None:
        part, plan = moving.part, moving.thing
        met = plans.confirmed_in([plan.id]).get(plan.id, NOBODY_YET).get((Step.CARE_PLAN.value, part.round), {})
        awaited = {member.unit for member in plans.members_of([plan.id]).get(plan.id, ())} - set(met)
        if part.approved is None and awaited <= {actor.here}:
            part.approved = moving.at
            moving.deadline(ARCHIVE, leaves_start_page(moving.at))
            plan.follow_up_by = part.follow_up_by
            if part.follow_up_by is not None:
                moving.deadline(FOLLOW_UP, reminder_of(part.follow_up_by, moving.at))

    given = Confirming(Step.CARE_PLAN.value, Duty.APPROVE, round_)
    part = CARE_PLAN.ref()
    return planning.confirm(SIP, actor, key, Move.APPROVE, given, part, seen=seen, submit_key=submit_key, then=write)


def update_plan(
    actor: Actor, key: UUID, reason: str, *, confirmed: bool, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """ "Uppdatera plan": the approval is broken and the step opens for writing (001-219, 001-220). Raises Refused.

    The approved plan stays among the versions, and is read there until all have approved the new one (001-257).
    """

    def write(moving: OfPart[UpdatingGiven, CarePlan]) -> None:
        part, plan = moving.part, moving.thing
        members = plans.members_of([plan.id]).get(plan.id, [])
        since = approved_at(part, members, plans.confirmed_in([plan.id]).get(plan.id, NOBODY_YET))
        if since is not None:
            part.held_from, part.held_until = since, moving.at
        part.updated_at, part.updated_by, part.updated_why = moving.at, actor.signature, reason.strip()
        part.approved = None
        _take_from_call(moving)
        moving.clear(ARCHIVE)

    given = UpdatingGiven(reason, confirmed)
    return step(actor, key, Move.UPDATE_PLAN, CARE_PLAN, given, write, seen, submit_key)
