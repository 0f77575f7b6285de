"""What the needs of a SIP's tables ask about, gathered under the lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.planning.fields import queries as fields
from vardtrad.planning.fields.groups import RowGiven
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
from vardtrad.planning.plan.meeting_rules import MeetingForm, Presence
from vardtrad.planning.plan.models import Participant, Plan
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.sip.care_plan import answers_for, lacks_of
from vardtrad.planning.sip.field_specs import PERSON
from vardtrad.planning.sip.given import (
    ApprovalGiven,
    BookingGiven,
    CallGiven,
    CancellingGiven,
    ClockGiven,
    CoordinatorGiven,
    EndingGiven,
    GuestAnswerGiven,
    GuestWritingGiven,
    HeldGiven,
    InvitingGiven,
    OtherPlanGiven,
    PersonGiven,
    ProposalGiven,
    RemovingCoordinatorGiven,
    RemovingOtherPlanGiven,
    SipGiven,
    StartingGiven,
    TakingBackGiven,
    UpdatingGiven,
)
from vardtrad.planning.sip.guest_facts import facts_of_guest
from vardtrad.planning.sip.meeting_time import hour_exists, moment_of
from vardtrad.planning.sip.models import Coordinator, OtherPlan
from vardtrad.planning.sip.rules import CallType, SipFacts, Step
from vardtrad.planning.sip.steps import NOBODY_YET, Steps, approved_at, steps_of, with_steps
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.people.models import Person


def facts(actor: Actor, asked: Sequence[tuple[Plan, SipGiven]]) -> dict[UUID, SipFacts]:
    """The facts of each plan, as it is now; only what the needs of the move that was given for ask about is read."""
    return {plan.id: _facts(actor, plan, given) for plan, given in asked}


def _facts(actor: Actor, plan: Plan, given: SipGiven) -> SipFacts:
    known = SipFacts(
        **plan_facts.facts_of(actor, plan, given) | messages.facts_of(actor, plan, given) | fields.facts_of(plan, given)
    )
    known = replace(known, called=plan.shared is not None)
    if plan.is_new:
        planning.lock_patient(plan.patient_id)
        return replace(known, ongoing=planning.ongoing(plan.patient_id, ProcessCode.SIP), patient_lives=_lives(plan))
    if isinstance(given, (fields.Given, RowGiven)):
        # A field asks nothing of the other steps, and is saved often; but for the few that a follow-up writes.
        return replace(known, active=known.field_always and is_active(plan, _steps(plan)))
    steps = _steps(plan)
    meeting = steps.call.meeting if steps.call is not None else None
    known = replace(
        known,
        today=clock.today(),
        now=clock.now(),
        booked_start=meeting.starts if steps.called and meeting is not None else None,
    )
    return _given_facts(actor, plan, steps, given, known)


def _given_facts(actor: Actor, plan: Plan, steps: Steps, given: SipGiven, known: SipFacts) -> SipFacts:
    """With what was given for the move, and what its own needs ask about."""
    match given:
        case ContactGiven() | MovingContactGiven() | RemovingContactGiven():
            party = planning.party_of(plan.id, actor.here)
            return replace(known, may_keep_contacts=plan_facts.may_keep_contacts(party))
        case CreatingGiven() | ConfirmedGiven() | InformingGiven() | AssessingGiven() | UnitGiven() | RoleGiven():
            return known
        case BookingGiven():
            return replace(known, patient_lives=_lives(plan))
        case EventGiven() | ClockGiven() | StartingGiven():
            return known
        case messages.WritingGiven() | messages.OfMessageGiven() | fields.Given() | RowGiven():
            return known
        case Confirming():
            return replace(known, same_round=_round_of(steps, given) == given.round)
        case CallGiven():
            return _call_facts(actor, plan, steps, given, known)
        case CancellingGiven():
            return replace(known, reason=given.reason, texts=(given.reason,))
        case ProposalGiven():
            return replace(
                known,
                hour_exists=hour_exists(given.day, given.time),
                starts=moment_of(given.day, given.time),
                missing_fields=() if given.day and given.time else (_("tid"),),
                texts=(given.text,),
            )
        case HeldGiven():
            called = {member.unit for member in planning.members_of([plan.id]).get(plan.id, ())}
            told = {unit for unit, presence in given.presence.items() if presence in Presence.values}
            return replace(known, knows_units=called <= told and given.form in MeetingForm.values)
        case PersonGiven():
            return replace(
                known,
                texts=(given.text,),
                same_round=given.round is None or (steps.call is not None and steps.call.round == given.round),
                active=is_active(plan, steps),
                own_activity=given.row is not None and answers_for(plan.id, given.row, PERSON),
            )
        case InvitingGiven() | TakingBackGiven() | GuestWritingGiven() | GuestAnswerGiven():
            known = replace(known, **facts_of_guest(actor, plan, given))
            called_round = steps.call.round if steps.call is not None else None
            same = not isinstance(given, GuestAnswerGiven) or called_round == given.round
            return replace(known, same_round=same, active=is_active(plan, steps))
        case CoordinatorGiven():
            works = {unit.id for unit in care_units.units_of(given.staff.id)} if given.staff is not None else set()
            fits = given.staff is not None and given.staff.active and given.unit is not None and given.unit.id in works
            return replace(known, contact_found=fits, coordinator=_has_coordinator(plan))
        case RemovingCoordinatorGiven():
            return replace(known, confirmed=given.confirmed, coordinator=_has_coordinator(plan))
        case ApprovalGiven():
            lacks = lacks_of(plan.id, planning.members_of([plan.id]).get(plan.id, ()))
            return replace(
                known,
                confirmed=given.confirmed,
                follow_up_by=given.follow_up_by,
                missing_fields=tuple(lack.words for lack in lacks.fields),
                without_measures=tuple(lack.words for lack in lacks.units),
            )
        case OtherPlanGiven():
            asked = {_("Vilken plan?"): given.kind, _("Datum"): given.day, _("Vem har planen?"): given.holder.strip()}
            return replace(
                known, day=given.day, missing_fields=tuple(name for name, value in asked.items() if not value)
            )
        case RemovingOtherPlanGiven():
            noted = OtherPlan.objects.filter(plan=plan, pk=given.other, removed__isnull=True)
            return replace(known, confirmed=given.confirmed, other_plan_known=noted.exists())
        case UpdatingGiven():
            known = replace(known, coordinated_elsewhere=_coordinated_elsewhere(plan, actor.here))
            return replace(known, confirmed=given.confirmed, reason=given.reason, texts=(given.reason,))
        case EndingGiven():
            return replace(known, confirmed=given.confirmed, reason=given.reason, texts=(given.reason,))
        case _:
            assert_never(given)


def _steps(plan: Plan) -> Steps:
    return steps_of(with_steps(Plan.objects.all()).get(pk=plan.pk))


def is_active(plan: Plan, steps: Steps) -> bool:
    """Whether every unit has approved the plan: two queries."""
    members = planning.members_of([plan.id]).get(plan.id, [])
    done = planning.confirmed_in([plan.id]).get(plan.id, NOBODY_YET)
    return approved_at(steps.care_plan, members, done) is not None


def _call_facts(actor: Actor, plan: Plan, steps: Steps, given: CallGiven, known: SipFacts) -> SipFacts:
    others = Participant.objects.filter(plan=plan, removed__isnull=True).exclude(unit_id=actor.here)
    return replace(
        known,
        call_type=given.call_type,
        active=is_active(plan, steps),
        missing_fields=missing_in_call(given),
        texts=(given.reason, given.other, given.why),
        hour_exists=hour_exists(given.day, given.time),
        starts=moment_of(given.day, given.time),
        reason=given.why,
        others_take_part=others.exists(),
        patient_lives=_lives(plan),
    )


def _lives(plan: Plan) -> bool:
    return not Person.objects.filter(pk=plan.patient_id, deceased=True).exists()


def missing_in_call(given: CallGiven) -> tuple[str, ...]:
    """The labels of the mandatory fields of a call that are not filled in (001-187)."""
    asked = {
        _("Typ av kallelse"): given.call_type in CallType.values,
        _("Initiativtagare"): given.initiator,
        _("Orsak"): given.reason.strip(),
        _("Mötesform"): given.form in MeetingForm.values,
        _("Plats för möte"): given.place.strip(),
        _("Datum för möte"): given.day,
        _("Tid för möte"): given.time,
        _("Språk"): given.language.strip() or not given.interpreter,
    }
    return tuple(label for label, filled in asked.items() if not filled)


def _round_of(steps: Steps, given: Confirming) -> int | None:
    """The round that a unit may confirm now; None for a step that has not begun, or that nobody confirms."""
    match given.kind:
        case Step.CALL:
            return steps.call.round if steps.call is not None else None
        case Step.CARE_PLAN:
            return steps.care_plan.round if steps.care_plan is not None else None
        case _:
            return None


def _has_coordinator(plan: Plan) -> bool:
    return Coordinator.objects.filter(plan=plan, removed__isnull=True).exists()


def _coordinated_elsewhere(plan: Plan, unit: UUID) -> bool:
    row = Coordinator.objects.select_related("staff").filter(plan=plan, removed__isnull=True).first()
    members = Participant.objects.filter(plan=plan, removed__isnull=True).values_list("unit_id", flat=True)
    return row is not None and row.works_at_another(unit, set(members))
