"""The letters of a clinic, and what is drawn of a bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q, Value
from django.db.models.functions import Coalesce

from vardtrad.shared.letters.models import Bundle, Letter
from vardtrad.shared.people.models import Protection

REACHABLE = ~Q(person__street="", person__postal_code="") | ~Q(person__protection=Protection.NONE)
"""Who has an address, or is reached without one."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many letters wait: to be sent by post, by the Tax Agency, and those that cannot be for lack of an address."""

    post: int
    forwarded: int
    without_address: int


def waiting(unit: UUID | None) -> Waiting:
    """What waits at a clinic, or for the print service. One query."""
    protected = ~Q(person__protection=Protection.NONE)
    counts = Letter.objects.filter(unit=unit, status=Letter.Status.WAITING, person__deceased=False).aggregate(
        post=Count("pk", filter=REACHABLE & ~protected),
        forwarded=Count("pk", filter=protected),
        without=Count("pk", filter=~REACHABLE),
    )
    return Waiting(counts["post"], counts["forwarded"], counts["without"])


@dataclass(frozen=True, slots=True)
class Unsent:
    """How many letters have not been sent, and when the oldest of them was ordered (UTC; None when there is none)."""

    number: int
    oldest: datetime | None


def left_to_print() -> Unsent:
    """What the print service has not sent: what waits and can be sent, and what lies in a bundle. One query."""
    unsent = Letter.objects.filter(unit=None).filter(
        Q(status=Letter.Status.WAITING, person__deceased=False) & REACHABLE | Q(status=Letter.Status.PRINTED)
    )
    counts = unsent.aggregate(number=Count("pk"), oldest=Min("created"))
    return Unsent(counts["number"], counts["oldest"])


def bundles(unit: UUID | None, *, unsent: bool) -> list[Bundle]:
    """The bundles of a clinic that lie on the desk, or the latest that have been sent; how many letters each holds."""
    rows = Bundle.objects.filter(unit=unit, sent__isnull=unsent).annotate(number=Coalesce(Count("letters"), Value(0)))
    return list(rows.order_by("-made")[:20])


def letters_of(bundle: Bundle) -> Sequence[Letter]:
    """The letters of a bundle in the order in which they are printed."""
    return list(Letter.objects.select_related("person", "unit").filter(bundle=bundle).order_by("created", "id"))
