"""The filters of a list. Each filter is one record; its form field, chip, address parameter and SQL come from that.

A list declares its records in a tuple and keeps what a reader has chosen of them in a ``Chosen``. The form fields are
made from the same records by ``shared.web.filters``, and links from ``Chosen.options``. Addresses hold codes, dates and
ids only: never a name, an identity number or the words of a case, which are posted (``Words``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Q, TextChoices
from django.http import QueryDict
from typing_extensions import override

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST = 30
"""How many choices of one filter are read from an address."""

C = TypeVar("C", bound=TextChoices)
V = TypeVar("V", bound=Hashable)


class Values(ABC, Generic[V]):
    """The kind of values that a filter takes: how they are read from an address and written in one."""

    several = False
    """Whether the address can give several values at once, each with a chip of its own."""
    posted = False
    """Whether the value is only ever posted by a form: it is neither read from an address nor written in one."""

    @abstractmethod
    def read(self, texts: Sequence[str]) -> V | None:
        """The value that these texts of an address mean; None when they mean none. What is no value is left out."""

    @abstractmethod
    def write(self, value: V) -> list[str]:
        """The value as the texts of an address, or of a form."""

    def parts(self, value: V) -> list[tuple[Any, V | None]]:
        """What has a chip of its own, each with the value that is left without it."""
        return [(value, None)]


@dataclass(frozen=True, slots=True)
class OneOf(Values[C]):
    """One of some choices, or none of them: ``otherwise`` is the word for that."""

    choices: type[C]
    otherwise: StrOrPromise

    @override
    def read(self, texts: Sequence[str]) -> C | None:
        return next((choice for choice in self.choices if texts and choice.value == texts[-1]), None)

    @override
    def write(self, value: C) -> list[str]:
        return [str(value.value)]


@dataclass(frozen=True, slots=True)
class SomeOf(Values[tuple[C, ...]]):
    """Any number of some choices, in the order of the choices."""

    several = True
    choices: type[C]

    @override
    def read(self, texts: Sequence[str]) -> tuple[C, ...] | None:
        return tuple(choice for choice in self.choices if choice.value in texts) or None

    @override
    def write(self, value: tuple[C, ...]) -> list[str]:
        return [str(choice.value) for choice in value]

    @override
    def parts(self, value: tuple[C, ...]) -> list[tuple[C, tuple[C, ...] | None]]:
        return [(choice, tuple(other for other in value if other is not choice) or None) for choice in value]


@dataclass(frozen=True, slots=True)
class Day(Values[date]):
    """A Swedish date.

    Years before ``earliest`` and after 2999 are no value, which leaves room for the midnights of every day.
    """

    earliest: int = 1900

    @override
    def read(self, texts: Sequence[str]) -> date | None:
        try:
            day = date.fromisoformat(texts[-1] if texts else "")
        except ValueError:
            return None
        return day if self.earliest <= day.year < 3000 else None

    @override
    def write(self, value: date) -> list[str]:
        return [value.isoformat()]


@dataclass(frozen=True, slots=True)
class Key(Values[UUID]):
    """The id of one thing among those that the page offers; ``otherwise`` is the word for none of them."""

    otherwise: StrOrPromise

    @override
    def read(self, texts: Sequence[str]) -> UUID | None:
        return _key(texts[-1]) if texts else None

    @override
    def write(self, value: UUID) -> list[str]:
        return [str(value)]


class TypedKey(Key):
    """The id of something that is not offered but written in words, which the page itself looks up."""


@dataclass(frozen=True, slots=True)
class Keys(Values[tuple[UUID, ...]]):
    """The ids of any number of things among those that the page offers."""

    several = True

    @override
    def read(self, texts: Sequence[str]) -> tuple[UUID, ...] | None:
        return tuple(sorted({key for text in texts if (key := _key(text))})) or None

    @override
    def write(self, value: tuple[UUID, ...]) -> list[str]:
        return [str(key) for key in value]

    @override
    def parts(self, value: tuple[UUID, ...]) -> list[tuple[UUID, tuple[UUID, ...] | None]]:
        return [(key, tuple(other for other in value if other != key) or None) for key in value]


@dataclass(frozen=True, slots=True)
class Words(Values[str]):
    """Words of at most ``most`` characters. They may be a name or an identity number, so they are posted."""

    posted = True
    most: int

    @override
    def read(self, texts: Sequence[str]) -> str | None:
        words = texts[-1].strip() if texts else ""
        return words if 0 < len(words) <= self.most else None

    @override
    def write(self, value: str) -> list[str]:
        return [value]


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


Names = Mapping[UUID, str]
"""The names of what filters mean by id, as far as the page may show them."""


def label_of(part: Any, names: Names) -> str:
    """The words of a chip for a choice: the choice's own label."""
    return str(part.label)


