"""Whose invitation to a SIP holds now, and how a guest is named (B-51, ADR 44).

An invitation opens nothing by itself: in every request it is asked whether it still holds, so it ends in the moment
when its last day has passed, it is taken back, the patient says no, or the plan ends or is removed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from vardtrad.gate.door.subject import Capacities
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.planning.consent.models import ConsentRecord
from vardtrad.planning.consent.queries import NO
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import Capacity, ProcessCode, State
from vardtrad.planning.sip.models import Guest
from vardtrad.shared.people.models import Person, Protection


def in_force(plans: Collection[UUID] | None = None) -> QuerySet[Guest]:
    """The invitations that hold now, in all plans or in these, in the order in which they were made.

    Consent must cover a guest: a harm assessment does not, and a consent that is given after a no does not bring back
    whoever was invited before it. Where the patient's data are protected, only the invitations of those who were chosen
    although they are.
    """
    no = ConsentRecord.objects.filter(key=OuterRef("plan_id"), kind__in=NO, at__gte=OuterRef("added"))
    rows = Guest.objects.filter(
        Q(plan__patient__protection=Protection.NONE) | Q(protection_known=True),
        ~Exists(no),
        removed__isnull=True,
        until__gte=clock.today(),
        plan__process=ProcessCode.SIP,
        plan__state=State.CONSENTED,
        plan__closed__isnull=True,
        plan__patient__deceased=False,
    )
    if plans is not None:
        rows = rows.filter(plan_id__in=plans)
    return rows.order_by("added", "id")


def in_force_for(actor: Actor, plans: Collection[UUID] | None = None) -> QuerySet[Guest]:
    """The invitations by which a resident, in own matters, reads plans now: from the call on, as the other units do."""
    if actor.kind is not ActorKind.RESIDENT or actor.acts_for is not None:
        return Guest.objects.none()
    return in_force(plans).filter(person_id=actor.id, plan__shared__isnull=False)


def capacities_of(actor: Actor, plans: Sequence[Plan]) -> Capacities:
    """In which of these plans the actor is a guest, by the plan's id: one query for a resident, none for others."""
    stored = [plan.id for plan in plans if not plan.is_new]
    guests = in_force_for(actor, stored).values_list("plan_id", flat=True)
    return {plan: frozenset({Capacity.GUEST.value}) for plan in guests}


def named(guest: Guest) -> str:
    """How others read who a guest is: name and role, or the role alone where the guest's data are protected.

    Never a number, also of somebody without a name.
    """
    name = name_shown(guest.person)
    return f"{name}, {guest.role}" if name else guest.role


def name_shown(person: Person) -> str:
    """The name as guests and their readers see it; empty for somebody whose data are protected, or without a name."""
    return "" if person.is_protected else f"{person.given_name} {person.family_name}".strip()
