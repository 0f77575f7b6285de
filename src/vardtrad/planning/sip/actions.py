"""The verbs of a SIP as a whole: it is created, gets its coordinator, and is ended or removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from vardtrad.gate import door
from vardtrad.gate.models import Part
from vardtrad.kernel.actors import Actor
from vardtrad.planning.fields import actions as fields
from vardtrad.planning.fields import queries as field_queries
from vardtrad.planning.fields.groups import spec_at
from vardtrad.planning.fields.models import Assessment
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.actions import Moved
from vardtrad.planning.plan.given import ConfirmedGiven, CreatingGiven
from vardtrad.planning.plan.leaving import leaves_start_page
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import Move as PlanMove
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.sip.archiving import ARCHIVE
from vardtrad.planning.sip.assessment_fields import ASSESSMENT_FIELDS
from vardtrad.planning.sip.following_up import FOLLOW_UP
from vardtrad.planning.sip.given import (
    CoordinatorGiven,
    EndingGiven,
    RemovingCoordinatorGiven,
    SipGiven,
    StartingGiven,
)
from vardtrad.planning.sip.models import Coordinator, Ending
from vardtrad.planning.sip.rules import Move, SipFacts
from vardtrad.planning.sip.subject import ASSESSMENT, SIP
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.people.models import Person

G = TypeVar("G", bound=SipGiven)
S = TypeVar("S", bound=Part)
Whole = door.Moving[Plan, SipFacts, G]
"""A move of the plan as a whole."""
OfPart = door.Moving[Plan, SipFacts, G, S]
"""A move of one of its steps."""


def create(
    actor: Actor,
    patient: Person,
    unit: Unit,
    others: Sequence[Unit],
    *,
    knows_other: bool = False,
    begun_from: UUID | None = None,
    submit_key: UUID | None = None,
) -> Moved:
    """Create a SIP at the actor's unit; the other units take part at once and see it when the call is sent.

    ``begun_from`` is the SVU whose decision it is created from. ``knows_other`` has no meaning here: a person has one
    ongoing SIP at most (001-168). Raises Refused.
    """

    def write(moving: Whole[CreatingGiven]) -> None:
        planning.take_part(moving.thing, [unit, *others], actor, moving)

    def made() -> Plan:
        setup = care_units.setup_of(unit.id)
        begun_by = setup.party if setup is not None else Party.INPATIENT
        return Plan(process=ProcessCode.SIP, patient=patient, unit=unit, begun_by=begun_by, begun_from_id=begun_from)

    return door.begin(
        SIP, actor, PlanMove.CREATE, made, given=CreatingGiven(knows_other), body=write, submit_key=submit_key
    )


def remove(actor: Actor, key: UUID, *, confirmed: bool, submit_key: UUID | None = None) -> Moved:
    """Annul a SIP whose call has not been sent: it leaves all start pages but is kept (001-223). Raises Refused."""

    def write(moving: Whole[ConfirmedGiven]) -> None:
        moving.thing.closed = moving.at
        moving.clear(ARCHIVE)

    return door.move(
        SIP, actor, key, PlanMove.REMOVE, given=ConfirmedGiven(confirmed), body=write, submit_key=submit_key
    )


def end(actor: Actor, key: UUID, reason: str, *, confirmed: bool, submit_key: UUID | None = None) -> Moved:
    """ "Avsluta plan": any party may, with a reason (001-222). Raises Refused."""

    def write(moving: Whole[EndingGiven]) -> None:
        moving.thing.closed = moving.at
        moving.clear(FOLLOW_UP)
        moving.deadline(ARCHIVE, leaves_start_page(moving.at))
        moving.add(
            Ending(
                plan=moving.thing,
                reason=reason.strip(),
                by=actor.id,
                by_name=actor.signature,
                unit_id=actor.here,
                at=moving.at,
            )
        )

    return door.move(SIP, actor, key, Move.END, given=EndingGiven(reason, confirmed), body=write, submit_key=submit_key)


# ── Samordningsansvarig (001-190…192) ────────────────────────────────────────────────────────────────────────────────


def set_coordinator(
    actor: Actor, key: UUID, staff: Staff | None, unit: Unit | None, *, submit_key: UUID | None = None
) -> Moved:
    """Register who coordinates the SIP; there is one at most (001-190). Raises Refused."""

    def write(moving: Whole[CoordinatorGiven]) -> None:
        moving.add(Coordinator(plan=moving.thing, staff=staff, unit=unit, added=moving.at, added_by=actor.signature))

    given = CoordinatorGiven(staff, unit)
    return door.move(SIP, actor, key, Move.SET_COORDINATOR, given=given, body=write, submit_key=submit_key)


def remove_coordinator(actor: Actor, key: UUID, *, confirmed: bool, submit_key: UUID | None = None) -> Moved:
    """Remove the coordinator, so that another can be registered (001-192). Raises Refused."""

    def write(moving: Whole[RemovingCoordinatorGiven]) -> None:
        for row in Coordinator.objects.filter(plan=moving.thing, removed__isnull=True):
            row.removed, row.removed_by = moving.at, actor.signature
            moving.change(row, "removed", "removed_by")

    given = RemovingCoordinatorGiven(confirmed)
    return door.move(SIP, actor, key, Move.REMOVE_COORDINATOR, given=given, body=write, submit_key=submit_key)


# ── Kartläggning (001-194…198) ───────────────────────────────────────────────────────────────────────────────────────


def start_assessment(actor: Actor, key: UUID, *, submit_key: UUID | None = None) -> Moved:
    """Open the needs assessment for writing; two users who start it at once both succeed (001-194). Raises Refused."""

    def write(moving: OfPart[StartingGiven, Assessment]) -> None:
        """Write nothing: the move itself is all that is stored."""

    return step(actor, key, Move.START_ASSESSMENT, ASSESSMENT, StartingGiven(), write, None, submit_key)


def save_assessment_field(
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
    """Save a field of the needs assessment, which all units share (001-194, 001-195). Raises Refused."""
    given = field_queries.Given(spec_at(path, ASSESSMENT_FIELDS), party, value, revision, knowing)
    return fields.save(
        SIP, actor, key, Move.SAVE_ASSESSMENT, ASSESSMENT.ref(), given, then=fields.mark_edited, submit_key=submit_key
    )


def step(
    actor: Actor,
    key: UUID,
    move: Move,
    part: door.PartOf[SipFacts, S],
    given: G,
    write: Callable[[OfPart[G, S]], None],
    seen: int | None,
    submit_key: UUID | None,
) -> Moved:
    """A move of one of the steps. Raises Refused."""
    return door.move(SIP, actor, key, move, given=given, body=write, seen=seen, submit_key=submit_key, part=part.ref())