def nothing_asked(reader: Any) -> Q:
    """No condition: every row fits."""
    return Q()


@dataclass(frozen=True, slots=True, eq=False)
class Filter(Generic[V]):
    """One filter of a list.

    ``name`` is the parameter of the address and the form field, ``label`` the field's heading, and ``values`` the kind
    of values. ``condition`` is what a chosen value asks of a row, and ``unchosen`` what is asked while nothing is
    chosen; both are given the reader, as the list hands it to ``Chosen.condition`` (a seat, for example). ``chip``
    gives the words of the link that takes the filter (or one of its several values) away; ``help`` is the hint below
    the field's heading.
    """

    name: str
    label: StrOrPromise
    values: Values[V]
    condition: Callable[[V, Any], Q]
    unchosen: Callable[[Any], Q] = nothing_asked
    chip: Callable[[Any, Names], str] = label_of
    help: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter in words, and what is chosen without it."""

    words: str
    without: Chosen


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter as a link: its words, what is chosen after it, and whether it is what is chosen now."""

    words: str
    chosen: Chosen
    current: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader has chosen of a list's filters. Filters narrow together; several values of one filter widen it.

    ``values`` has the value of each filter at the filter's own place, or None.
    """

    filters: tuple[Filter[Any], ...]
    values: tuple[Any, ...]

    @classmethod
    def nothing(cls, filters: tuple[Filter[Any], ...]) -> Chosen:
        """Nothing chosen of these filters."""
        return cls(filters, (None,) * len(filters))

    @classmethod
    def read(cls, filters: tuple[Filter[Any], ...], address: QueryDict) -> Chosen:
        """What an address chooses; what is no choice is passed over, and so is what is only posted."""
        return cls(
            filters,
            tuple(
                None if record.values.posted else record.values.read(address.getlist(record.name)[:MOST])
                for record in filters
            ),
        )

    def value(self, record: Filter[V]) -> V | None:
        """The chosen value of a filter; None when nothing is chosen."""
        value: V | None = self.values[self.filters.index(record)]
        return value

    def choose(self, record: Filter[V], value: V | None) -> Chosen:
        """The same with another value of one filter, or with none of it."""
        place = self.filters.index(record)
        return Chosen(self.filters, (*self.values[:place], value, *self.values[place + 1 :]))

    def chosen(self) -> list[tuple[Filter[Any], Any]]:
        """The filters of which something is chosen, each with its value, in the order of the filters."""
        return [(record, value) for record, value in zip(self.filters, self.values, strict=True) if value is not None]

    def pairs(self) -> list[tuple[str, str]]:
        """The names and values of an address: first the filters that take several values; none that is posted."""
        ordered = sorted(self.chosen(), key=lambda pair: not pair[0].values.several)
        return [
            (record.name, text)
            for record, value in ordered
            if not record.values.posted
            for text in record.values.write(value)
        ]

    def condition(self, reader: Any = None) -> Q:
        """What all filters, as they are chosen, ask of a row for this reader."""
        together = Q()
        for record, value in zip(self.filters, self.values, strict=True):
            together &= record.unchosen(reader) if value is None else record.condition(value, reader)
        return together

    def options(self, record: Filter[C]) -> list[Option]:
        """The choices of a filter with one of some choices (``OneOf``): first nothing chosen, then each choice."""
        kind = record.values
        if not isinstance(kind, OneOf):
            raise TypeError(f"the filter {record.name} is not one of some choices")
        now = self.value(record)
        return [
            Option(str(kind.otherwise), self.choose(record, None), now is None),
            *(Option(str(choice.label), self.choose(record, choice), choice is now) for choice in kind.choices),
        ]

    def chips(self, names: Names) -> list[Chip]:
        """A chip for each chosen value, in the order of the filters."""
        return [
            Chip(record.chip(part, names), self.choose(record, rest))
            for record, value in self.chosen()
            for part, rest in record.values.parts(value)
        ]
