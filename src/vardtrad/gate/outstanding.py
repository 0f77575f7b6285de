"""What the worker has left to do, in numbers: for whoever watches over an installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from vardtrad.gate.door import seal
from vardtrad.gate.models import Deadline, Notification, SealHead
from vardtrad.kernel import clock


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Numbers of rows, and the oldest of each kind (UTC; None when there is none).

    ``notices`` wait to be sent, and the oldest is by when it was made; ``given_up`` could not be delivered. Deadlines
    are ``overdue`` when they have fallen due and not been carried out, and ``failing`` when a try has failed.
    ``unsealed`` is the oldest row of the log without a place in the chain, ``position`` the last place given.
    """

    notices: int
    oldest_notice: datetime | None
    given_up: int
    bounced: int
    overdue: int
    oldest_overdue: datetime | None
    failing: int
    unsealed: datetime | None
    position: int


def outstanding() -> Outstanding:
    """What is left to do just now."""
    waiting = Notification.objects.filter(status=Notification.Status.WAITING)
    notices = waiting.aggregate(number=Count("pk"), oldest=Min("created"))
    due = Q(due__lte=clock.now())
    deadlines = Deadline.objects.aggregate(
        overdue=Count("pk", filter=due), oldest=Min("due", filter=due), failing=Count("pk", filter=Q(tries__gt=0))
    )
    return Outstanding(
        notices=notices["number"],
        oldest_notice=notices["oldest"],
        given_up=Notification.objects.filter(status=Notification.Status.GIVEN_UP).count(),
        bounced=Notification.objects.filter(status=Notification.Status.BOUNCED).count(),
        overdue=deadlines["overdue"],
        oldest_overdue=deadlines["oldest"],
        failing=deadlines["failing"],
        unsealed=seal.oldest_waiting(),
        position=SealHead.objects.filter(pk=1).values_list("position", flat=True).first() or 0,
    )
