"""The rows of the start page and the cells of their steps as HTML, rendered once for each way that they can look.

A start page has 250 cells, and rendering them each time took half of its time; few differ in more than their address. A
cell is made by the macro ``step`` of planning/plan/p.html, with a placeholder for the address. It holds nothing about a
patient: words, days, parties, and the member of staff who edited the step last.

A row is remembered under all that it shows, so a page that is loaded again renders only the rows that have changed. The
rows hold names and identity numbers: they stay in the memory of the process for some minutes (ADR 24), and only a
reader who has been given everything that a row shows can get its HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.template import engines
from django.utils.translation import get_language
from markupsafe import Markup, escape
from typing_extensions import override

from vardtrad.kernel import clock
from vardtrad.planning import processes
from vardtrad.planning.plan.process import StepView
from vardtrad.planning.start.queries import Row
from vardtrad.shared.lists.remembered import Remembered, rows_lifetime

HOLE = "hole-for-the-address"
ROW_HOLE = "hole-for-the-rows-address"
_cells: Remembered[Markup] = Remembered(8_192, rows_lifetime)
_rows: Remembered[Markup] = Remembered(4_096, rows_lifetime)


class Mark(NamedTuple):
    """A party's mark in a step, as the macro wants it."""

    letter: str
    name: str
    progress: str


def row_of(row: Row, unfold: str, more: object = None) -> Markup:
    """A plan's row, as _row.html draws it; ``unfold`` is the address that unfolds it, ``more`` that it is."""
    cells = _in_columns(row.process, [step_cell(step) for step in row.steps])
    # Days are written with or without their year.
    key = get_language(), clock.today().year, _Shown(row), cells, bool(more)
    drawn = _rows.ask(key, lambda: _drawn_row(row, cells, bool(more)))
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
            tuple(row.tasks), row.counts, row.updated, row.changed, row.event,
            row.deceased,
        )  # fmt: skip

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shown) and self._said == other._said

    @override
    def __hash__(self) -> int:
        return hash(self._said)


def _drawn_row(row: Row, cells: tuple[Markup, ...], open_: bool) -> Markup:
    engine: Any = engines["jinja2"]
    macro = engine.env.get_template("planning/start/_row.html").module.drawn
    drawn: Markup = macro(row, cells, ROW_HOLE, open_)
    return drawn


EMPTY = Markup('<td role="cell" class="st" data-empty></td>')


def _in_columns(process: str, cells: Sequence[Markup]) -> tuple[Markup, ...]:
    """The cells of a plan's steps in the columns of the list, which are those of the first process's steps."""
    columns = next((kind.columns for kind in processes.PROCESSES if kind.code == process), ())
    if not columns:
        return tuple(cells)
    places = dict(zip(columns, cells, strict=True))
    return tuple(places.get(place, EMPTY) for place in range(len(processes.PROCESSES[0].step_names)))


def step_cell(step: StepView) -> Markup:
    """The cell of a step, as ``p.step(step)`` draws it."""
    marks = tuple(Mark(mark.letter, mark.name, mark.progress) for mark in step.marks)
    look = (
        step.slug, step.name, step.heading, step.colour, step.word, step.about, step.day, step.estimated, marks,
        step.hint,
    )  # fmt: skip
    drawn = _cells.ask((get_language(), *look), lambda: _drawn(step))
    # Markup escapes what it is given to put in.
    return drawn.replace(HOLE, step.href)


def _drawn(step: StepView) -> Markup:
    """The cell of a step with a placeholder instead of its address."""
    engine: Any = engines["jinja2"]
    macro = engine.env.get_template("planning/plan/p.html").module.step
    cell: Markup = macro(replace(step, href=HOLE))
    return cell
