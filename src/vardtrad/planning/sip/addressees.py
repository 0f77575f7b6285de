"""Who gets a notice of what happens in a SIP: the person whom it is about, and the proxies who want to know (B-23)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vardtrad.gate.door import Addressee
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import FULL, Capacity
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.queries import addressees_for


def addressees(plans: Sequence[Plan], party: str) -> dict[UUID, list[Addressee]]:
    """Units get no notices, their start pages mark what is new (ADR 25); the person does, as long as the consent holds.

    Two queries for the person, none for units.
    """
    if party != Capacity.PERSON:
        return planning.addressees(plans, party)
    reading = [plan for plan in plans if plan.state in FULL]
    people = Person.objects.filter(pk__in=[plan.patient_id for plan in reading])
    told = addressees_for(list(people))
    return {plan.id: told[plan.patient_id] for plan in reading}
