"""The rows of the ways in: what somebody at a region writes in the file of VARDTRAD_WAYS_FILE, and what is wrong in it.

A row that cannot be right is left out and named in the log, so that a slip in a new row closes no other way in. There
is no secret in a row, only where it is: in a file, or in a variable of the environment.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings

from vardtrad.shared.login.models import World
from vardtrad.shared.login.ways import row_rules
from vardtrad.shared.login.ways.way import Way

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file of rows says: the ways that can be used, and the sentences about the rows that cannot."""

    ways: tuple[Way, ...]
    problems: Mapping[str, Sequence[str]] = field(default_factory=dict)


def read(rows: Sequence[object]) -> Reading:
    """The ways that the rows describe, in their order, with what is wrong in the others, by the row's id or number."""
    ways: dict[str, Way] = {}
    problems: dict[str, Sequence[str]] = {}
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            problems[f"rad {number}"] = ["Raden är ingen tabell: skriv [[way]] före den."]
            continue
        given = row.get("id")
        name = given if isinstance(given, str) and given else f"rad {number}"
        wrong = row_rules.wrong(row)
        if not wrong and name in ways:
            name, wrong = f"{name} (rad {number})", ["id: en tidigare rad har samma id."]
        if wrong:
            problems[name] = wrong
        else:
            ways[name] = _way(row)
    return Reading(tuple(ways.values()), problems)


def configured() -> Reading:
    """What this installation's file says."""
    return _configured(repr(settings.WAYS))


@lru_cache(maxsize=4)
def _configured(_rows: str) -> Reading:
    # The key is what the rows say: the file is read once, and the rows are judged once, in the life of a process.
    reading = read(settings.WAYS)
    for key, sentences in reading.problems.items():
        logger.error("inloggning %s är inte med: %s", key, " ".join(sentences))
    return reading


def ways_into(world: World, level: int = 0) -> list[Way]:
    """The ways that are on for a world and can give the level, as they stand in the file."""
    return [way for way in configured().ways if way.on and way.world == world and way.acr_values(level)]


def way_of(key: str) -> Way | None:
    """The way with an id, if it is on."""
    return next((way for way in configured().ways if way.on and way.id == key), None)


def _way(row: Mapping[str, Any]) -> Way:
    made: dict[str, Any] = {key: tuple(value) if key in row_rules.LISTS else value for key, value in row.items()}
    made["world"] = World(row["world"])
    return Way(**made)
