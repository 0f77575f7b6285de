"""What a page of statistics shows of its numbers: a table's cells, and numbers and shares as they are read."""

from __future__ import annotations

from dataclasses import dataclass

from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vardtrad.shared.statistics.protecting import Hidden, Shown

Value = str | int
"""What a cell of a table holds: a number, or words."""
NOTHING = "–"
"""A share of nothing."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report, to be shown and kept as a file: ``last_is_sum`` says that the last row is the total."""

    slug: str
    title: str
    head: list[str]
    rows: list[list[Value]]
    last_is_sum: bool = False

    @property
    def nothing_counted(self) -> bool:
        """Whether there is nothing but noughts, and shares of nothing."""
        return not any(cell != NOTHING and cell for row in self.rows for cell in row[1:])

    @property
    def nothing_told(self) -> bool:
        """Whether numbers are hidden and none is told but noughts: such a table says no more than a sentence would."""
        cells = [cell for row in self.rows for cell in row[1:]]
        return any(isinstance(cell, str) and cell != NOTHING for cell in cells) and not any(
            isinstance(cell, int) and cell for cell in cells
        )


def number(count: int) -> str:
    """A number as the reader's language writes it: 1 234."""
    return str(format_decimal(count, locale="sv_SE" if (get_language() or "sv").startswith("sv") else "en_GB"))


def shown(value: Shown) -> Value:
    """What stands in the table for a number."""
    if value is Hidden.SMALL:
        return _("färre än 5")
    if value is Hidden.WITHHELD:
        return _("visas inte")
    assert isinstance(value, int)
    return value


def words(value: Value) -> str:
    """A cell as it is read on the page."""
    return number(value) if isinstance(value, int) else value


def percent(part: int, whole: int) -> str:
    """A share in whole per cent; a dash of nothing."""
    return f"{round(100 * part / whole)}\N{NO-BREAK SPACE}%" if whole else NOTHING
