"""The verbs of an SVU: what is stored when somebody takes a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
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
from vardtrad.planning.plan.given import ConfirmedGiven, Confirming, CreatingGiven
from vardtrad.planning.plan.leaving import leaves_start_page
from vardtrad.planning.plan.mailboxes import told_units
from vardtrad.planning.plan.models import Participant, Plan, Stage
from vardtrad.planning.plan.rules import LIMITED, ProcessCode
from vardtrad.planning.plan.rules import Move as PlanMove
from vardtrad.planning.svu.archiving import ARCHIVE
from vardtrad.planning.svu.field_specs import ASSESSMENT_FIELDS, SIP_FIELD
from vardtrad.planning.svu.given import (
    AdmissionGiven,
    DischargeGiven,
    EstimateGiven,
    MarkingGiven,
    ReadyGiven,
    SipAnswerGiven,
    StartingGiven,
    SvuGiven,
    UndoingGiven,
)
from vardtrad.planning.svu.models import Admission, Discharge, DischargeTime, Statement
from vardtrad.planning.svu.rules import Ending, Move, StatementState, Step, SvuFacts
from vardtrad.planning.svu.statement import party_has_attested, statement_fields
from vardtrad.planning.svu.subject import ADMISSION, ASSESSMENT, DISCHARGE, DISCHARGE_TIME, STATEMENT, SVU
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.care_units.rules import Duty, Party
from vardtrad.shared.people.models import Person

G = TypeVar("G", bound=SvuGiven)
S = TypeVar("S", bound=Part)
Whole = door.Moving[Plan, SvuFacts, G]
"""A move of the plan as a whole."""
OfPart = door.Moving[Plan, SvuFacts, G, S]
"""A move of one of its steps."""


def create(
    actor: Actor,
    patient: Person,
    unit: Unit,
    others: Sequence[Unit],
    *,
    knows_other: bool = False,
    submit_key: UUID | None = None,
) -> Moved:
    """Create an SVU at the actor's ward; the addressed units take part at once and see it when it is published.

    ``knows_other`` says that another ongoing SVU has been shown (design decision 17). Raises Refused.
    """

    def write(moving: Whole[CreatingGiven]) -> None:
        planning.take_part(moving.thing, [unit, *others], actor, moving)

    return door.begin(
        SVU,
        actor,
        PlanMove.CREATE,
        lambda: Plan(process=ProcessCode.SVU, patient=patient, unit=unit),
        given=CreatingGiven(knows_other),
        body=write,
        submit_key=submit_key,
    )


def remove(actor: Actor, key: UUID, *, confirmed: bool, submit_key: UUID | None = None) -> Moved:
    """Annul the plan: it leaves all start pages but is kept with its trace (001-098, 001-263). Raises Refused."""

    def write(moving: Whole[ConfirmedGiven]) -> None:
        moving.thing.closed = moving.at
        moving.clear(ARCHIVE)

    return door.move(
        SVU, actor, key, PlanMove.REMOVE, given=ConfirmedGiven(confirmed), body=write, submit_key=submit_key
    )


# ── Inskrivning ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _write_admission(moving: OfPart[AdmissionGiven, Admission]) -> None:
    part, given = moving.part, moving.given
    part.admitted, part.expected = known_day(given.day), known_day(given.expected)
    part.admitted_at, part.judged = given.time, given.judged
    part.reason = given.reason.strip()


def save_draft(
    actor: Actor, key: UUID, given: AdmissionGiven, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Save the admission as a draft that only inpatient care sees (001-097). Raises Refused."""
    return _step(actor, key, Move.SAVE_DRAFT, ADMISSION, given, _write_admission, seen, submit_key)


