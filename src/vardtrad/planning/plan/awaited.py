"""Which units others wait for in a plan, as the boards of today show it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vardtrad.planning.plan.process import Overview
from vardtrad.planning.plan.queries import Reached


@dataclass(frozen=True, slots=True)
class Awaited:
    """A unit that others are waiting for in a plan, and the steps that it has to confirm."""

    unit: str
    letter: str
    what: list[str]


def awaited_in(seen: Overview, here: UUID) -> list[Awaited]:
    """The units that are waited for, as the unit ``here`` sees it, whose own part is a task and so not awaited."""
    awaited: dict[UUID, Awaited] = {}
    for step in seen.steps:
        for party in step.marks:
            if party.reached is Reached.ALL or step.colour not in {"task", "wait"}:
                continue
            for member in party.awaited:
                if member.unit == here and seen.tasks:
                    continue
                unit = awaited.setdefault(member.unit, Awaited(member.name, member.party.letter, []))
                unit.what.append(step.name)
    return sorted(awaited.values(), key=lambda unit: ("SÖK".index(unit.letter), unit.unit))
