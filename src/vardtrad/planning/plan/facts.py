"""What the needs of any plan ask about: gathered under the lock, or known beforehand to a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

from django.conf import settings

from vardtrad.kernel.actors import Actor
from vardtrad.planning.consent.queries import said_no
from vardtrad.planning.plan.event_rules import CORRECTING, EventKind, kinds_of, placement_of
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
from vardtrad.planning.plan.models import Confirmation, Contact, Event, Participant, Plan
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Setup, Staff, Unit
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Party


def facts_of(actor: Actor, plan: Plan, given: object) -> dict[str, Any]:
    """The facts for the needs of any plan, as fields of PlanFacts; only those that ``given`` is about are read."""
    facts: dict[str, Any] = {"state": plan.state, "closed": plan.closed is not None, "deceased": plan.deceased}
    match given:
        case CreatingGiven():
            return facts | {"confirmed": given.knows_other}
        case ConfirmedGiven():
            return facts | {"confirmed": given.confirmed}
        case InformingGiven():
            return facts | {"written": given.written, "reason": given.reason}
        case AssessingGiven():
            return facts | {"reason": given.reason} | _assessing_facts(actor, plan, given)
        case UnitGiven():
            return facts | {"confirmed": given.confirmed} | _participant_facts(actor, plan, given.unit)
        case RoleGiven():
            of_role = _participant_facts(actor, plan, given.unit, given.role)
            return facts | {"confirmed": given.confirmed} | of_role
        case ContactGiven() | MovingContactGiven() | RemovingContactGiven():
            return facts | _contact_facts(plan, given)
        case EventGiven():
            return facts | {"confirmed": given.confirmed, "reason": given.text} | _event_facts(actor, plan, given)
        case Confirming():
            return facts | _confirming_facts(actor, plan, given)
        case _:
            return facts


def known_beforehand(plan: Plan, seat: Seat, staff: Staff | None) -> dict[str, Any]:
    """What a page knows about a plan before a form is sent, as fields of PlanFacts for ``Table.offers``. No query."""
    return {
        "state": plan.state,
        "closed": plan.closed is not None,
        "deceased": plan.deceased,
        "actor_licensed": staff is not None and staff.licensed,
        "may_keep_contacts": may_keep_contacts(seat.party),
    }


def may_keep_contacts(party: Party | None) -> bool:
    """Whether a party registers permanent care contacts: Öppenvård does, and inpatient care where a region says so."""
    return settings.INPATIENT_REGISTERS_CONTACTS or party is Party.OUTPATIENT


def _event_facts(actor: Actor, plan: Plan, given: EventGiven) -> dict[str, Any]:
    corrected = Event.objects.filter(plan=plan, corrects__isnull=False).values("corrects_id")
    own = Participant.objects.filter(plan=plan, unit_id=actor.here, removed__isnull=True)
    party = own.values_list("party", flat=True).first()
    alone = not Participant.objects.filter(plan=plan, party=Party.OUTPATIENT, removed__isnull=True).exists()
    kinds = kinds_of(Party(party), alone=alone) if party is not None else frozenset()
    held = Event.objects.filter(plan=plan, kind__in=kinds - CORRECTING).exclude(pk__in=corrected)
    return {
        "event_known": given.kind in EventKind.values,
        "event_kind": given.kind,
        "event_of_party": given.kind in kinds,
        "event_standing": plan.event_standing,
        "corrects_known": given.corrects is not None and held.filter(pk=given.corrects).exists(),
        "placed_by_absent": given.kind == EventKind.TOLD_OUTSIDE and _placed_by_absent(plan),
    }


def _placed_by_absent(plan: Plan) -> bool:
    """Whether the municipality that has placed the patient has no unit in the plan."""
    placement = placement_of(Event.objects.filter(plan=plan).order_by("at", "id"))
    if placement is None:
        return False
    here = Participant.objects.filter(plan=plan, unit__organisation=placement.organisation_id, removed__isnull=True)
    return placement.organisation_id is None or not here.exists()


def _assessing_facts(actor: Actor, plan: Plan, given: AssessingGiven) -> dict[str, Any]:
    own, no, responsible = care_units.staff_member(actor.id), said_no([plan.id]).get(plan.id), given.responsible
    return {
        "actor_licensed": own is not None and own.licensed,
        "responsible_licensed": responsible is not None and responsible.licensed and responsible.active,
        "refused": no is not None and no.refused,
        "withdrawn": no is not None and not no.refused,
    }


def _participant_facts(actor: Actor, plan: Plan, unit: Unit, role: str = "") -> dict[str, Any]:
    active = list(Participant.objects.filter(plan=plan, removed__isnull=True))
    own = next((participant for participant in active if participant.unit_id == unit.id), None)
    setup = care_units.setup_of(unit.id)
    others = [
        participant
        for participant in active
        if own is not None and participant.party == own.party and participant.unit_id != unit.id
    ]
    left = [other for other in (own.roles if own is not None else []) if other != role]
    return {
        "fills_gap": setup is not None and setup.party not in {participant.party for participant in active},
        "unit_active": setup is not None,
        "unit_takes_part": own is not None,
        "unit_is_inpatient": own is not None and own.party == Party.INPATIENT,
        "unit_is_own": unit.id == actor.unit,
        "unit_is_partys_last": own is not None and not others,
        "unit_is_last": own is not None and len(active) == 1,
        "own_organisation": unit.organisation_id == actor.organisation,
        "role_at_unit": setup is not None and role in setup.roles,
        "role_takes_part": own is not None and role in own.roles,
        "duties_left": _duties(setup, own.roles if own is not None else []) <= _duties(setup, left) and bool(left),
    }


def _duties(setup: Setup | None, roles: Iterable[str]) -> set[str]:
    return {duty for role in roles for duty in (setup.roles.get(role, ()) if setup is not None else ())}


def _contact_facts(plan: Plan, given: ContactGiven | MovingContactGiven | RemovingContactGiven) -> dict[str, Any]:
    contacts = list(Contact.objects.filter(plan=plan, removed__isnull=True))
    match given:
        case ContactGiven():
            return {
                "contact_found": _works_at(given.staff, given.unit),
                "is_convener": given.convener,
                "convener_exists": any(contact.convener for contact in contacts),
                "reason": given.responsibility,
            }
        case MovingContactGiven():
            found = {"contact_found": _works_at(given.staff, given.unit)}
        case RemovingContactGiven():
            found = {"confirmed": given.confirmed}
        case _:
            assert_never(given)
    return found | {"contact_known": any(contact.id == given.contact for contact in contacts)}


def _works_at(staff: Staff | None, unit: Unit | None) -> bool:
    if staff is None or unit is None or not staff.active:
        return False
    return any(place.id == unit.id for place in care_units.units_of(staff.id))


def _confirming_facts(actor: Actor, plan: Plan, given: Confirming) -> dict[str, Any]:
    return {
        "may_do_duty": given.duty.value in actor.roles,
        "duty_words": str(given.duty.label).lower(),
        "already_done": Confirmation.objects.filter(
            plan=plan, kind=given.kind, unit_id=actor.here, round=given.round
        ).exists(),
    }
