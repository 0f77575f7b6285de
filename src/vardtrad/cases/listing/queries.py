"""In what capacities somebody may act on a request for listing, the facts for its needs, and the data of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan

from vardtrad.cases.case.capacities import MAY_HANDLE
from vardtrad.cases.case.facts import may_reach
from vardtrad.cases.listing.models import ListingRequest
from vardtrad.cases.listing.rules import Capacity, ListingFacts, State
from vardtrad.cases.teams.queries import on_duty
from vardtrad.gate.door import Addressee
from vardtrad.gate.door.subject import Capacities
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.identity import with_hyphen
from vardtrad.shared.care_units.models import Assignment, Unit
from vardtrad.shared.care_units.queries import WORKS_WITH_CASES
from vardtrad.shared.lists.filters import Chosen
from vardtrad.shared.lists.paging import PAGE, Cursor
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.queries import addressees_for
from vardtrad.shared.proxies.rules import Deed, may

EARLIER = 20
"""How many earlier requests a resident sees."""


def capacities_of(actor: Actor, requests: Sequence[ListingRequest]) -> Capacities:
    """A resident may act on the resident's own requests, and those who work with cases at a clinic on the clinic's."""

    def capacities(request: ListingRequest) -> frozenset[str]:
        if actor.kind is ActorKind.RESIDENT and request.patient_id == actor.matters_of and may(actor, Deed.LISTING):
            return frozenset({Capacity.RESIDENT.value})
        if actor.kind is ActorKind.STAFF and request.clinic_id == actor.unit and actor.roles & MAY_HANDLE:
            return frozenset({Capacity.CLINIC.value})
        return frozenset()

    return {request.id: capacities(request) for request in requests}


def facts(actor: Actor, asked: Sequence[tuple[ListingRequest, str]]) -> dict[UUID, ListingFacts]:
    """The facts for the needs, read under the lock; with each request comes the reason that was given, if any."""
    reaches = cache(may_reach)
    return {
        request.id: ListingFacts(
            clinic_lists=request.clinic.lists_people,
            listed_here=request.patient.listed_at == request.clinic.hsa_id,
            may_reach_clinic=not request.is_new or reaches(request.patient, request.clinic_id),
            alive=not request.patient.deceased,
            reason=reason,
        )
        for request, reason in asked
    }


def addressees(requests: Sequence[ListingRequest], party: str) -> dict[UUID, list[Addressee]]:
    """The recipients a party means: the resident and the proxies who want notices, or the clinic's staff.

    Of the staff the day's responsible, else all who have an address.
    """
    if party == Capacity.RESIDENT:
        told = addressees_for(list(Person.objects.filter(pk__in={request.patient_id for request in requests})))
        return {request.id: told[request.patient_id] for request in requests}
    clinics = {request.clinic_id for request in requests}
    responsible = on_duty(clinics)
    assignments = Assignment.objects.filter(WORKS_WITH_CASES, unit_id__in=clinics - set(responsible))
    workers: dict[UUID, list[UUID]] = {}
    for clinic, staff in assignments.exclude(staff__email="").values_list("unit_id", "staff_id"):
        workers.setdefault(clinic, []).append(staff)
    notified = workers | responsible
    return {
        request.id: [Addressee(ActorKind.STAFF, key) for key in notified.get(request.clinic_id, ())]
        for request in requests
    }


def person_of(request: ListingRequest) -> UUID:
    """The patient of the request, for the trace."""
    return request.patient_id


# ── The resident ─────────────────────────────────────────────────────────────────────────────────────────────────────


def listed_at(person: Person) -> Unit | None:
    """The unit where somebody is listed now, if the product knows it."""
    return unit_named(person.listed_at)


def unit_named(hsa_id: str) -> Unit | None:
    """The unit with this HSA-id, if the product knows it."""
    return Unit.objects.filter(hsa_id=hsa_id).first() if hsa_id else None


def requests_of(actor: Actor) -> list[ListingRequest]:
    """A resident's own requests, the latest first, with their clinics."""
    requests = ListingRequest.objects.select_related("clinic").filter(patient_id=actor.matters_of)
    return list(requests.order_by("-updated", "-id")[:EARLIER])


# ── Staff ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Row:
    """A request as a row of the clinic's list."""

    id: UUID
    updated: datetime
    created: datetime
    resident: str
    identity: str
    protected: bool
    state: str
    handler: str

    @property
    def status(self) -> str:
        """The state in words."""
        return str(State(self.state).label)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, and where the older rows begin."""

    rows: list[Row]
    older: Cursor | None


def waiting_at(clinic: UUID | None) -> QuerySet[ListingRequest]:
    """The requests that a clinic has to handle: what the menu counts."""
    return ListingRequest.objects.filter(clinic_id=clinic, waits=True)


def handled_before(moment: datetime) -> QuerySet[ListingRequest, Any]:
    """The keys of the requests that were handled, or taken back, before a moment (UTC)."""
    return ListingRequest.objects.filter(waits=False, updated__lt=moment).values("id")


def listing_page(actor: Actor, *, waiting: bool, chosen: Chosen, after: Cursor | None = None) -> Page:
    """One page of the clinic's requests that fit the chosen filters, the latest change first."""
    requests = ListingRequest.objects.filter(chosen.condition(), clinic_id=actor.unit, waits=waiting)
    if after is not None:
        requests = requests.filter(TupleLessThan(Tuple(F("updated"), F("id")), (after.updated, after.id)))
    values = list(
        requests.order_by("-updated", "-id").values_list(
            "id",
            "updated",
            "created",
            "patient__given_name",
            "patient__family_name",
            "patient__identity",
            "patient__protection",
            "state",
            "handled_by__given_name",
            "handled_by__family_name",
        )[: PAGE + 1]
    )
    rows = [_row(*value) for value in values[:PAGE]]
    return Page(rows, Cursor(rows[-1].updated, rows[-1].id) if len(values) > PAGE else None)


def _row(
    key: UUID,
    updated: datetime,
    created: datetime,
    given: str,
    family: str,
    identity: str,
    protection: str,
    state: str,
    by_given: str | None,
    by_family: str | None,
) -> Row:
    shown = with_hyphen(identity)
    return Row(
        id=key,
        updated=updated,
        created=created,
        resident=f"{given} {family}".strip() or shown,
        identity=shown,
        protected=protection != "none",
        state=state,
        handler=f"{by_given} {by_family}" if by_given else "",
    )
