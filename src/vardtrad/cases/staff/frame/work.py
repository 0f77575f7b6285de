"""Work that staff order and the worker carries out in pieces: claiming a piece, and with whose rights it is done.

A model of such work has ``ordered``, ``not_before`` (when a worker may take it up) and ``stopped``, all UTC and empty
at first. A worker with a piece in hand moves ``not_before`` forward: a killed worker's piece becomes free again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction
from django.db.models import QuerySet

from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.care_units.queries import assignment_of

HINT = "vt_jobb"
"""The cookie that says that its browser has ordered work, so that the menu of every page asks for none in vain."""
CLAIM = timedelta(minutes=2)
"""For how long a piece is a worker's own."""

Work = TypeVar("Work", bound=models.Model)


def claim(waiting: QuerySet[Work, Any]) -> tuple[Work, datetime] | None:
    """Claim the work that has waited longest, among what has been ordered and is not done; None when there is none.

    Returned with the moment until which it is claimed, for ``give_back``. Workers skip what another has claimed.
    """
    now = clock.now()
    with transaction.atomic():
        work = (
            waiting.select_for_update(skip_locked=True, of=("self",))
            .filter(not_before__lte=now)
            .order_by("not_before")
            .first()
        )
        if work is None:
            return None
        type(work)._default_manager.filter(pk=work.pk).update(not_before=now + CLAIM)
    return work, now + CLAIM


def give_back(work: models.Model, until: datetime) -> None:
    """Let the next piece be claimed at once, unless the claim has run out and another worker has it."""
    type(work)._default_manager.filter(pk=work.pk, not_before=until).update(not_before=clock.now())


def actor_now(staff: Staff, clinic: Unit, session: UUID | None) -> Actor:
    """The person who ordered the work, with present rights at the clinic: none when the assignment has ended.

    One query. The session is the one in which it was ordered, valid or not: the owner may have gone home.
    """
    assignment = assignment_of(staff.id, clinic.id) if staff.active else None
    works = assignment is not None and assignment.unit.takes_cases
    return Actor(
        kind=ActorKind.STAFF,
        id=staff.id,
        name=staff.name,
        title=staff.title,
        unit=clinic.id,
        organisation=clinic.organisation_id,
        roles=frozenset(assignment.permissions) if assignment is not None and works else frozenset(),
        session=session,
        goes_by=staff.display_name,
        sign_off=staff.sign_off,
    )