def publish_admission(
    actor: Actor, key: UUID, given: AdmissionGiven, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Publish the admission; the other parties then see the plan and must acknowledge it (001-096). Raises Refused."""

    def write(moving: OfPart[AdmissionGiven, Admission]) -> None:
        _write_admission(moving)
        part = moving.part
        part.published, part.published_by = moving.at, actor.signature
        part.round = 1
        moving.thing.shared = moving.thing.shared or moving.at

    return _step(actor, key, Move.PUBLISH_ADMISSION, ADMISSION, given, write, seen, submit_key)


def correct_admission(
    actor: Actor, key: UUID, given: AdmissionGiven, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Correct a published admission; the receivers acknowledge it again (B-25). Raises Refused.

    An estimate that has been changed later (001-116) is stored in a separate step, with its reason, and is changed
    there. The first estimate is then kept, unless the corrected day of admission is later than it.
    """

    def write(moving: OfPart[AdmissionGiven, Admission]) -> None:
        part = moving.part
        first = part.expected
        _write_admission(moving)
        if DischargeTime.objects.filter(thing_id=moving.thing.id).exists():
            part.expected = max(first, part.admitted)
        part.published, part.published_by = moving.at, actor.signature
        part.round += 1

    return _step(actor, key, Move.CORRECT_ADMISSION, ADMISSION, given, write, seen, submit_key)


ACKNOWLEDGED: Mapping[Step, door.PartRef[Stage]] = {
    Step.ADMISSION: ADMISSION.ref(),
    Step.DISCHARGE_TIME: DISCHARGE_TIME.ref(),
}


def acknowledge(actor: Actor, key: UUID, step: Step, round_: int, *, submit_key: UUID | None = None) -> Moved:
    """Acknowledge the shown round of the admission or time of discharge, for the actor's unit. Raises Refused."""
    given = Confirming(step.value, Duty.ACKNOWLEDGE, round_)
    return planning.confirm(SVU, actor, key, Move.ACKNOWLEDGE, given, ACKNOWLEDGED[step], submit_key=submit_key)


# ── Tid för utskrivning ──────────────────────────────────────────────────────────────────────────────────────────────


def change_estimate(
    actor: Actor, key: UUID, given: EstimateGiven, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Publish a new estimated day; after utskrivningsklar this interrupts it (001-116, 001-123). Raises Refused."""

    def write(moving: OfPart[EstimateGiven, DischargeTime]) -> None:
        _write_time(moving, given.day, given.reason)
        moving.part.doctor = None
        # The payment clock stops: it counts from the notice in force (B-24).
        moving.part.notified = None

    return _step(actor, key, Move.CHANGE_ESTIMATE, DISCHARGE_TIME, given, write, seen, submit_key)


def declare_ready(
    actor: Actor, key: UUID, given: ReadyGiven, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Publish that the patient is ready for discharge from a day (001-120…122). Raises Refused."""

    def write(moving: OfPart[ReadyGiven, DischargeTime]) -> None:
        _write_time(moving, given.day, given.reason)
        moving.part.doctor = None if moving.thing.state in LIMITED else given.doctor
        moving.part.notified = moving.at
        for notice in told_units(moving.thing, Move.DECLARE_READY.value, moving.at, but=actor.here):
            moving.add(notice)

    return _step(actor, key, Move.DECLARE_READY, DISCHARGE_TIME, given, write, seen, submit_key)


def _write_time(moving: OfPart[G, DischargeTime], day: date | None, reason: str) -> None:
    part = moving.part
    part.day = known_day(day)
    # After a refusal only the date is passed on (001-090).
    part.reason = "" if moving.thing.state in LIMITED else reason.strip()
    part.published, part.published_by = moving.at, moving.actor.signature
    part.round += 1


# ── Kartläggning ─────────────────────────────────────────────────────────────────────────────────────────────────────


def start_assessment(actor: Actor, key: UUID, *, submit_key: UUID | None = None) -> Moved:
    """Open the needs assessment for writing; two users who start it at once both succeed (001-127). Raises Refused."""

    def write(moving: OfPart[StartingGiven, Assessment]) -> None:
        """Write nothing: the move itself is all that is stored."""

    return _step(actor, key, Move.START_ASSESSMENT, ASSESSMENT, StartingGiven(), write, None, submit_key)


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
    """Save a field of the needs assessment (001-128, B-29). This breaks no attestations. Raises Refused."""
    given = field_queries.Given(spec_at(path, ASSESSMENT_FIELDS), party, value, revision, knowing)
    return fields.save(
        SVU, actor, key, Move.SAVE_ASSESSMENT, ASSESSMENT.ref(), given, then=fields.mark_edited, submit_key=submit_key
    )


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
    """Save a field of the statement. If the writer's party has attested, all attestations are broken (001-142).

    ``knowing`` says that the page has warned about this; otherwise such a change is refused.
    When the ward changes its decision on a SIP, Öppenvård's answer to the old decision lapses; if Öppenvård has
    attested, this too breaks all attestations. Raises Refused.
    """

    def then(moving: OfPart[field_queries.Given, Statement]) -> None:
        part = moving.part
        if part.is_new:
            return  # this is the first saved field, so nobody has attested yet
        # Öppenvård's attestation includes its answer, so when the answer lapses, the attestation lapses too.
        attesters = {who for who in (party, Party.OUTPATIENT if path == SIP_FIELD else None) if who is not None}
        if any(party_has_attested(key, part, attester) for attester in attesters):
            part.round += 1
            part.broken, part.broken_by = moving.at, actor.signature
        if path == SIP_FIELD:
            part.sip_answer = part.sip_answer_by = part.sip_answer_reason = ""

    given = field_queries.Given(spec_at(path, statement_fields()), party, value, revision, knowing)
    return fields.save(SVU, actor, key, Move.SAVE_STATEMENT, STATEMENT.ref(), given, then=then, submit_key=submit_key)


def mark_complete(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Mark the ward's part as complete and open the attestation for all parties (001-141). Raises Refused."""

    def write(moving: OfPart[MarkingGiven, Statement]) -> None:
        moving.part.marked, moving.part.marked_by = moving.at, actor.signature
        moving.part.round = 1

    return _step(actor, key, Move.MARK_COMPLETE, STATEMENT, MarkingGiven(), write, seen, submit_key)


def answer_sip(
    actor: Actor, key: UUID, *, approves: bool, reason: str, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Answer the ward's decision on a SIP as Öppenvård (001-148); Nej removes all ticks (001-150). Raises Refused."""

    def write(moving: OfPart[SipAnswerGiven, Statement]) -> None:
        part = moving.part
        part.sip_answer, part.sip_answer_by = ("ja" if approves else "nej"), actor.signature
        part.sip_answer_reason = "" if approves else reason.strip()
        if not approves:
            part.round += 1

    move = Move.APPROVE_SIP if approves else Move.REJECT_SIP
    return _step(actor, key, move, STATEMENT, SipAnswerGiven(reason), write, seen, submit_key)


def attest(actor: Actor, key: UUID, round_: int, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Attest the shown round of the statement, for the actor's unit (001-143, 001-250).

    After a Nej, the ward's attestation asks Öppenvård again (001-252). Raises Refused.
    """

    def write(moving: OfPart[Confirming, Statement]) -> None:
        part = moving.part
        if part.state == StatementState.REJECTED:
            part.sip_answer = part.sip_answer_by = part.sip_answer_reason = ""

    given = Confirming(Step.STATEMENT.value, Duty.ATTEST, round_)
    part = STATEMENT.ref()
    return planning.confirm(SVU, actor, key, Move.ATTEST, given, part, seen=seen, submit_key=submit_key, then=write)


# ── Utskrivning ──────────────────────────────────────────────────────────────────────────────────────────────────────


def discharge(
    actor: Actor, key: UUID, given: DischargeGiven, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Publish that the patient has left (001-158…165). The plan leaves the start pages later. Raises Refused."""

    def write(moving: OfPart[DischargeGiven, Discharge]) -> None:
        part = moving.part
        part.day, part.ending, part.comment = known_day(given.day), given.ending, given.comment.strip()
        part.discharged_to = given.discharged_to if given.ending == Ending.DISCHARGE else ""
        part.published, part.published_by = moving.at, actor.signature
        part.undone, part.undone_by = None, ""
        moving.thing.closed = moving.at
        moving.deadline(ARCHIVE, leaves_start_page(moving.at))

    return _step(actor, key, Move.DISCHARGE, DISCHARGE, given, write, seen, submit_key)


def undo_discharge(
    actor: Actor, key: UUID, *, confirmed: bool, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Undo a discharge while the plan is still on the start page (001-166, 001-167). Raises Refused."""

    def write(moving: OfPart[UndoingGiven, Discharge]) -> None:
        moving.part.undone, moving.part.undone_by = moving.at, actor.signature
        moving.thing.closed = None
        moving.clear(ARCHIVE)
        for row in Participant.objects.filter(plan=moving.thing, removed__isnull=True, listed=False):
            row.listed = True
            moving.change(row, "listed")

    return _step(actor, key, Move.UNDO_DISCHARGE, DISCHARGE, UndoingGiven(confirmed), write, seen, submit_key)


def known_day(day: date | None) -> date:
    """The day, which the table has required. Raises ValueError if it is missing after all."""
    if day is None:
        raise ValueError("the table lets nothing through without its day")
    return day


def _step(
    actor: Actor,
    key: UUID,
    move: Move,
    step: door.PartOf[SvuFacts, S],
    given: G,
    write: Callable[[OfPart[G, S]], None],
    seen: int | None,
    submit_key: UUID | None,
) -> Moved:
    return door.move(SVU, actor, key, move, given=given, body=write, seen=seen, submit_key=submit_key, part=step.ref())
