"""Small numbers in statistics: none from one to four is told, nor can it be worked out from the rest (ADR 20).

A report counts each case once by three things (its type, its week and how it went, for instance) and publishes sums of
those counts. A number from one to four is shown as "färre än 5". That is not enough: the total minus the other
numbers would tell it. So for each such number a *witness* is sought: another distribution of the cases from which the
very same report would come, and in which the number is another. Where there is none, further numbers are not shown
until there is one; if that does not help, whole tables are left out. Who reads the report can then never tell
which of the distributions is the real one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice, product
from typing import TypeVar

LEAST = 5
"""The least number above nought that is told."""

ENOUGH = 300
"""So many distributions are tried for the cheapest witness, once there is one."""

Key = tuple[str, str, str]
Cell = tuple[str | None, str | None, str | None]
Axes = frozenset[int]
Move = tuple[Key, Key]
"""One case that would have been counted elsewhere."""

ALL: Cell = (None, None, None)


class Hidden(Enum):
    """Why a number is not told."""

    SMALL = "small"  # one to four
    WITHHELD = "withheld"  # five or more, but others could be worked out from it


Shown = int | Hidden


@dataclass
class Protected:
    """What may be told of the counts: the sums over the published axes."""

    sums: dict[Cell, int]
    hidden: dict[Cell, Hidden]
    published: frozenset[Axes]
    witnesses: dict[Cell, tuple[Move, ...]] = field(default_factory=dict)

    def __call__(self, one: str | None = None, two: str | None = None, three: str | None = None) -> Shown:
        """What is told of one sum: of all cases with these values (None: whatever value)."""
        cell = (one, two, three)
        if frozenset(axis for axis, value in enumerate(cell) if value is not None) not in self.published:
            return Hidden.WITHHELD
        return self.hidden.get(cell, self.sums.get(cell, 0))


def told(count: int) -> Shown:
    """What is told of a number that stands alone."""
    return Hidden.SMALL if 0 < count < LEAST else count


def protect(counts: Mapping[Key, int], published: Sequence[Axes]) -> Protected:
    """Protect the sums over each of these sets of axes, and the total.

    Where small numbers cannot be protected, sets of axes are left out in the order given, until they can: at last
    nothing but the total is told, and nothing else at all of fewer than five. Sets are also left out, in that order,
    where that lets more sums over one axis be told: what came in a week is worth more than what came of each type.
    """
    base = {key: count for key, count in counts.items() if count}
    index = _Index(base)
    most_useful = {_cell(key, mask) for key in base for mask in published if len(mask) == 1}
    best: tuple[int, Protected] | None = None
    for left_out in range(len(published) + 1):
        found = _protected(base, index, frozenset(published[left_out:]) | {frozenset()})
        if found is None:
            continue
        lost = sum(found(*cell) is Hidden.WITHHELD for cell in most_useful)
        if best is None or lost < best[0]:
            best = lost, found
        if not lost:
            break
    assert best is not None, "the total alone needs no protection"
    return best[1]


def _protected(base: Mapping[Key, int], index: _Index, masks: frozenset[Axes]) -> Protected | None:
    """The sums over these sets of axes, protected; None where they cannot be."""
    sums: dict[Cell, int] = defaultdict(int)
    for key, count in base.items():
        for mask in masks:
            sums[_cell(key, mask)] += count
    sums.setdefault(ALL, 0)
    small = [cell for cell, count in sums.items() if 0 < count < LEAST]
    result = Protected(dict(sums), dict.fromkeys(small, Hidden.SMALL), masks)
    if ALL in result.hidden:
        # Fewer than five in all: nothing is told of how they are spread.
        return result if len(masks) == 1 else None
    for cell in sorted(small, key=lambda one: (sum(value is not None for value in one), str(one))):
        if not _secure(cell, result, index, masks):
            return None
    return result


def _cell(key: Key, mask: Axes) -> Cell:
    return (key[0] if 0 in mask else None, key[1] if 1 in mask else None, key[2] if 2 in mask else None)


class _Index:
    """Which of the base's keys have a pair of values, and which values an axis has."""

    def __init__(self, base: Mapping[Key, int]) -> None:
        self.keys = list(base)
        self._of: dict[tuple[int, str], list[Key]] = defaultdict(list)
        self._by: dict[tuple[int, str, int, str], list[Key]] = defaultdict(list)
        for key in base:
            for axis, value in enumerate(key):
                self._of[axis, value].append(key)
            for one, two in ((0, 1), (0, 2), (1, 2)):
                self._by[one, key[one], two, key[two]].append(key)

    def of(self, axis: int, value: str) -> list[Key]:
        return self._of.get((axis, value), [])

    def having(self, one: int, first: str, two: int, second: str) -> list[Key]:
        if one > two:
            one, first, two, second = two, second, one, first
        return self._by.get((one, first, two, second), [])


