"""Who gets a notice of what happens in a SIP: the person, the proxies who want to know, and the guests (B-23, B-51)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vardtrad.gate.door import Addressee
from vardtrad.kernel import clock
from vardtrad.kernel.actors import ActorKind
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import FULL, Capacity, State
from vardtrad.planning.sip.models import Guest
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.queries import addressees_for


def addressees(plans: Sequence[Plan], party: str) -> dict[UUID, list[Addressee]]:
    """Units get no notices, their start pages mark what is new (ADR 25); the person does, as long as the consent holds.

    Guests are told that the plan has ended as long as they had not been shut out before. Two queries for the person,
    one for guests, none for units.
    """
    if party == Capacity.GUEST:
        return _guests(plans)
    if party != Capacity.PERSON:
        return planning.addressees(plans, party)
    reading = [plan for plan in plans if plan.state in FULL]
    people = Person.objects.filter(pk__in=[plan.patient_id for plan in reading])
    told = addressees_for(list(people))
    return {plan.id: told[plan.patient_id] for plan in reading}


def _guests(plans: Sequence[Plan]) -> dict[UUID, list[Addressee]]:
    """The guests who could read the plans until now: for the move that ends them, ``in_force`` says nobody any more."""
    reading = [plan.id for plan in plans if plan.state == State.CONSENTED and plan.shared is not None]
    rows = Guest.objects.filter(plan_id__in=reading, removed__isnull=True, until__gte=clock.today())
    told: dict[UUID, list[Addressee]] = {}
    for plan, person in rows.values_list("plan_id", "person_id"):
        told.setdefault(plan, []).append(Addressee(ActorKind.RESIDENT, person))
    return told
