"""The names of a page's fields, and what rows a page has.

A page of a form is a flat set of fields, each with one or more texts. The field of a question is named by its number in
the form and the rows that it stands in: "f12" alone, "f12.0.2" in the third row of a group that repeats, inside the
first row of another one. How many rows a group (or a written question that repeats) has is a field too: "r12.0".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vardtrad.shared.forms.engine.form import CHOICES, Item
from vardtrad.shared.forms.engine.limits import PAGE_FIELDS, PAGE_ITEMS

Fields = Mapping[str, Sequence[str]]

PARTS = ("", "_kl", "_enhet", "_annat")
"""What a field may have beside it: a clock, a unit, words of one's own."""

_ONE_FIELD = frozenset({"display", "attachment", "boolean", "reference"})
"""Types that are no choice and have one field also when they repeat: files stand in one list."""

FILES = 20
"""Files that a page takes at most, in all its questions together."""

ROWS = 50
"""Rows of a group, or lines of a question, that a page shows at most."""


def field(item: Item, rows: Sequence[int]) -> str:
    """The name of a question's field in these rows."""
    return "f" + ".".join(str(part) for part in (item.number, *rows))


def counter(item: Item, rows: Sequence[int]) -> str:
    """The name of the field that says how many rows there are."""
    return "r" + ".".join(str(part) for part in (item.number, *rows))


def line(name: str, row: int) -> str:
    """The name of one line of a written question that repeats: "f12", "f12_1", "f12_2"."""
    return name if row == 0 else f"{name}_{row}"


def base(name: str) -> str:
    """The name of the question's own field, from that of a line or of a part of it."""
    return name.partition("_")[0]


def has_rows(item: Item) -> bool:
    """Whether the page lets rows be added: groups that repeat, and written questions that do."""
    return item.repeats and item.type not in CHOICES and item.type not in _ONE_FIELD


def rows_above(item: Item) -> int:
    """In how many groups with rows an item stands."""
    return sum(ancestor.type == "group" and has_rows(ancestor) for ancestor in item.ancestors)


def number_of_rows(item: Item, rows: Sequence[int], fields: Fields) -> int:
    """How many rows of an item the page has: what it says, never fewer than the form wants or more than ROWS."""
    if not has_rows(item):
        return 1
    least = max(1, item.limits.min_occurs or 0)
    said = (list(fields.get(counter(item, rows), ())) or [""])[0]
    wanted = int(said) if said.isascii() and said.isdigit() and len(said) < 5 else least
    return max(1, min(wanted, most_rows(item)))


def within_page(items: Sequence[Item], fields: Fields) -> Fields:
    """The fields of a page; without what they say of rows if these would hold more than PAGE_ITEMS items.

    Rows stand in rows, so a few hundred fields written by hand could ask for millions.
    """
    return fields if _left(items, (), fields, PAGE_ITEMS) >= 0 else _without_rows(fields)


def _left(items: Sequence[Item], rows: tuple[int, ...], fields: Fields, left: int) -> int:
    """How many items more a page may hold; below zero as soon as there are too many."""
    for item in items:
        grouped = item.type == "group" and has_rows(item)
        number = number_of_rows(item, rows, fields)
        left -= number
        for row in range(number) if grouped else (None,):
            if left < 0:
                return left
            left = _left(item.items, rows if row is None else (*rows, row), fields, left)
    return left


def _without_rows(fields: Fields) -> Fields:
    return {name: texts for name, texts in fields.items() if not name.startswith("r")}


def has_room(item: Item, fields: Fields) -> bool:
    """Whether one more row of an item fits on a page with these fields, so that the page can still be sent."""
    return len(fields) + 1 + sum(child.asks for child in _inside(item)) <= PAGE_FIELDS


def most_rows(item: Item) -> int:
    """How many rows a page lets somebody add."""
    return min(item.limits.max_occurs or ROWS, ROWS)


def most_files(item: Item) -> int:
    """How many files a question takes."""
    return min(item.limits.max_occurs or FILES, FILES) if item.repeats else 1


def with_row(item: Item, rows: Sequence[int], fields: Fields) -> dict[str, list[str]]:
    """The fields with one row more, at the end; without it when the page is full."""
    changed = {name: list(texts) for name, texts in fields.items()}
    number = number_of_rows(item, rows, fields)
    if has_room(item, fields):
        changed[counter(item, rows)] = [str(min(number + 1, most_rows(item)))]
    return changed


def without_row(item: Item, rows: Sequence[int], row: int, fields: Fields) -> dict[str, list[str]]:
    """The fields without a row: those of the rows after it move up."""
    number = number_of_rows(item, rows, fields)
    if not 0 <= row < number:
        return {name: list(texts) for name, texts in fields.items()}
    if item.asks:
        return _without_line(item, rows, row, number, fields)
    inside = {str(item.number)} | {str(child.number) for child in _inside(item)}
    place = len(rows)
    changed: dict[str, list[str]] = {}
    for name, texts in fields.items():
        plain, dot, part = name.partition("_")
        number_, *at = plain[1:].split(".")
        own = plain.startswith("r") and number_ == str(item.number)
        if own or number_ not in inside or at[:place] != [str(above) for above in rows] or len(at) <= place:
            changed[name] = list(texts)
            continue
        here = int(at[place]) if at[place].isdigit() else -1
        if here == row:
            continue
        if here > row:
            at[place] = str(here - 1)
        changed[f"{plain[0]}{'.'.join([number_, *at])}{dot}{part}"] = list(texts)
    changed[counter(item, rows)] = [str(max(1, number - 1))]
    return changed


def _without_line(item: Item, rows: Sequence[int], row: int, number: int, fields: Fields) -> dict[str, list[str]]:
    """The fields without one line of a question that repeats."""
    name = field(item, rows)
    changed = {key: list(texts) for key, texts in fields.items() if base(key) != name}
    kept = [place for place in range(number) if place != row]
    for new, old in enumerate(kept):
        for part in PARTS:
            if (texts := fields.get(line(name, old) + part)) is not None:
                changed[line(name, new) + part] = list(texts)
    changed[counter(item, rows)] = [str(max(1, number - 1))]
    return changed


def _inside(item: Item) -> list[Item]:
    result: list[Item] = []
    waiting = list(item.items)
    while waiting:
        child = waiting.pop()
        result.append(child)
        waiting.extend(child.items)
    return result
