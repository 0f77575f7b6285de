"""Where somebody is logged in: open sessions, seen and ended by their owner or an administrator (ASVS 7.4.5, 7.5.2).

Nobody is limited to a single session: staff change computers all day, and a login that threw out the one before would
lose what is being written there. They end by themselves after half an hour without use.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import not_there
from vardtrad.shared.login.models import Session

LABEL = "session"
END = "end_session"
LONGEST_NAME = 60
# The first that fits; Chrome calls itself Safari too, and Edge both.
_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def device_of(user_agent: str) -> str:
    """What a browser calls itself, in two known words at most: "Firefox, Windows". Empty for anything else."""
    words = (
        next((name for sign, name in known if re.search(rf"\b{sign}", user_agent)), "")
        for known in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(word for word in words if word)


def open_sessions(*, person: UUID | None = None, staff: UUID | None = None) -> Sequence[Session]:
    """The sessions of a resident or of a member of staff that still hold, the newest first."""
    return list(_open(person, staff).order_by("-started", "-pk"))


def end(current: Session, key: UUID, actor: Actor) -> None:
    """End another of the owner's own sessions. Raises the same Refused for a foreign one and one that is over."""
    sessions = _open(current.person_id, current.staff_id).exclude(pk=current.pk).filter(pk=key)
    if not sessions.update(ended=clock.now()):
        door.note(actor, END, LABEL, thing=key, refused=True)
        raise not_there()
    door.note(actor, END, LABEL, thing=key)


def end_others(current: Session, actor: Actor) -> int:
    """End all the owner's sessions but this one; how many they were."""
    return _end_all(_open(current.person_id, current.staff_id).exclude(pk=current.pk), actor, {"reason": "own"})


def end_of_staff(staff: UUID, actor: Actor) -> int:
    """End every session of a member of staff, as an administrator who has been let in to do so; how many they were."""
    return _end_all(_open(None, staff), actor, {"reason": "administrator", "staff": str(staff)})


def _end_all(sessions: QuerySet[Session], actor: Actor, detail: dict[str, str]) -> int:
    keys = list(sessions.values_list("pk", flat=True))
    Session.objects.filter(pk__in=keys).update(ended=clock.now())
    door.note(actor, END, LABEL, shown=keys, detail=detail)
    return len(keys)


def _open(person: UUID | None, staff: UUID | None) -> QuerySet[Session]:
    now = clock.now()
    return Session.objects.filter(
        person=person,
        staff=staff,
        ended=None,
        last_seen__gte=now - timedelta(minutes=settings.SESSION_IDLE_MINUTES),
        started__gte=now - timedelta(hours=settings.SESSION_ABSOLUTE_HOURS),
    )
