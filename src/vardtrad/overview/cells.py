"""The cells of the process overview, drawn once for each way that a step may look.

A start page has 250 of them, and drawing them anew took half of its time; few differ in more than their address. A cell
is web/p.html's own macro ``step`` with a hole for the address. It holds nothing about a patient: words, days, parties,
and of whom a step tells who edited last, staff.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from django.template import engines
from django.utils.translation import get_language
from markupsafe import Markup

from vardtrad.svu.queries import StepView

HOLE = "hole-for-the-address"
KEPT = 8_192


class Mark(NamedTuple):
    """A party's mark in a step, as the macro wants it."""

    letter: str
    name: str
    progress: str


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
    macro = engine.env.get_template("web/p.html").module.step
    cell: Markup = macro(StepView(slug, name, colour, word, day, estimated, list(marks), hint, HOLE))  # type: ignore[arg-type]
    return cell