def _secure(cell: Cell, result: Protected, index: _Index, masks: frozenset[Axes]) -> bool:
    """Find a cheap witness for a hidden number, and hide what it needs hidden; whether there is one."""

    def fits(one: Cell, step: int) -> bool:
        """Whether a sum may be another by so much: fewer than five stays so, and so does what is not shown at all."""
        value = result.sums.get(one, 0)
        return value > 0 and value + step > 0 and (value < LEAST) == (value + step < LEAST)

    free = next(_witnesses(cell, index, masks, lambda one, step: one in result.hidden and fits(one, step)), None)
    if free is not None:
        result.witnesses[cell] = free[0]
        return True
    cheapest: tuple[int, Witness] | None = None
    for moves, changed in islice(_witnesses(cell, index, masks, fits), ENOUGH):
        price = sum(result.sums[one] for one in changed if one not in result.hidden)
        if cheapest is None or price < cheapest[0]:
            cheapest = price, (moves, changed)
    if cheapest is None:
        return False
    result.witnesses[cell], changed = cheapest[1]
    for one in changed:
        result.hidden.setdefault(one, Hidden.WITHHELD)
    return True


Witness = tuple[tuple[Move, ...], list[Cell]]
"""The cases that would have been counted elsewhere, and the published sums that would then be others."""

Fits = Callable[[Cell, int], bool]


def _witnesses(cell: Cell, index: _Index, masks: frozenset[Axes], fits: Fits) -> Iterator[Witness]:
    """Distributions that differ from the real one by one case, or by two that change places, and change the cell.

    Only those of which all changed sums fit.
    """
    axes = [axis for axis, value in enumerate(cell) if value is not None]
    if len(axes) == 2:
        yield from _swaps(cell, axes, index, fits)
    for axis in axes:
        yield from _steps(cell, axis, index, masks, fits)


def _swaps(cell: Cell, axes: list[int], index: _Index, fits: Fits) -> Iterator[Witness]:
    """Two cases alike in the third thing exchange values: all other tables than the cell's own stay as they are."""
    x, y = axes
    (z,) = {0, 1, 2} - set(axes)
    cx, cy = str(cell[x]), str(cell[y])

    def at(first: str, second: str) -> Cell:
        return _with(_with(cell, x, first), y, second)

    def witness(one: Key, two: Key) -> Witness:
        """``one`` goes to the other's value of the first axis, ``two`` to this one's."""
        moves = (one, _with(one, x, two[x])), (two, _with(two, x, one[x]))
        return moves, [at(*both) for both in product((one[x], two[x]), (one[y], two[y]))]

    # One more in the cell: one comes from another value of x, and one of this x with another y goes there instead.
    if fits(cell, 1):
        for comes in index.of(y, cy):
            if comes[x] != cx and fits(at(comes[x], cy), -1):
                for goes in index.having(x, cx, z, comes[z]):
                    if goes[y] != cy and fits(at(cx, goes[y]), -1) and fits(at(comes[x], goes[y]), 1):
                        yield witness(comes, goes)
    # One less in the cell: the other way round.
    if fits(cell, -1):
        for goes in index.having(x, cx, y, cy):
            for comes in index.of(z, goes[z]):
                if (
                    comes[x] != cx
                    and comes[y] != cy
                    and fits(at(comes[x], comes[y]), -1)
                    and fits(at(comes[x], cy), 1)
                    and fits(at(cx, comes[y]), 1)
                ):
                    yield witness(goes, comes)


def _steps(cell: Cell, axis: int, index: _Index, masks: frozenset[Axes], fits: Fits) -> Iterator[Witness]:
    """One case with another value on one axis, out of the cell or into it."""
    value = str(cell[axis])
    touched = sorted((mask for mask in masks if axis in mask), key=len)

    def witness(source: Key, goal: Key) -> Iterator[Witness]:
        changed = []
        for mask in touched:
            lost, won = _cell(source, mask), _cell(goal, mask)
            if not (fits(lost, -1) and fits(won, 1)):
                return
            changed += [lost, won]
        yield ((source, goal),), changed

    other_axes = [one for one in range(3) if one != axis and cell[one] is not None]
    alike = index.of(other_axes[0], str(cell[other_axes[0]])) if other_axes else index.keys
    others = sorted({key[axis] for key in index.keys} - {value})
    for key in alike:
        for other in others if key[axis] == value else (value,):
            yield from witness(key, _with(key, axis, other))


K = TypeVar("K", Key, Cell)


def _with(key: K, axis: int, value: str) -> K:
    """The same with another value on one axis."""
    return (*key[:axis], value, *key[axis + 1 :])  # type: ignore[return-value]
