"""What the needs of messages ask about, the thread of a plan, and the counts of the start page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from vardtrad.care_units.queries import Seat
from vardtrad.care_units.rules import Duty, Party
from vardtrad.kernel.actors import Actor
from vardtrad.messages.models import Message, Receipt, ReceiptRequest
from vardtrad.planning.models import Plan
from vardtrad.planning.queries import members_of


@dataclass(frozen=True, slots=True)
class Given:
    """What a form gave to a verb of messages: a text and the units asked to acknowledge it, or a message."""

    text: str = ""
    ask: frozenset[UUID] = frozenset()
    message: UUID | None = None


def facts_of(actor: Actor, plan: Plan, given: object) -> dict[str, Any]:
    """What the needs of messages ask about, as MessageFacts' fields."""
    if not isinstance(given, Given):
        return {}
    found: dict[str, Any] = {
        "text": given.text,
        "may_do_duty": Duty.ACKNOWLEDGE.value in actor.roles,
        "duty_words": str(Duty.ACKNOWLEDGE.label).lower(),
    }
    if given.ask:
        found["receivers_take_part"] = given.ask <= {one.unit for one in members_of([plan.id]).get(plan.id, ())}
    if given.message is not None:
        message = Message.objects.filter(pk=given.message, plan=plan).first()
        found |= {
            "message_found": message is not None,
            "message_annulled": message is not None and message.annulled is not None,
            "message_own": message is not None and message.unit_id == actor.unit,
            "asked_of_unit": ReceiptRequest.objects.filter(message_id=given.message, unit_id=actor.here).exists(),
            "receipt_given": Receipt.objects.filter(message_id=given.message, unit_id=actor.here).exists(),
        }
    return found


@dataclass(frozen=True, slots=True)
class Sent:
    """A message in the thread: what it says, who must acknowledge it and who has."""

    id: UUID
    unit: UUID
    unit_name: str
    by_name: str
    at: datetime
    text: str
    document: UUID | None
    file_name: str
    annulled: datetime | None
    annulled_by: str
    own: bool
    mine_to_acknowledge: bool
    asked: list[tuple[str, Party | None, str]] = field(default_factory=list)
    """Unit name, its party while it takes part, and who acknowledged (empty while nobody has)."""


def thread(plan: UUID, seat: Seat, *, moment: datetime | None = None) -> list[Sent]:
    """The messages of a plan, newest first; with ``moment`` those sent by then (UTC)."""
    rows = Message.objects.select_related("unit").filter(plan_id=plan)
    if moment is not None:
        rows = rows.filter(at__lte=moment)
    messages = list(rows.order_by("-at", "-id"))
    if not messages:
        return []
    parties = {one.unit: one.party for one in members_of([plan]).get(plan, ())}
    asked: dict[UUID, list[tuple[UUID, str]]] = {}
    for key, unit, name in ReceiptRequest.objects.filter(plan_id=plan).values_list(
        "message_id", "unit_id", "unit__name"
    ):
        asked.setdefault(key, []).append((unit, name))
    given = {
        (key, unit): name
        for key, unit, name in Receipt.objects.filter(message__plan_id=plan).values_list(
            "message_id", "unit_id", "by_name"
        )
    }
    return [
        Sent(
            id=one.id,
            unit=one.unit_id,
            unit_name=one.unit.name,
            by_name=one.by_name,
            at=one.at,
            text=one.text,
            document=one.document,
            file_name=one.file_name,
            annulled=one.annulled,
            annulled_by=one.annulled_by,
            own=one.unit_id == seat.unit.id,
            mine_to_acknowledge=one.annulled is None
            and seat.unit.id in parties
            and Duty.ACKNOWLEDGE in seat.duties
            and any(unit == seat.unit.id for unit, _name in asked.get(one.id, ()))
            and (one.id, seat.unit.id) not in given,
            asked=[
                (name, parties.get(unit), given.get((one.id, unit), ""))
                for unit, name in sorted(asked.get(one.id, ()), key=lambda pair: pair[1])
            ],
        )
        for one in messages
    ]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages and files a plan has, and whether the own unit has a message to acknowledge (001-010…015)."""

    messages: int = 0
    files: int = 0
    to_acknowledge: int = 0


def unacknowledged(unit: UUID) -> QuerySet[ReceiptRequest]:
    """The requests that a unit has not met yet; those of annulled messages are gone (001-237)."""
    met = Receipt.objects.filter(message_id=OuterRef("message_id"), unit_id=unit)
    return ReceiptRequest.objects.filter(unit_id=unit, message__annulled__isnull=True).exclude(Exists(met))


def counts(plans: Collection[UUID], unit: UUID) -> dict[UUID, Counts]:
    """The counts of each plan that has any message: two queries."""
    waiting: dict[UUID, int] = {}
    for plan in unacknowledged(unit).filter(plan_id__in=plans).values_list("plan_id", flat=True):
        waiting[plan] = waiting.get(plan, 0) + 1
    rows = (
        Message.objects.filter(plan_id__in=plans)
        .values("plan_id")
        .annotate(number=Count("id"), files=Count("id", filter=Q(document__isnull=False, annulled__isnull=True)))
    )
    return {row["plan_id"]: Counts(row["number"], row["files"], waiting.get(row["plan_id"], 0)) for row in rows}


def document_of(plan: UUID, document: UUID) -> Message | None:
    """The message that a file was attached to, if it belongs to the plan and is not annulled."""
    return Message.objects.filter(plan_id=plan, document=document).first()
