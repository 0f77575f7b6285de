"""``vardtrad.kernel.swedish`` in the database: the same keys, whatever the database's locale, and no ICU needed."""

from __future__ import annotations

from functools import reduce

from django.db.models import BooleanField, CharField, F, Func, Q, Value, When
from django.db.models.expressions import Case as Either
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate, Concat, Lower
from django.db.models.lookups import GreaterThan

from vardtrad.kernel import swedish


def alphabetical(column: str | Combinable) -> Collate:
    """The key that a column is sorted by, as ``swedish.alphabetical`` makes it."""
    return Collate(_translated(_read(column, swedish.SORTED), swedish.LAST), "C")


def holds(column: str | Combinable, words: str) -> Q:
    """The condition that a column holds what somebody searches for, as ``swedish.holds`` asks it."""
    text = F(column) if isinstance(column, str) else column
    first, second = (
        Q(GreaterThan(Func(_nearest(text, table), Value(wanted), function="strpos"), Value(0)))
        for table, wanted in zip(swedish.NEAREST, swedish.plain(words), strict=True)
    )
    if len(set(swedish.plain(words))) > 1:
        return first | second
    # The second reading is another only where such a letter stands.
    return first | (Q(_matches(text, "[æøÆØǢǣǼǽǾǿ]")) & second)


def begins(given: str, family: str, word: str) -> Q:
    """The condition that a part of a name begins with a word: after a blank, a hyphen or an apostrophe."""
    name = Concat(Value(" "), given, Value(" "), family)
    return holds(name, f" {word}") | holds(name, f"-{word}") | holds(name, f"'{word}")


def _nearest(text: Combinable, table: dict[str, str]) -> Combinable:
    return reduce(_replaced, table.items(), _read(text, swedish.SEARCHED))


def _read(column: str | Combinable, letters: dict[str, str]) -> Combinable:
    """The text read letter by letter; most names have nothing to read so, and are only made small."""
    text = F(column) if isinstance(column, str) else column
    apart = Func(_translated(text, swedish.SIGNS), template="normalize(%(expressions)s, NFKD)")
    small: Combinable = Lower(_without(apart, swedish.MARKS), output_field=CharField())
    marks = f"{swedish.RING}{swedish.DOTS}{swedish.STROKES}"
    strange = When(_matches(small, f"[^ -~{marks}]"), then=_translated(small, swedish.LETTERS))
    spelled: Combinable = Either(strange, default=small)
    for pair in (swedish.SPELLED | letters).items():
        spelled = _replaced(spelled, pair)
    return Either(
        When(_matches(text, "^[ -~]*$"), then=Lower(text)),
        default=_without(spelled, f"[{marks}]"),
        output_field=CharField(),
    )


def _matches(text: Combinable, pattern: str) -> Func:
    return Func(text, Value(pattern), template="(%(expressions)s)", arg_joiner=" ~ ", output_field=BooleanField())


def _translated(text: Combinable, table: dict[str, str]) -> Combinable:
    """The text with each sign of a table as another."""
    signs = Value("".join(table)), Value("".join(table.values()))
    return Func(text, *signs, function="translate", output_field=CharField())


def _replaced(text: Combinable, pair: tuple[str, str]) -> Combinable:
    return Func(text, Value(pair[0]), Value(pair[1]), function="replace", output_field=CharField())


def _without(text: Combinable, signs: str) -> Combinable:
    empty, everywhere = Value(""), Value("g")
    return Func(text, Value(signs), empty, everywhere, function="regexp_replace", output_field=CharField())
