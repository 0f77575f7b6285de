"""Counting what guessers do, and telling when it has been done too often within ten minutes."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.rate_limit.limits import Limit
from vardtrad.shared.rate_limit.models import Attempt

WITHIN = timedelta(minutes=10)
"""Attempts longer ago than this no longer hold anybody back."""
KEPT_FOR = timedelta(days=1)
TOO_OFTEN = Reason.TOO_OFTEN.value
"""The reason that the trace of whoever is held back gives."""


def hold_back(
    limit: Limit, actor: Actor, action: str, label: str, *, thing: UUID | None = None, person: UUID | None = None
) -> None:
    """Count what the actor does; raise Refused (TOO_OFTEN) when it has been done too often in the last ten minutes.

    What is held back is not counted. The first time in a period leaves a refused trace of ``action`` with ``label``.
    """
    name = f"{limit.name}/{actor.id}"
    if not reached(name, limit.most):
        count(name)
        return
    if is_first(name):
        door.note(actor, action, label, thing=thing, person=person, refused=True, detail={"reason": TOO_OFTEN})
    raise Refused(Reason.TOO_OFTEN, str(limit.sentence))


def is_first(name: str) -> bool:
    """Whether this is the first time in ten minutes that somebody is held back under a name: then it is traced."""
    told = f"{name}/held back"
    if reached(told, 1):
        return False
    count(told)
    return True


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
