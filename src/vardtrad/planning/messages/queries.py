"""The facts for the needs of messages, the thread of a plan, and the counts for the start page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from vardtrad.kernel.actors import Actor
from vardtrad.planning.messages.models import Message, Receipt, ReceiptRequest
from vardtrad.planning.plan.event_rules import EventKind
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Member, members_of
from vardtrad.planning.plan.rules import LIMITED
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.care_units.rules import Duty, Party
from vardtrad.shared.documents.rules import tells_who


@dataclass(frozen=True, slots=True)
class WritingGiven:
    """For a message: its text, the units asked to acknowledge it, and whether it is sent though it tells who it is."""

    text: str
    ask: frozenset[UUID] = frozenset()
    sure: bool = False


@dataclass(frozen=True, slots=True)
class OfMessageGiven:
    """For a message that is acknowledged or annulled: its id."""

    message: UUID


Given = WritingGiven | OfMessageGiven
"""All that may be given for a move of messages."""


def facts_of(actor: Actor, plan: Plan, given: object) -> dict[str, Any]:
    """The facts that the needs of messages ask for, as fields of MessageFacts."""
    if isinstance(given, WritingGiven):
        return _writing_facts(plan, given)
    if isinstance(given, OfMessageGiven):
        return _message_facts(actor, plan, given.message)
    return {}


def _writing_facts(plan: Plan, given: WritingGiven) -> dict[str, Any]:
    patient = plan.patient
    facts: dict[str, Any] = {"text": given.text, "sure": given.sure}
    if given.text:
        facts["tells_who"] = tells_who(given.text, (patient.given_name, patient.family_name), patient.identity)
    if given.ask:
        facts["receivers_take_part"] = given.ask <= {member.unit for member in members_of([plan.id]).get(plan.id, ())}
    return facts


def _message_facts(actor: Actor, plan: Plan, key: UUID) -> dict[str, Any]:
    message = Message.objects.filter(pk=key, plan=plan).filter(_readable(actor.here, plan)).first()
    return {
        "may_do_duty": Duty.ACKNOWLEDGE.value in actor.roles,
        "duty_words": str(Duty.ACKNOWLEDGE.label).lower(),
        "message_found": message is not None,
        "message_annulled": message is not None and message.annulled is not None,
        "message_own": message is not None and message.unit_id == actor.unit,
        "asked_of_unit": ReceiptRequest.objects.filter(message_id=key, unit_id=actor.here).exists(),
        "receipt_given": Receipt.objects.filter(message_id=key, unit_id=actor.here).exists(),
    }


def sender(message: UUID) -> UUID | None:
    """The unit that sent a message; None when there is no such message."""
    return Message.objects.filter(pk=message).values_list("unit_id", flat=True).first()


def _readable(unit: UUID | None, plan: Plan) -> Q:
    """A filter for the messages that a unit may read: after a refusal only its own (design decision 7)."""
    return Q(unit_id=unit) if plan.state in LIMITED else Q()


# ── The thread ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Asked:
    """A unit that was asked to acknowledge a message, and who acknowledged it and when (UTC).

    ``party`` is None once the unit has left the plan; ``by_name`` is empty until somebody has acknowledged.
    """

    name: str
    party: Party | None
    by_name: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A message in the thread: its contents, who must acknowledge it and who has done so."""

    id: UUID
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
    asked: list[Asked] = field(default_factory=list)

    @property
    def acknowledged(self) -> list[Asked]:
        """The units that have acknowledged the message, by name."""
        return [unit for unit in self.asked if unit.by_name]

    @property
    def awaited(self) -> list[Asked]:
        """The units that have not acknowledged yet; none for an annulled message (001-237), no units that have left."""
        return [] if self.annulled else [unit for unit in self.asked if not unit.by_name and unit.party is not None]

    @property
    def left(self) -> list[Asked]:
        """The units that were asked but left the plan without acknowledging the message."""
        return [] if self.annulled else [unit for unit in self.asked if not unit.by_name and unit.party is None]

    @property
    def is_picture(self) -> bool:
        """Whether the attached file is an image the page can show; its extension was checked against its content."""
        return not self.file_name.lower().endswith(".pdf")

    @property
    def opens_file(self) -> bool:
        """Whether the attached file can be opened; for an annulled message only by the unit that sent it."""
        return self.document is not None and (self.annulled is None or self.own)


