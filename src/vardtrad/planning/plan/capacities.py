"""In what capacity somebody may act on a plan: as a party, as a reader, as the clock, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from vardtrad.gate.door.subject import Capacities
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.planning.consent.models import ConsentRecord
from vardtrad.planning.consent.queries import NO
from vardtrad.planning.consent.rules import OPENING, Basis
from vardtrad.planning.plan.models import Participant, Plan, ReadingGrant
from vardtrad.planning.plan.reading_rules import Provider, readable_holders
from vardtrad.planning.plan.rules import PARTIES, Capacity, ProcessCode, State
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.rules import Party


def capacities_of(actor: Actor, plans: Sequence[Plan]) -> Capacities:
    """The capacities in which the actor may act in each plan, by the plan's id.

    A role of a participating unit acts as the unit's party; outside the party that began the plan only once the plan is
    shared (001-097). Staff who have opened the plan for reading in this session are readers. Nobody has any capacity in
    an annulled plan (001-098).
    """
    if actor.is_system:
        return {plan.id: frozenset({Capacity.CLOCK.value}) for plan in plans}
    if actor.kind is not ActorKind.STAFF or actor.unit is None or not actor.role:
        return {}
    stored = [plan.id for plan in plans if not plan.is_new]
    # A unit takes part at most once in a plan, so there is one row per plan.
    seats = {
        plan: (party, roles)
        for plan, party, roles in Participant.objects.filter(
            plan_id__in=stored, unit_id=actor.unit, removed__isnull=True
        ).values_list("plan_id", "party", "roles")
    }
    capacities: dict[UUID, frozenset[str]] = {}
    outside: list[UUID] = []
    for plan in plans:
        if plan.is_new:
            capacities[plan.id] = _creates(actor)
            continue
        party, roles = seats.get(plan.id, ("", []))
        if plan.state == State.ANNULLED:
            continue
        if actor.role in roles and (plan.shared is not None or party == plan.begun_by):
            capacities[plan.id] = frozenset({Capacity(party).value})
        elif plan.shared is not None:
            outside.append(plan.id)
    if outside:
        granted = _grounds(actor, outside).values_list("plan_id", flat=True)
        capacities.update({key: frozenset({Capacity.READER.value}) for key in granted})
    return capacities


def capacities_in(process: ProcessCode) -> Callable[[Actor, Sequence[Plan]], Capacities]:
    """``capacities_of`` for the subject of a process, to which a plan of another process is not there.

    All plans are rows of one model, but each process has its own tables: a SIP's must judge no SVU.
    """

    def capacities(actor: Actor, plans: Sequence[Plan]) -> Capacities:
        return capacities_of(actor, [plan for plan in plans if plan.process == process])

    return capacities


def chosen_as_ward(actor: Actor, plans: Sequence[UUID]) -> set[UUID]:
    """The plans that an inpatient unit has made the active choice to open, since its organisation takes part.

    It holds as the choice does: in that session, at that unit, and as long as the organisation takes part. At most two
    queries.
    """
    if not plans or actor.unit is None:
        return set()
    setup = care_units.setup_of(actor.unit)
    if setup is None or setup.party != Party.INPATIENT:
        return set()
    return set(_grounds(actor, plans).filter(basis=Basis.OWN_ORGANISATION).values_list("plan_id", flat=True))


def may_read_contact_card(plan: Plan, capacities: frozenset[str]) -> bool:
    """Whether the patient's contact card is shown with a plan: to the units that plan, by the patient's consent (B-40).

    A harm assessment is no consent, and neither is the ground of a reader from outside. When the plan has ended, nobody
    plans with it any more.
    """
    takes_part = bool(capacities & PARTIES)
    return takes_part and plan.state == State.CONSENTED and plan.closed is None


def _grounds(actor: Actor, plans: Sequence[UUID]) -> QuerySet[ReadingGrant]:
    """The grounds on which the actor reads these plans in this session, as far as they still hold."""
    if actor.session is None or actor.unit is None or actor.organisation is None:
        return ReadingGrant.objects.none()
    granted = ReadingGrant.objects.filter(
        session_id=actor.session, unit_id=actor.unit, plan_id__in=plans, basis__in=OPENING
    )
    # A colleague may read because the organisation takes part, so this ground ends when the organisation leaves.
    own = Participant.objects.filter(
        plan_id=OuterRef("plan_id"), unit__organisation_id=actor.organisation, removed__isnull=True
    )
    # A patient's no ends every ground that was given before it, and a consent afterwards does not bring it back.
    no = ConsentRecord.objects.filter(key=OuterRef("plan_id"), kind__in=NO, at__gte=OuterRef("at"))
    return granted.filter(
        Q(basis=Basis.OWN_ORGANISATION) & Exists(own) | ~Q(basis=Basis.OWN_ORGANISATION) & ~Exists(no)
    )


def closed_units(actor: Actor, plan: UUID, capacities: frozenset[str]) -> frozenset[UUID]:
    """The units of a plan whose words the actor has no ground to read, although the actor reads the plan.

    Each holder's data is read by its own ground (lag 2022:913 3 kap.): what social services have written is closed to a
    care provider who reads in danger to life. Nothing is closed to who takes part. At most three queries.
    """
    if capacities != {Capacity.READER.value}:
        return frozenset()
    setup = care_units.setup_of(actor.unit) if actor.unit is not None else None
    bases = [Basis(basis) for basis in _grounds(actor, [plan]).values_list("basis", flat=True)]
    readable = readable_holders(Provider.of(setup.party if setup is not None else None), bases)
    if readable == frozenset(Provider):
        return frozenset()
    units = Participant.objects.filter(plan_id=plan).values_list("unit_id", "party")
    return frozenset(unit for unit, party in units if Provider.of(party) not in readable)


def _creates(actor: Actor) -> frozenset[str]:
    setup = care_units.setup_of(actor.unit) if actor.unit is not None else None
    return frozenset({Capacity(setup.party).value}) if setup is not None and actor.role in setup.roles else frozenset()
