"""Making the moves of requests for listing. rules.py says who may make them, and when."""

from __future__ import annotations

from uuid import UUID

from vardtrad.cases.listing import queries
from vardtrad.cases.listing.models import ListingRequest
from vardtrad.cases.listing.rules import TABLE, ListingFacts, Move
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.people import population
from vardtrad.shared.people.models import Person

Moving = door.Moving[ListingRequest, ListingFacts, str]
Moved = door.Moved[ListingRequest]

LISTINGS: door.Subject[ListingRequest, ListingFacts, str] = door.Subject(
    label="listing",
    model=ListingRequest,
    table=TABLE,
    capacities=queries.capacities_of,
    facts=queries.facts,
    addressees=queries.addressees,
    person_of=queries.person_of,
    related=("clinic", "patient"),
)


def ask(actor: Actor, clinic: Unit, person: Person, *, submit_key: UUID | None = None) -> Moved:
    """A resident asks to be listed at a clinic ("Lista dig här"). Raises Refused, also when another request waits."""
    return door.begin(
        LISTINGS,
        actor,
        Move.ASK,
        lambda: ListingRequest(clinic=clinic, patient=person, listed_before=person.listed_at),
        given="",
        body=lambda moving: None,
        submit_key=submit_key,
    )


def withdraw(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """The resident takes a request back before it was handled. Raises Refused."""
    return door.move(
        LISTINGS, actor, key, Move.WITHDRAW, given="", body=lambda moving: None, seen=seen, submit_key=submit_key
    )


def accept(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Accept a request: the population register lists the person here from now on (004-072). Raises Refused."""

    def write(moving: Moving) -> None:
        person = moving.thing.patient
        population.list_at(person, moving.thing.clinic.hsa_id)
        moving.change(person, "listed_at")
        moving.thing.handled_by_id = moving.actor.id

    return door.move(LISTINGS, actor, key, Move.ACCEPT, given="", body=write, seen=seen, submit_key=submit_key)


def decline(actor: Actor, key: UUID, reason: str, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Decline a request, with a reason that the resident reads (004-072). Raises Refused."""

    def write(moving: Moving) -> None:
        moving.thing.reason = moving.given.strip()
        moving.thing.handled_by_id = moving.actor.id

    return door.move(LISTINGS, actor, key, Move.DECLINE, given=reason, body=write, seen=seen, submit_key=submit_key)
