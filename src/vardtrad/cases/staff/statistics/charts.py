"""Charts drawn by the server: where the bars, lines and words of an inline SVG stand. Each has a table too."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 860, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 856, 22, 226
FEW = 20
"""With more parts than this only every second, third … is named."""

FEWER = -1
"""One to four, which is told as "färre än 5": drawn as a low outlined bar, the same for each of them."""
_MIDDLE = 2.5
Number = int | None
"""A number, FEWER, or None for one that is not told."""


def _tall(number: Number) -> float:
    """How tall a bar is, in cases."""
    return _MIDDLE if number == FEWER else number or 0


@dataclass(frozen=True, slots=True)
class Series:
    """The bars of one sort: what it is called, and its numbers, one for each part."""

    name: str
    numbers: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the first (b1) or second (b2) sort."""

    look: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Text:
    """A word or number: where its middle stands, and what it says."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its name and what it shows in words, the bars, and the words around them."""

    name: str
    title: str
    description: str
    legend: list[tuple[str, str]]
    bars: list[Bar] = field(default_factory=list)
    values: list[Text] = field(default_factory=list)
    labels: list[Text] = field(default_factory=list)
    ticks: list[Text] = field(default_factory=list)


def bars(
    name: str,
    title: str,
    description: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    stacked: bool = False,
    untold: str = "–",
) -> Chart:
    """A bar chart of one or two series, beside each other or on each other; ``untold`` stands where none is told."""
    looks = ["b1", "b2"]
    chart = Chart(
        name, title, description, [(looks[n], one.name) for n, one in enumerate(series)] if len(series) > 1 else []
    )
    tops = [
        sum(_tall(one.numbers[n]) for one in series) if stacked else max(_tall(one.numbers[n]) for one in series)
        for n in range(len(labels))
    ]
    step, most = _scale(math.ceil(max(tops, default=0)))
    height = BOTTOM - TOP
    chart.ticks.extend(
        Text(LEFT - 8, _round(BOTTOM - height * value / most), _words(value)) for value in range(0, most + 1, step)
    )
    room = (RIGHT - LEFT) / max(len(labels), 1)
    every = -(-len(labels) // FEW)
    wide = room * 0.64
    for n, label in enumerate(labels):
        middle = LEFT + room * (n + 0.5)
        if n % every == 0:
            chart.labels.append(Text(_round(middle), BOTTOM + 22, label))
        _draw(chart, looks, [one.numbers[n] for one in series], middle, wide, height / most, stacked, untold)
    return chart


def _draw(
    chart: Chart,
    looks: Sequence[str],
    numbers: Sequence[Number],
    middle: float,
    wide: float,
    unit: float,
    stacked: bool,
    untold: str,
) -> None:
    """The bars of one part, and the numbers on them."""
    hidden = any(number in {None, FEWER} for number in numbers)
    if stacked:
        floor = float(BOTTOM)
        for look, number in zip(looks, numbers, strict=False):
            if number:
                tall = _tall(number) * unit
                floor -= tall
                chart.bars.append(
                    Bar(_look(look, number), _round(middle - wide / 2), _round(floor), _round(wide), _round(tall))
                )
        total = sum(number or 0 for number in numbers)
        if hidden:
            chart.values.append(Text(_round(middle), _round(floor - 6), untold))
        elif total:
            chart.values.append(Text(_round(middle), _round(floor - 6), _words(total)))
        return
    each = wide / len(numbers)
    for place, (look, number) in enumerate(zip(looks, numbers, strict=False)):
        left = middle - wide / 2 + each * place
        tall = _tall(number) * unit
        if number:
            where = _round(left), _round(BOTTOM - tall), _round(each), _round(tall)
            chart.bars.append(Bar(_look(look, number), *where))
        if number is None or number:
            words = untold if number is None else "<5" if number == FEWER else _words(number)
            chart.values.append(Text(_round(left + each / 2), _round(BOTTOM - tall - 6), words))


def _look(look: str, number: Number) -> str:
    return f"{look} few" if number == FEWER else look


def _scale(most: int) -> tuple[int, int]:
    """The step between the lines, and the number at the highest one: at most six lines."""
    step = 1
    for power in range(12):
        for factor in (1, 2, 5):
            step = factor * 10**power
            if step * 5 >= most:
                return step, max(step * -(-most // step), step)
    return step, most


def _round(value: float) -> float:
    return round(value, 1)


def _words(number: int) -> str:
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")
