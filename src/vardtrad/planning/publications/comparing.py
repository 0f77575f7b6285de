"""What has changed between two versions of a plan, field by field and word by word (B-28)."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vardtrad.planning.plan.lines import Line, Part


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a compared text: "same", "added" or "removed"."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """A line that differs between two versions; ``kind`` is added, removed or changed, ``line`` is the newer line."""

    title: str
    label: str
    kind: str
    pieces: list[Piece]
    line: Line


def compare(before: Sequence[Part], after: Sequence[Part]) -> list[Change]:
    """The differences between two versions, line by line, in the order of the plan."""
    old, new = _by_place(before), _by_place(after)
    parts = {part.title: place for place, part in enumerate([*before, *after])}
    lines = _order(list(old), list(new))
    changes = []
    for place in sorted(lines, key=lambda key: (parts[key[0]], lines[key])):
        was, now = old.get(place), new.get(place)
        if was is not None and now is not None:
            if was.words != now.words:
                changes.append(Change(place[0], now.label, "changed", _pieces(was.words, now.words), now))
        elif now is not None:
            changes.append(Change(place[0], now.label, "added", [Piece("added", now.words)], now))
        elif was is not None:
            # The versions do not say who removed the line.
            gone = replace(was, by="", at=None)
            changes.append(Change(place[0], was.label, "removed", [Piece("removed", was.words)], gone))
    return changes


Place = tuple[str, str, str]


def _order(old: Sequence[Place], new: Sequence[Place]) -> dict[Place, tuple[int, int]]:
    """The places in the order of the newer version, each that is gone from it after what it stood after."""
    numbers = {place: (number, 0) for number, place in enumerate(new)}
    last = (-1, 0)
    for place in old:
        last = numbers.setdefault(place, (last[0], last[1] + 1))
    return numbers


def _by_place(parts: Sequence[Part]) -> dict[Place, Line]:
    """The lines by part and by key or label; labels that may occur several times also by their words."""
    lines: dict[Place, Line] = {}
    for part in parts:
        for line in part.lines:
            lines[part.title, line.key or line.label, line.words if line.many else ""] = line
    return lines


_WORDS = re.compile(r"\s+|\S+")
_SENTENCES = re.compile(r"[^.!?\n]+[.!?\n]*\s*|[.!?\n]+\s*")
EFFORT = 10_000_000
"""The most steps that a comparison may take, about a second. Repetitive texts would otherwise take hours."""


def _pieces(was: str, now: str) -> list[Piece]:
    """The two texts merged, compared by words; by sentences, or as a whole, if there are too many words to pair."""
    for parts in (_WORDS, _SENTENCES):
        old, new = parts.findall(was), parts.findall(now)
        head = _alike(old, new)
        tail = _alike(old[head:][::-1], new[head:][::-1])
        a, b = old[head : len(old) - tail], new[head : len(new) - tail]
        if _effort(a, b) <= EFFORT:
            return [
                *_same(old[:head]),
                *_compared(a, b),
                *_same(old[len(old) - tail :]),
            ]
    return [Piece("removed", was), Piece("added", now)]


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many equal parts both texts begin with."""
    return next(
        (at for at, (before, after) in enumerate(zip(old, new, strict=False)) if before != after),
        min(len(old), len(new)),
    )


def _effort(old: Sequence[str], new: Sequence[str]) -> int:
    """The steps that difflib needs at worst: each round finds a match after looking at all pairs of equal words."""
    ours, theirs = (Counter(word for word in parts if not word.isspace()) for parts in (old, new))
    pairs = sum(number * theirs[word] for word, number in ours.items())
    return (pairs + len(old)) * min(len(old), len(new))


def _same(parts: Sequence[str]) -> list[Piece]:
    return [Piece("same", "".join(parts))] if parts else []


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    # Spaces follow the words beside them and are not matched by themselves.
    for tag, a, b, c, d in difflib.SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from _same(old[a:b])
            continue
        if b > a:
            yield Piece("removed", "".join(old[a:b]))
        if d > c:
            yield Piece("added", "".join(new[c:d]))
