"""What became of the messages to somebody, and about something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min

from vardtrad.shared.notify.models import Channel, Outgoing


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Numbers of messages: those that wait, since when the oldest does (UTC), and those that did not arrive."""

    waiting: int
    oldest: datetime | None
    lost: int


LOST = (Outgoing.Status.FAILED, Outgoing.Status.GIVEN_UP)


def last_failed(kind: str, recipient: UUID) -> datetime | None:
    """When the latest notice by text message to somebody did not arrive (UTC); None when it did, or nothing is known.

    ``kind`` and ``recipient`` are as in a notice. One query.
    """
    texts = Outgoing.objects.filter(recipient_id=recipient, recipient_kind=kind, channel=Channel.SMS)
    row = texts.exclude(notice=None).exclude(status=Outgoing.Status.WAITING).order_by("-created").first()
    return (row.receipt or row.created) if row is not None and row.status in LOST else None


def outstanding() -> Outstanding:
    """What is left to send, and what was lost; two queries over indexes."""
    waits = Outgoing.objects.filter(status=Outgoing.Status.WAITING).aggregate(number=Count("pk"), oldest=Min("created"))
    return Outstanding(waits["number"], waits["oldest"], Outgoing.objects.filter(status__in=LOST).count())
