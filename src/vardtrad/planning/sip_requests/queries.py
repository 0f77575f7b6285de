"""In what capacities somebody may act on a request for a SIP, the facts for its needs, and the data of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from vardtrad.gate.door import Addressee
from vardtrad.gate.door.subject import Capacities
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.sip_requests.models import SipRequest
from vardtrad.planning.sip_requests.rules import Capacity, RequestFacts, State
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.queries import addressees_for
from vardtrad.shared.proxies.rules import Deed, may

EARLIER = 20
"""How many requests a person sees."""
MOST = 200
"""How many waiting requests a unit's page shows, those to be answered first on top."""

NEAR = timedelta(weeks=1)
"""How long before its last day a request stands on the today board."""


def capacities_of(actor: Actor, requests: Sequence[SipRequest]) -> Capacities:
    """A person may act on own requests, or a proxy who may write, and any role at a unit on those of the unit."""

    def capacities(request: SipRequest) -> frozenset[str]:
        own = actor.kind is ActorKind.RESIDENT and request.patient_id == actor.matters_of
        if own and may(actor, Deed.WRITE):
            return frozenset({Capacity.PERSON.value})
        if actor.kind is ActorKind.STAFF and actor.role and request.unit_id == actor.unit:
            return frozenset({Capacity.UNIT.value})
        return frozenset()

    return {request.id: capacities(request) for request in requests}


def facts(actor: Actor, asked: Sequence[tuple[SipRequest, str]]) -> dict[UUID, RequestFacts]:
    """The facts for the needs, read under the lock; with each request comes the text that was given, if any."""
    return {request.id: _facts(request, text) for request, text in asked}


def _facts(request: SipRequest, text: str) -> RequestFacts:
    patient = Person.objects.get(pk=request.patient_id)
    if not request.is_new:
        return RequestFacts(alive=not patient.deceased, text=text)
    planning.lock_patient(patient.id)
    return RequestFacts(
        unit_may_be_asked=request.unit_id in {unit.id for unit in units_to_ask(patient)},
        ongoing=planning.ongoing(patient.id, ProcessCode.SIP),
        alive=not patient.deceased,
        text=text,
    )


def addressees(requests: Sequence[SipRequest], party: str) -> dict[UUID, list[Addressee]]:
    """The person and the proxies who want notices; a unit sees its requests on the start page."""
    if party != Capacity.PERSON:
        return {}
    told = addressees_for(list(Person.objects.filter(pk__in=[request.patient_id for request in requests])))
    return {request.id: told[request.patient_id] for request in requests}


def person_of(request: SipRequest) -> UUID:
    """The person whose data the request holds, for the trace."""
    return request.patient_id


def units_to_ask(person: Person) -> list[Unit]:
    """The units that a person may ask: where the listing and the municipality lead (001-080, 001-081).

    For a person with protected data the municipality is left out: that it is asked tells where the person lives.
    """
    addressing = care_units.addressing_for(person)
    municipality = None if addressing.ask_first else addressing.municipality
    return [unit for unit in (addressing.outpatient, municipality) if unit is not None]


def requests_of(actor: Actor) -> list[SipRequest]:
    """The latest requests about the person whose matters are seen to, with their units: one query."""
    rows = SipRequest.objects.filter(patient_id=actor.matters_of).select_related("unit")
    return list(rows.order_by("-updated", "-id")[:EARLIER])


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits for a unit's answer; ``level`` is ok, soon (today) or late."""

    request: SipRequest
    level: str


def waiting_at(unit: UUID) -> list[Waiting]:
    """The requests that wait for a unit's answer, those that should be answered first on top: one query."""
    rows = SipRequest.objects.filter(unit_id=unit, state=State.WAITING).select_related("patient")
    return [Waiting(request, level(request)) for request in rows.order_by("answer_by", "id")[:MOST]]


def near_their_day(unit: UUID) -> list[Waiting]:
    """The requests of a unit that are to be answered within ``NEAR``, or should have been: one query."""
    rows = SipRequest.objects.filter(unit_id=unit, state=State.WAITING, answer_by__lte=clock.today() + NEAR)
    rows = rows.select_related("patient").order_by("answer_by", "id")
    return [Waiting(request, level(request)) for request in rows[:MOST]]


def level(request: SipRequest) -> str:
    """How urgent the answer to a request is: ok, soon (today), or late."""
    today = clock.today()
    if request.answer_by < today:
        return "late"
    return "soon" if request.answer_by == today else "ok"


def answered_before(moment: datetime) -> QuerySet[SipRequest, Any]:
    """The keys of the requests that were answered, or taken back, before a moment (UTC)."""
    return SipRequest.objects.exclude(state=State.WAITING).filter(updated__lt=moment).values("id")


def number_waiting(unit: UUID) -> int:
    """How many requests wait for a unit's answer, MOST at most: one query."""
    return SipRequest.objects.filter(unit_id=unit, state=State.WAITING)[:MOST].count()
