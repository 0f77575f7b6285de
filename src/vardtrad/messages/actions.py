"""The verbs of messages: write, acknowledge, annul."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.messages.models import Message, Receipt, ReceiptRequest
from vardtrad.messages.queries import Given
from vardtrad.messages.rules import M
from vardtrad.planning.actions import Moved, Moving, PlanSubject


def write(
    subject: PlanSubject, actor: Actor, key: UUID, text: str, ask: Collection[UUID], *, submit_key: UUID | None = None
) -> Moved:
    """Send a message to all who take part, and ask these units to acknowledge it (001-233…235). Raises Refused."""

    def body(moving: Moving) -> None:
        message = Message(
            plan=moving.thing,
            unit_id=actor.here,
            text=text.strip(),
            by=actor.id,
            by_name=actor.signature,
            at=moving.at,
        )
        moving.add(message)
        for unit in sorted(ask):
            moving.add(ReceiptRequest(message=message, plan=moving.thing, unit_id=unit))

    given = Given(text=text, ask=frozenset(ask))
    return door.move(subject, actor, key, M.WRITE, given=given, body=body, submit_key=submit_key)


def acknowledge(
    subject: PlanSubject, actor: Actor, key: UUID, message: UUID, *, submit_key: UUID | None = None
) -> Moved:
    """Acknowledge a message for the own unit (001-235, 001-236). Raises Refused."""

    def body(moving: Moving) -> None:
        moving.add(
            Receipt(
                message_id=message,
                unit_id=actor.here,
                role=actor.role,
                by=actor.id,
                by_name=actor.signature,
                at=moving.at,
            )
        )

    given = Given(message=message)
    return door.move(subject, actor, key, M.ACKNOWLEDGE, given=given, body=body, submit_key=submit_key)


def annul(subject: PlanSubject, actor: Actor, key: UUID, message: UUID, *, submit_key: UUID | None = None) -> Moved:
    """Annul a message of the own unit; it stays readable, and nobody need acknowledge it (001-237). Raises Refused."""

    def body(moving: Moving) -> None:
        for row in Message.objects.filter(pk=message, plan=moving.thing, annulled__isnull=True):
            row.annulled, row.annulled_by = moving.at, actor.signature
            moving.change(row, "annulled", "annulled_by")

    return door.move(subject, actor, key, M.ANNUL, given=Given(message=message), body=body, submit_key=submit_key)
