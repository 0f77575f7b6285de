"""The shape of the oracle: for each row of a table its needs by name, and for each need the facts that break it alone.

The oracle is written by hand and never read from the tables: a need that is taken from a row, put into another one, or
added without a state in which it fails makes ``test_each_need_alone.py`` fail.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from vardtrad.kernel.tables import Rule, Table


@dataclass(frozen=True)
class Break:
    """Facts that break one need and no other, and words that stand in the sentence which the user then reads."""

    words: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Oracle:
    """What one table needs.

    ``rows`` gives, for each move and a state that it starts from (one for each row of the table), the names of its
    needs. ``good`` are facts on which every need holds, but for the moves that ``better`` names: what one move needs
    there another one forbids. ``breaks`` are the ways in which a need fails.
    """

    table: Table[Any]
    rows: dict[tuple[str, str], str]
    good: Any
    breaks: dict[str, tuple[Break, ...]]
    better: dict[str, dict[str, Any]] = field(default_factory=dict)

    def row(self, move: str, start: str) -> Rule[Any]:
        """The row of the table. Raises AssertionError if the table has none."""
        rule = self.table.find(move, start)
        assert rule is not None, f"the table has no row for {move} from {start!r}"
        return rule

    def facts(self, move: str, **changed: Any) -> Any:
        """Facts on which every need of the move holds, but for what is changed."""
        return replace(self.good, **self.better.get(move, {}) | changed)

    @property
    def cases(self) -> list[tuple[str, str, str, Break]]:
        """Every move, start, need and way to break it."""
        return [
            (move, start, need, way)
            for (move, start), needs in self.rows.items()
            for need in needs.split()
            for way in self.breaks[need]
        ]


def breaks(words: str, **facts: Any) -> tuple[Break, ...]:
    """One way in which a need fails."""
    return (Break(words, facts),)
