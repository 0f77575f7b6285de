"""The reports, those that wait first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from vardtrad.kernel import clock
from vardtrad.operations.accessibility.models import Report

MOST = 200
SHOWN_FOR = timedelta(days=365)


def waiting() -> Sequence[Report]:
    """The reports that nobody has seen to, the oldest first."""
    return list(Report.objects.filter(done=None).order_by("at", "id")[:MOST])


def seen_to() -> Sequence[Report]:
    """The reports of the last year that somebody has seen to, the latest first."""
    since = clock.now() - SHOWN_FOR
    return list(Report.objects.filter(done__isnull=False, at__gte=since).order_by("-at", "-id")[:MOST])
