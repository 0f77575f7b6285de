"""The rows of the start page and the cells of their steps, drawn once for each way that they may look.

A start page has 250 of them, and drawing them anew took half of its time; few differ in more than their address. A cell
is shared/web/p.html's own macro ``step`` with a hole for the address. It holds nothing about a patient: words, days,
parties, and of whom a step tells who edited last, staff.

A row is kept by all that it shows, so that a page that is loaded again draws only the rows that have changed. The rows
hold names and identity numbers: they stay in the memory of the process, a few thousand of the latest, and are found
only by one who has already been given all that they say.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from django.template import engines
from django.utils.translation import get_language
from markupsafe import Markup, escape
from typing_extensions import override

from vardtrad.kernel import clock
from vardtrad.planning.start.queries import Row
from vardtrad.planning.svu.queries import StepView

HOLE = "hole-for-the-address"
ROW_HOLE = "hole-for-the-rows-address"
KEPT = 8_192
ROWS = 4_096


class Mark(NamedTuple):
    """A party's mark in a step, as the macro wants it."""

    letter: str
    name: str
    progress: str


def row_of(row: Row, unfold: str, more: object = None) -> Markup:
    """A plan's row, as _row.html draws it; ``unfold`` is the address that unfolds it, ``more`` that it is."""
    cells = tuple(step_cell(step) for step in row.steps)
    # Days are written with or without their year.
    drawn = _drawn_row(get_language(), clock.today().year, _Shown(row), cells, bool(more))
    # That address says when the page was loaded, so it is another each time.
    to = unfold if more else f"{unfold}{'&' if '?' in unfold else '?'}visa={row.id}#mer-{row.id}"
    return drawn.replace(ROW_HOLE, escape(to))


class _Shown:
    """A row that is the same as another when they show the same."""

    __slots__ = ("_said", "row")

    def __init__(self, row: Row) -> None:
        self.row = row
        self._said = (
            row.id, row.process, row.name, row.identity, row.protected, row.address, row.messages_address,
            tuple(row.tasks), row.counts, row.updated, row.changed,
        )  # fmt: skip

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shown) and self._said == other._said

    @override
    def __hash__(self) -> int:
        return hash(self._said)


@lru_cache(maxsize=ROWS)
def _drawn_row(language: str | None, year: int, shown: _Shown, cells: tuple[Markup, ...], open_: bool) -> Markup:
    engine: Any = engines["jinja2"]
    macro = engine.env.get_template("planning/start/_row.html").module.drawn
    drawn: Markup = macro(shown.row, cells, ROW_HOLE, open_)
    return drawn


def step_cell(step: StepView) -> Markup:
    """The cell of a step, as ``p.step(step)`` draws it."""
    marks = tuple(Mark(one.letter, one.name, one.progress) for one in step.marks)
    drawn = _drawn(
        get_language(), step.slug, step.name, step.colour, step.word, step.day, step.estimated, marks, step.hint
    )
    # Markup escapes what it is given to put in.
    return drawn.replace(HOLE, step.href)


@lru_cache(maxsize=KEPT)
def _drawn(
    language: str | None,
    slug: str,
    name: str,
    colour: str,
    word: str,
    day: str,
    estimated: bool,
    marks: tuple[Mark, ...],
    hint: str,
) -> Markup:
    """The cell with a hole; ``language`` is only there to keep the languages apart."""
    engine: Any = engines["jinja2"]
    macro = engine.env.get_template("shared/web/p.html").module.step
    cell: Markup = macro(StepView(slug, name, colour, word, day, estimated, list(marks), hint, HOLE))  # type: ignore[arg-type]
    return cell