def thread(
    plan: Plan,
    seat: Seat,
    members: Sequence[Member],
    *,
    moment: datetime | None = None,
    closed: frozenset[UUID] = frozenset(),
) -> list[Sent]:
    """The messages of a plan that a seat may read, newest first; with ``moment`` (UTC) as they were then.

    ``members`` are the units that take part (at that moment); what the units in ``closed`` have written is left out.
    Three queries, however many messages.
    """
    rows = Message.objects.select_related("unit").filter(plan_id=plan.id).filter(_readable(seat.unit.id, plan))
    rows = rows.exclude(unit_id__in=closed)
    receipts = Receipt.objects.filter(message__plan_id=plan.id)
    if moment is not None:
        rows, receipts = rows.filter(at__lte=moment), receipts.filter(at__lte=moment)
    messages = list(rows.order_by("-at", "-id"))
    if not messages:
        return []
    parties = {member.unit: member.party for member in members}
    requests = ReceiptRequest.objects.filter(plan_id=plan.id)
    asked: dict[UUID, list[tuple[UUID, str]]] = {}
    for key, unit, name in requests.order_by("unit__name").values_list("message_id", "unit_id", "unit__name"):
        asked.setdefault(key, []).append((unit, name))
    given = {
        (key, unit): (by_name, at)
        for key, unit, by_name, at in receipts.values_list("message_id", "unit_id", "by_name", "at")
    }
    may = Duty.ACKNOWLEDGE in seat.duties and seat.unit.id in parties

    def sent(message: Message) -> Sent:
        annulled = (
            message.annulled if moment is None or message.annulled is None or message.annulled <= moment else None
        )
        units = asked.get(message.id, [])
        waits = any(unit == seat.unit.id for unit, _name in units) and (message.id, seat.unit.id) not in given
        return Sent(
            id=message.id,
            unit_name=message.unit.name,
            by_name=message.by_name,
            at=message.at,
            text=message.text,
            document=message.document,
            file_name=message.file_name,
            annulled=annulled,
            annulled_by=message.annulled_by if annulled else "",
            own=message.unit_id == seat.unit.id,
            mine_to_acknowledge=may and waits and annulled is None,
            asked=[Asked(name, parties.get(unit), *given.get((message.id, unit), ())) for unit, name in units],
        )

    return [sent(message) for message in messages]


# ── The start page ───────────────────────────────────────────────────────────────────────────────────────────────────


def asked_of(plan: Plan, sent: Sequence[Sent]) -> int:
    """How many of a plan's messages the reader is asked to acknowledge; as ``unacknowledged`` counts them for lists."""
    return 0 if plan.deceased else sum(message.mine_to_acknowledge for message in sent)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages and files a plan has, and how many messages the own unit has to acknowledge (001-010…015)."""

    messages: int = 0
    files: int = 0
    to_acknowledge: int = 0


def unacknowledged(unit: UUID) -> QuerySet[ReceiptRequest]:
    """The requests for acknowledgement that a unit has not met yet, without those of annulled messages (001-237).

    After a refusal the unit can no longer read what others wrote, so it is not asked to acknowledge it either. After
    the patient's death nobody is asked for anything more (B-25).
    """
    met = Receipt.objects.filter(message_id=OuterRef("message_id"), unit_id=unit)
    asked = ReceiptRequest.objects.filter(unit_id=unit, message__annulled__isnull=True).exclude(Exists(met))
    asked = asked.exclude(plan__event_standing=EventKind.DECEASED)
    return asked.filter(Q(message__unit_id=unit) | ~Q(plan__state__in=LIMITED))


def counts(plans: Collection[UUID], unit: UUID) -> dict[UUID, Counts]:
    """The counts of each plan that has any message the unit may read: two queries."""
    waiting: dict[UUID, int] = {}
    for plan in unacknowledged(unit).filter(plan_id__in=plans).values_list("plan_id", flat=True):
        waiting[plan] = waiting.get(plan, 0) + 1
    rows = (
        Message.objects.filter(plan_id__in=plans)
        .filter(Q(unit_id=unit) | ~Q(plan__state__in=LIMITED))
        .values("plan_id")
        .annotate(number=Count("id"), files=Count("id", filter=Q(document__isnull=False, annulled__isnull=True)))
    )
    return {row["plan_id"]: Counts(row["number"], row["files"], waiting.get(row["plan_id"], 0)) for row in rows}


def with_file(plan: Plan, unit: UUID, document: UUID, *, closed: frozenset[UUID] = frozenset()) -> Message | None:
    """The message of the plan that a file is attached to, or None if this unit may not open the file.

    That is so for what the units in ``closed`` have sent.

    Only the sending unit can open a file of an annulled message: the usual reason to annul is that the wrong file was
    sent. The text stays readable to all (001-237). After a refusal each unit can open only its own files.
    """
    messages = Message.objects.filter(plan=plan, document=document).filter(_readable(unit, plan))
    messages = messages.exclude(unit_id__in=closed)
    return messages.filter(Q(annulled__isnull=True) | Q(unit_id=unit)).first()
