"""What the needs of an SVU's tables ask about, gathered under the lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never
from uuid import UUID

from django.conf import settings

from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.planning.fields import queries as fields
from vardtrad.planning.messages import queries as messages
from vardtrad.planning.plan import facts as plan_facts
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.given import (
    AssessingGiven,
    ConfirmedGiven,
    Confirming,
    ContactGiven,
    CreatingGiven,
    EventGiven,
    InformingGiven,
    MovingContactGiven,
    RemovingContactGiven,
    RoleGiven,
    UnitGiven,
)
from vardtrad.planning.plan.models import Participant, Plan
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.svu.given import (
    AdmissionGiven,
    ArchivingGiven,
    DischargeGiven,
    EstimateGiven,
    MarkingGiven,
    ReadyGiven,
    SipAnswerGiven,
    StartingGiven,
    SvuGiven,
    UndoingGiven,
)
from vardtrad.planning.svu.rules import Ending, Step, SvuFacts
from vardtrad.planning.svu.statement import is_finally_attested, round_broken_by, statement_fields, statement_paths
from vardtrad.planning.svu.steps import Steps, parties_missing, steps_of, with_steps
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.rules import Party

ELSEWHERE = "annat"
"""The code of "Annat, se kommentar" in the region's list of places to be discharged to (001-260)."""


def facts(actor: Actor, asked: Sequence[tuple[Plan, SvuGiven]]) -> dict[UUID, SvuFacts]:
    """The facts of each plan, as it is now; only what the needs of the move that was given for ask about is read."""
    return {plan.id: _facts(actor, plan, given) for plan, given in asked}


def _facts(actor: Actor, plan: Plan, given: SvuGiven) -> SvuFacts:
    known = SvuFacts(
        **plan_facts.facts_of(actor, plan, given) | messages.facts_of(actor, plan, given) | fields.facts_of(plan, given)
    )
    if plan.is_new:
        planning.lock_patient(plan.patient_id)
        return replace(known, knows_other=known.confirmed or not planning.ongoing(plan.patient_id, ProcessCode.SVU))
    if isinstance(given, fields.Given) and (given.spec is None or given.spec.path not in statement_paths()):
        return known  # an assessment's field asks nothing of the other steps, and is saved often
    steps = steps_of(with_steps(Plan.objects.all()).get(pk=plan.pk))
    known = replace(
        known,
        today=clock.today(),
        admitted=steps.admission.admitted if steps.admission is not None else None,
        admission_published=steps.published,
        assessment_started=steps.assessment is not None,
    )
    return _given_facts(actor, plan, steps, given, known)


def _given_facts(actor: Actor, plan: Plan, steps: Steps, given: SvuGiven, known: SvuFacts) -> SvuFacts:
    """With what was given for the move, and what its own needs ask about."""
    match given:
        case ContactGiven() | MovingContactGiven() | RemovingContactGiven():
            return replace(
                known, may_keep_contacts=plan_facts.may_keep_contacts(planning.party_of(plan.id, actor.here))
            )
        case EventGiven():
            return replace(known, day=given.day, event_since=plan.event_day, parties_missing=_missing(plan))
        case CreatingGiven() | ConfirmedGiven() | InformingGiven() | AssessingGiven() | UnitGiven() | RoleGiven():
            return known
        case Confirming():
            known = replace(known, same_round=_round_of(steps, given) == given.round)
            return _statement_facts(actor, plan, steps, known)
        case messages.WritingGiven() | messages.OfMessageGiven() | StartingGiven() | ArchivingGiven():
            return known
        case fields.Given():
            known = _statement_facts(actor, plan, steps, known)
            broken = round_broken_by(plan.id, steps.statement, given.party)
            return replace(known, breaks=bool(broken), knows_it_breaks=given.knowing)
        case AdmissionGiven():
            return replace(
                known,
                day=given.day,
                expected=given.expected,
                reason=given.reason,
                confirmed=given.confirmed,
                parties_missing=_missing(plan),
                judged=given.judged,
                judged_latest=clock.now(),
            )
        case EstimateGiven():
            return replace(known, day=given.day, reason=given.reason)
        case ReadyGiven():
            doctor = [given.doctor.id] if given.doctor is not None else []
            licensed = bool(care_units.doctors_among(doctor))
            return replace(
                known, day=given.day, reason=given.reason, doctor_given=bool(doctor), doctor_licensed=licensed
            )
        case MarkingGiven():
            return _statement_facts(actor, plan, steps, known)
        case SipAnswerGiven():
            return _statement_facts(actor, plan, steps, replace(known, reason=given.reason))
        case DischargeGiven():
            return replace(
                known,
                day=given.day,
                ending=given.ending,
                ending_known=given.ending in Ending.values,
                discharged_elsewhere=given.discharged_to == ELSEWHERE,
                reason=given.comment,
                discharged_to_known=given.discharged_to in settings.PLANNING_LISTS["discharged_to"],
                confirmed=given.confirmed,
                convener=planning.has_convener(plan.id),
            )
        case UndoingGiven():
            return replace(known, confirmed=given.confirmed, on_start_page=_on_start_page(actor, plan))
        case _:
            assert_never(given)


def _round_of(steps: Steps, given: Confirming) -> int | None:
    """The round that a unit may confirm now; None for a step that has not begun, or that nobody confirms."""
    match given.kind:
        case Step.ADMISSION:
            return steps.admission.round if steps.admission is not None else None
        case Step.DISCHARGE_TIME:
            return steps.discharge_time.round if steps.discharge_time is not None else None
        case Step.STATEMENT:
            return steps.statement.round if steps.statement is not None else None
        case _:
            return None


def _missing(plan: Plan) -> tuple[str, ...]:
    """The receiving parties that have no unit in the plan, as a sentence names them."""
    members = planning.members_of([plan.id]).get(plan.id, [])
    return parties_missing(members)


def _on_start_page(actor: Actor, plan: Plan) -> bool:
    return Participant.objects.filter(plan=plan, unit_id=actor.here, removed__isnull=True, listed=True).exists()


def _statement_facts(actor: Actor, plan: Plan, steps: Steps, known: SvuFacts) -> SvuFacts:
    party = planning.party_of(plan.id, actor.here)
    lacking = fields.missing(statement_fields(), fields.values(plan.id), party) if party is not None else []
    return replace(
        known,
        party_is_outpatient=party is Party.OUTPATIENT,
        party_is_inpatient=party is Party.INPATIENT,
        missing_fields=tuple(str(spec.label) for spec in lacking),
        sip_answer=steps.statement.sip_answer if steps.statement is not None else "",
        finally_attested=is_finally_attested(plan.id, steps.statement),
    )
