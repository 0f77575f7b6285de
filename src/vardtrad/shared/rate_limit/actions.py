"""Counting what guessers do, and telling when it has been done too often within ten minutes."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

from vardtrad.kernel import clock
from vardtrad.shared.rate_limit.models import Attempt

WITHIN = timedelta(minutes=10)
"""Attempts longer ago than this no longer hold anybody back."""
KEPT_FOR = timedelta(days=1)


def too_often(what: str, who: UUID, most: int) -> bool:
    """Whether somebody has already done something ``most`` times in the last ten minutes; if not, this time is counted.

    ``what`` names the deed, so that each is counted for itself: "search", "attach_file". The caller refuses, and leaves
    the trace.
    """
    name = f"{what}/{who}"
    if reached(name, most):
        return True
    count(name)
    return False


def reached(name: str, most: int) -> bool:
    """Whether ``most`` attempts or more are counted under a name in the last ten minutes. Counts nothing."""
    return Attempt.objects.filter(who=_hashed(name), at__gt=clock.now() - WITHIN).count() >= most


def count(name: str) -> None:
    """Count an attempt, now, under a name that says who did what; only its hash is stored."""
    Attempt.objects.create(who=_hashed(name), at=clock.now())


def clear_old() -> None:
    """A chore of the worker: attempts that have long ceased to hold anybody back."""
    Attempt.objects.filter(at__lt=clock.now() - KEPT_FOR).delete()


def _hashed(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
