"""Making the moves of requests for a SIP. rules.py says who may make them, and when."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.planning.sip_requests import queries
from vardtrad.planning.sip_requests.models import SipRequest
from vardtrad.planning.sip_requests.rules import TABLE, Move, RequestFacts

Moving = door.Moving[SipRequest, RequestFacts, str]
Moved = door.Moved[SipRequest]

SIP_REQUESTS: door.Subject[SipRequest, RequestFacts, str] = door.Subject(
    label="sip_request",
    model=SipRequest,
    table=TABLE,
    capacities=queries.capacities_of,
    facts=queries.facts,
    addressees=queries.addressees,
    person_of=queries.person_of,
)


def ask(actor: Actor, unit: UUID, text: str, *, submit_key: UUID | None = None) -> Moved:
    """Ask a unit for a SIP, for oneself or as a proxy (B-52). Raises Refused, also when another request waits."""

    def made() -> SipRequest:
        answer_by = clock.add_working_days(clock.today(), settings.SIP_REQUEST_WORKING_DAYS)
        ground = actor.ground if actor.acts_for is not None else ""
        return SipRequest(patient_id=actor.matters_of, unit_id=unit, ground=ground, answer_by=answer_by)

    def write(moving: Moving) -> None:
        moving.thing.text = moving.given.strip()

    return door.begin(SIP_REQUESTS, actor, Move.ASK, made, given=text, body=write, submit_key=submit_key)


def withdraw(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Take a request back before it was answered. Raises Refused."""
    return door.move(
        SIP_REQUESTS, actor, key, Move.WITHDRAW, given="", body=lambda moving: None, seen=seen, submit_key=submit_key
    )


def accept(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Answer yes: the unit creates the SIP after that. Raises Refused."""
    return door.move(SIP_REQUESTS, actor, key, Move.ACCEPT, given="", body=_answered, seen=seen, submit_key=submit_key)


def decline(actor: Actor, key: UUID, reason: str, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Answer no, with a reason that the person reads. Raises Refused."""

    def write(moving: Moving) -> None:
        _answered(moving)
        moving.thing.reason = moving.given.strip()

    return door.move(SIP_REQUESTS, actor, key, Move.DECLINE, given=reason, body=write, seen=seen, submit_key=submit_key)


def _answered(moving: Moving) -> None:
    moving.thing.answered, moving.thing.answered_by = moving.at, moving.actor.signature
