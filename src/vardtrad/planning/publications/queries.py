"""The versions of a plan and who published them, its events, and whether the plan is archived."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from vardtrad.gate.compiled import Compiled
from vardtrad.gate.models import Version
from vardtrad.planning.plan.models import Event, Participant, Plan
from vardtrad.planning.plan.rules import Move, ProcessCode
from vardtrad.shared.care_units.models import Unit


@dataclass(frozen=True, slots=True)
class Published:
    """A version of a plan: ``number`` is shown on the screen, ``id`` is in its address, ``version`` counts all moves.

    ``words`` say what was published; ``unit`` is the unit of the person who published it; ``at`` is in UTC.
    """

    number: int
    id: UUID
    version: int
    part: str
    move: str
    at: datetime
    by_name: str
    unit: UUID | None
    unit_name: str
    words: str


@cache
def _published(parts: frozenset[str], moves: frozenset[str]) -> Compiled[Version]:
    """There is one for each process."""
    rows = Version.objects.filter(part__in=sorted(parts), move__in=sorted(moves)).order_by("number")
    columns = rows.values_list("id", "number", "part", "move", "at", "actor_name", "unit_id")
    return Compiled(lambda plan: columns.filter(key=plan), UUID)


def published(
    plan: UUID, parts: Collection[str], moves: Collection[str], words: Callable[[str], str]
) -> list[Published]:
    """A plan's versions, oldest first: each of ``moves`` in any of ``parts`` makes a version (001-074). Two queries."""
    rows = _published(frozenset(parts), frozenset(moves)).rows(plan)
    names = dict(Unit.objects.filter(pk__in={row[6] for row in rows}).values_list("id", "name"))
    return [
        Published(place, key, version, part, move, at, by_name, unit, names.get(unit, ""), words(move))
        for place, (key, version, part, move, at, by_name, unit) in enumerate(rows, start=1)
    ]


def written_by(versions: Sequence[Published], plan: Plan, part: str) -> UUID | None:
    """The unit that last published a part; for an unpublished part, the plan's own ward."""
    units = [version.unit for version in versions if version.part == part]
    return units[-1] if units else plan.unit_id


def events_of(plan: UUID, *, moment: datetime | None = None) -> list[Event]:
    """The events of a plan, in the order of registration; with ``moment`` (UTC), those registered by then."""
    events = Event.objects.select_related("corrects", "organisation").filter(plan_id=plan)
    if moment is not None:
        events = events.filter(at__lte=moment)
    return list(events.order_by("at", "id"))


def events_by(plan: UUID, units: Collection[UUID]) -> set[UUID]:
    """The ids of the events that these units have registered, found by the versions: two may have the same name."""
    if not units:
        return set()
    told = Version.objects.filter(key=plan, move=Move.REGISTER_EVENT, unit_id__in=units).values("at")
    return set(Event.objects.filter(plan_id=plan, at__in=told).values_list("id", flat=True))


def is_archived(plan: Plan, unit: UUID) -> bool:
    """Whether a plan has left the unit's start page; for a unit that does not take part, all start pages.

    An SVU leaves when it is closed; an active SIP leaves although it goes on (001-214).
    """
    if plan.closed is None and plan.process == ProcessCode.SVU:
        return False
    rows = list(Participant.objects.filter(plan=plan, removed__isnull=True).values_list("unit_id", "listed"))
    own = [listed for key, listed in rows if key == unit]
    return not any(own or [listed for _key, listed in rows])
