"""The verb that registers what happens during a stay, and what the events then say together (B-25)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.actions import Moved
from vardtrad.planning.plan.event_rules import CORRECTING, EventKind, standing_of
from vardtrad.planning.plan.given import EventGiven
from vardtrad.planning.plan.models import Event, Plan
from vardtrad.planning.plan.rules import Move as PlanMove
from vardtrad.planning.svu.actions import known_day
from vardtrad.planning.svu.rules import SvuFacts
from vardtrad.planning.svu.subject import SVU


def register_event(
    actor: Actor,
    key: UUID,
    kind: str,
    day: date | None,
    text: str,
    *,
    corrects: UUID | None = None,
    organisation: UUID | None = None,
    confirmed: bool = False,
    submit_key: UUID | None = None,
) -> Moved:
    """Register leave, return, transfer, correction or death for the receiving units to read (B-25). Raises Refused.

    ``corrects`` names the event that a correction or a cancellation takes back, ``organisation`` the municipality that
    has placed the patient, if it is one here. ``confirmed`` says that the question
    before a death was answered with yes.
    """

    def write(moving: door.Moving[Plan, SvuFacts, EventGiven]) -> None:
        plan = moving.thing
        event = Event(
            plan=plan,
            kind=kind,
            day=known_day(day),
            text=text.strip(),
            corrects_id=corrects if kind in CORRECTING else None,
            organisation_id=organisation if kind == EventKind.PLACED else None,
            by=actor.id,
            by_name=actor.signature,
            unit_name=planning.unit_name(actor),
            at=moving.at,
        )
        standing = standing_of([*Event.objects.filter(plan=plan).order_by("at", "id"), event])
        plan.event_standing, plan.event_day = standing.kind, standing.since
        plan.told_outside = standing.told_outside
        moving.add(event)

    given = EventGiven(kind, day, text, corrects, confirmed)
    return door.move(SVU, actor, key, PlanMove.REGISTER_EVENT, given=given, body=write, submit_key=submit_key)
