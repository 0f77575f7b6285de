"""The verbs of an SVU: what is written when somebody takes a step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, system
from vardtrad.planning.fields import actions as fields
from vardtrad.planning.fields import queries as field_queries
from vardtrad.planning.fields.models import Assessment
from vardtrad.planning.fields.rules import FieldSpec
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan import queries as plans
from vardtrad.planning.plan.actions import Moved, Moving
from vardtrad.planning.plan.models import Event, Participant, Plan
from vardtrad.planning.plan.queries import Confirming
from vardtrad.planning.plan.rules import LIMITED, Process
from vardtrad.planning.plan.rules import Move as PlanMove
from vardtrad.planning.svu import queries
from vardtrad.planning.svu.models import Admission, Discharge, DischargeTime, Statement
from vardtrad.planning.svu.queries import Given
from vardtrad.planning.svu.rules import (
    ADMISSION,
    ASSESSMENT,
    ASSESSMENT_FIELDS,
    DISCHARGE,
    DISCHARGE_TIME,
    SIP_FIELD,
    STATEMENT,
    TABLE,
    Ending,
    Move,
    StatementState,
    Step,
    SvuFacts,
)
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.care_units.rules import Duty, Party
from vardtrad.shared.people.models import Person

SVU: door.Subject[Plan, SvuFacts, Any] = door.Subject(
    label="svu",
    model=Plan,
    table=TABLE,
    capacities=plans.capacities_of,
    facts=queries.facts,
    addressees=plans.addressees,
    person_of=plans.person_of,
    parts={
        Step.ADMISSION: door.PartOf(Admission, ADMISSION),
        Step.DISCHARGE_TIME: door.PartOf(DischargeTime, DISCHARGE_TIME),
        Step.ASSESSMENT: door.PartOf(Assessment, ASSESSMENT),
        Step.STATEMENT: door.PartOf(Statement, STATEMENT),
        Step.DISCHARGE: door.PartOf(Discharge, DISCHARGE),
    },
)

CLOCK = system("svu")
ARCHIVE = "archive"
STAYS_LISTED = timedelta(hours=72)
TRY_AGAIN = timedelta(hours=1)


def create(
    actor: Actor,
    patient: Person,
    unit: Unit,
    others: Sequence[Unit],
    *,
    knows_other: bool = False,
    submit_key: UUID | None = None,
) -> Moved:
    """Begin an SVU at the actor's ward; the addressed units take part from now and see it when it is published.

    ``knows_other`` says that another ongoing SVU has been shown (design decision 17). Raises Refused.
    """

    def write(moving: Moving) -> None:
        planning.take_part(moving.thing, [unit, *others], actor, moving)

    return door.begin(
        SVU,
        actor,
        PlanMove.CREATE,
        lambda: Plan(process=Process.SVU, patient=patient, unit=unit),
        given=plans.Given(confirmed=knows_other),
        body=write,
        submit_key=submit_key,
    )


def remove(actor: Actor, key: UUID, *, confirmed: bool, submit_key: UUID | None = None) -> Moved:
    """Annul the plan: it leaves every start page, and is kept with its trace (001-098, 001-263). Raises Refused."""

    def write(moving: Moving) -> None:
        moving.thing.closed = moving.at
        moving.clear(ARCHIVE)

    return door.move(
        SVU, actor, key, PlanMove.REMOVE, given=plans.Given(confirmed=confirmed), body=write, submit_key=submit_key
    )


def register_event(
    actor: Actor, key: UUID, kind: str, day: date | None, text: str, *, submit_key: UUID | None = None
) -> Moved:
    """Tell the receivers of leave, return, transfer, correction or death (B-25). Raises Refused."""

    def write(moving: Moving) -> None:
        moving.add(
            Event(
                plan=moving.thing,
                kind=kind,
                day=_known(day),
                text=text.strip(),
                by=actor.id,
                by_name=actor.signature,
                unit_name=planning.unit_name(actor),
                at=moving.at,
            )
        )

    given = plans.Given(kind=kind, day=day, reason=text)
    return door.move(SVU, actor, key, PlanMove.REGISTER_EVENT, given=given, body=write, submit_key=submit_key)


# ── Inskrivning ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _write_admission(moving: Moving) -> Admission:
    part, given = moving.part, moving.given
    if not isinstance(part, Admission):
        raise TypeError("not an admission")
    part.admitted, part.expected = _known(given.day), _known(given.expected)
    part.reason = given.reason.strip()
    return part


def save_draft(actor: Actor, key: UUID, given: Given, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Save the admission as a draft that only inpatient care sees (001-097). Raises Refused."""

    def write(moving: Moving) -> None:
        _write_admission(moving)

    return _step(actor, key, Move.SAVE_DRAFT, Step.ADMISSION, given, write, seen, submit_key)


def publish_admission(
    actor: Actor, key: UUID, given: Given, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Publish the admission: now the other parties see the plan, and shall acknowledge it (001-096). Raises Refused."""

    def write(moving: Moving) -> None:
        part = _write_admission(moving)
        part.published, part.published_by = moving.at, actor.signature
        part.round = 1
        moving.thing.shared = moving.thing.shared or moving.at

    return _step(actor, key, Move.PUBLISH_ADMISSION, Step.ADMISSION, given, write, seen, submit_key)


def correct_admission(
    actor: Actor, key: UUID, given: Given, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Correct a published admission; the receivers acknowledge it anew (B-25). Raises Refused.

    A time that has been changed since (001-116) stands in a step of its own, with its reason, and is changed there: the
    first estimate then stays as it was, if the patient was there by then.
    """

    def write(moving: Moving) -> None:
        first = moving.part.expected if isinstance(moving.part, Admission) else None
        part = _write_admission(moving)
        if first is not None and DischargeTime.objects.filter(thing_id=moving.thing.id).exists():
            part.expected = max(first, part.admitted)
        part.published, part.published_by = moving.at, actor.signature
        part.round += 1

    return _step(actor, key, Move.CORRECT_ADMISSION, Step.ADMISSION, given, write, seen, submit_key)


def acknowledge(actor: Actor, key: UUID, step: Step, round_: int, *, submit_key: UUID | None = None) -> Moved:
    """Acknowledge the admission or the time of discharge, as the page showed it, for the own unit. Raises Refused."""
    given = Confirming(step.value, Duty.ACKNOWLEDGE, round_)
    return planning.confirm(SVU, actor, key, Move.ACKNOWLEDGE, given, submit_key=submit_key)


# ── Tid för utskrivning ──────────────────────────────────────────────────────────────────────────────────────────────


def change_estimate(
    actor: Actor, key: UUID, given: Given, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Publish a new estimated day; from utskrivningsklar it is an interruption (001-116, 001-123). Raises Refused."""

    def write(moving: Moving) -> None:
        part = _write_time(moving)
        part.doctor = None
        # The payment clock stops: it counts from the notice that holds (B-24).
        part.notified = None

    return _step(actor, key, Move.CHANGE_ESTIMATE, Step.DISCHARGE_TIME, given, write, seen, submit_key)


def declare_ready(actor: Actor, key: UUID, given: Given, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Publish that the patient is ready for discharge from a day (001-120…122). Raises Refused."""

    def write(moving: Moving) -> None:
        part = _write_time(moving)
        limited = moving.thing.state in LIMITED
        part.doctor = None if limited else given.doctor
        part.notified = moving.at

    return _step(actor, key, Move.DECLARE_READY, Step.DISCHARGE_TIME, given, write, seen, submit_key)


def _write_time(moving: Moving) -> DischargeTime:
    part, given = moving.part, moving.given
    if not isinstance(part, DischargeTime):
        raise TypeError("not a time of discharge")
    part.day = _known(given.day)
    # After a refusal only the date is passed on (001-090).
    part.reason = "" if moving.thing.state in LIMITED else given.reason.strip()
    part.published, part.published_by = moving.at, moving.actor.signature
    part.round += 1
    return part


# ── Kartläggning ─────────────────────────────────────────────────────────────────────────────────────────────────────


def start_assessment(actor: Actor, key: UUID, *, submit_key: UUID | None = None) -> Moved:
    """Open the needs assessment for writing; two who start it at once both succeed (001-127). Raises Refused."""
    return _step(actor, key, Move.START_ASSESSMENT, Step.ASSESSMENT, Given(), _nothing, None, submit_key)


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
    """Save one field of the needs assessment (001-128, B-29): it breaks nothing, known or not. Raises Refused."""

    def then(moving: Moving) -> None:
        part = moving.part
        if isinstance(part, Assessment):
            part.edited, part.edited_by = moving.at, actor.signature
            part.edited_unit = planning.unit_name(actor)

    given = field_queries.Given(_spec(ASSESSMENT_FIELDS, path), party, value, revision, knowing)
    return fields.save(
        SVU, actor, key, Move.SAVE_ASSESSMENT, Step.ASSESSMENT.value, given, then=then, submit_key=submit_key
    )


def _spec(specs: Sequence[FieldSpec], path: str) -> FieldSpec | None:
    return next((spec for spec in specs if spec.path == path), None)


# ── Ställningstagande ────────────────────────────────────────────────────────────────────────────────────────────────


def save_statement_field(
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
    """Save one field of the statement. Where the own party has attested, that breaks everybody's (001-142).

    ``knowing`` says that the page had warned of that; otherwise such a saving is refused.
    When the ward changes its decision on a SIP, Öppenvård's answer to the old one lapses, and if Öppenvård has attested
    that breaks everybody's attestation too. Raises Refused.
    """

    def then(moving: Moving) -> None:
        part = moving.part
        if not isinstance(part, Statement) or part.is_new:
            return
        # An Öppenvård that has attested has attested what it answered, so with the answer its attestation lapses too.
        attesters = {one for one in (party, Party.OUTPATIENT if path == SIP_FIELD else None) if one is not None}
        if any(queries.party_has_attested(key, part, one) for one in attesters):
            part.round += 1
            part.broken, part.broken_by = moving.at, actor.signature
        if path == SIP_FIELD:
            part.sip_answer = part.sip_answer_by = part.sip_answer_reason = ""

    given = field_queries.Given(_spec(queries.statement_fields(), path), party, value, revision, knowing)
    return fields.save(
        SVU, actor, key, Move.SAVE_STATEMENT, Step.STATEMENT.value, given, then=then, submit_key=submit_key
    )


def mark_complete(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """End the ward's writing and open the attestation for all (001-141). Raises Refused."""

    def write(moving: Moving) -> None:
        if isinstance(moving.part, Statement):
            moving.part.marked, moving.part.marked_by = moving.at, actor.signature
            moving.part.round = 1

    return _step(actor, key, Move.MARK_COMPLETE, Step.STATEMENT, Given(), write, seen, submit_key)


def answer_sip(
    actor: Actor, key: UUID, *, approves: bool, reason: str, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Öppenvård's Ja or Nej to the ward's decision on a SIP (001-148); Nej unticks all (001-150). Raises Refused."""

    def write(moving: Moving) -> None:
        part = moving.part
        if not isinstance(part, Statement):
            raise TypeError("not a statement")
        part.sip_answer, part.sip_answer_by = ("ja" if approves else "nej"), actor.signature
        part.sip_answer_reason = "" if approves else reason.strip()
        if not approves:
            part.round += 1

    move = Move.APPROVE_SIP if approves else Move.REJECT_SIP
    return _step(actor, key, move, Step.STATEMENT, Given(reason=reason), write, seen, submit_key)


def attest(actor: Actor, key: UUID, round_: int, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Attest the statement as the page showed it, for the own unit (001-143, 001-250).

    After a Nej the ward's attestation puts the question to Öppenvård anew (001-252). Raises Refused.
    """

    def write(moving: Moving) -> None:
        part = moving.part
        if isinstance(part, Statement) and part.state == StatementState.REJECTED:
            part.sip_answer = part.sip_answer_by = part.sip_answer_reason = ""

    given = Confirming(Step.STATEMENT.value, Duty.ATTEST, round_)
    return planning.confirm(SVU, actor, key, Move.ATTEST, given, seen=seen, submit_key=submit_key, then=write)


# ── Utskrivning ──────────────────────────────────────────────────────────────────────────────────────────────────────


def discharge(actor: Actor, key: UUID, given: Given, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Publish that the patient has left (001-158…165). The plan leaves the start pages later. Raises Refused."""

    def write(moving: Moving) -> None:
        part = moving.part
        if not isinstance(part, Discharge):
            raise TypeError("not a discharge")
        part.day, part.ending, part.comment = _known(given.day), given.ending, given.comment.strip()
        part.discharged_to = given.discharged_to if given.ending == Ending.DISCHARGE else ""
        part.published, part.published_by = moving.at, actor.signature
        part.undone, part.undone_by = None, ""
        moving.thing.closed = moving.at
        moving.deadline(ARCHIVE, leaves_start_page(moving.at))

    return _step(actor, key, Move.DISCHARGE, Step.DISCHARGE, given, write, seen, submit_key)


def leaves_start_page(published: datetime) -> datetime:
    """When a discharged plan may leave the start pages (UTC): after 72 hours, and a whole working day (decision 8)."""
    return max(published + STAYS_LISTED, clock.deadline(published, 1))


def undo_discharge(
    actor: Actor, key: UUID, *, confirmed: bool, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Take back a discharge while the plan is still on the start page (001-166, 001-167). Raises Refused."""

    def write(moving: Moving) -> None:
        if isinstance(moving.part, Discharge):
            moving.part.undone, moving.part.undone_by = moving.at, actor.signature
        moving.thing.closed = None
        moving.clear(ARCHIVE)
        for row in Participant.objects.filter(plan=moving.thing, removed__isnull=True, listed=False):
            row.listed = True
            moving.change(row, "listed")

    return _step(actor, key, Move.UNDO_DISCHARGE, Step.DISCHARGE, Given(confirmed=confirmed), write, seen, submit_key)


def archive(keys: Sequence[UUID]) -> None:
    """The clock lets discharged plans leave the start pages of the units that have nothing left to do (001-262)."""

    def write(moving: Moving) -> None:
        if moving.thing.closed is None:
            # The discharge was undone in the moment when the clock came for it: the plan goes on.
            moving.clear(ARCHIVE)
            return
        busy = queries.units_with_open_tasks(moving.thing)
        for row in Participant.objects.filter(plan=moving.thing, removed__isnull=True, listed=True):
            if row.unit_id not in busy:
                row.listed = False
                moving.change(row, "listed")
        if busy:
            moving.deadline(ARCHIVE, moving.at + TRY_AGAIN)
        else:
            moving.clear(ARCHIVE)

    door.move_many(SVU, CLOCK, PlanMove.ARCHIVE, [door.Request(key, Given()) for key in keys], body=write)


def _known(day: date | None) -> date:
    """A day that the table has seen to is given."""
    if day is None:
        raise ValueError("the table lets nothing through without its day")
    return day


def _nothing(moving: Moving) -> None:
    """The move itself is all that is written."""


def _step(
    actor: Actor,
    key: UUID,
    move: Move,
    step: Step,
    given: Given,
    write: door.Body[Plan, Any, Any],
    seen: int | None,
    submit_key: UUID | None,
) -> Moved:
    part = door.PartRef(step.value)
    return door.move(SVU, actor, key, move, given=given, body=write, seen=seen, submit_key=submit_key, part=part)
