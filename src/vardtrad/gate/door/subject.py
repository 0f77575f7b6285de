"""What the door needs to know about a subject, and what it passes to a verb's body."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic
from uuid import UUID

from django.db import models
from typing_extensions import TypeVar

from vardtrad.gate.models import Movable, Part, fields_of
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Table

T = TypeVar("T", bound=Movable)
F = TypeVar("F")
G = TypeVar("G")
G_co = TypeVar("G_co", covariant=True)
G_contra = TypeVar("G_contra", contravariant=True)
S = TypeVar("S", bound=Part)
S_co = TypeVar("S_co", bound=Part, covariant=True)
P = TypeVar("P", bound=Part | None, default=None)
"""The part that a move concerns; None for a move of the thing itself."""

Capacities = Mapping[UUID, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to notify: the address itself is looked up when the notice is sent."""

    kind: ActorKind
    id: UUID


@dataclass(frozen=True)
class PartRef(Generic[S_co]):
    """Which part of a thing a move concerns: the step, and the unit when each unit has its own."""

    kind: str
    model: type[S_co]
    holder: UUID | None = None


@dataclass(frozen=True)
class PartOf(Generic[F, S]):
    """A kind of part: where it is stored, and its own table. A part that is not stored yet has the state NOWHERE."""

    kind: str
    model: type[S]
    table: Table[F]

    def ref(self, holder: UUID | None = None) -> PartRef[S]:
        """The part of this kind in a thing; ``holder`` is the unit, where each unit has a part of its own."""
        return PartRef(self.kind, self.model, holder)


@dataclass(frozen=True, slots=True)
class Request(Generic[G]):
    """A request to move one thing: its key, the content number that the actor saw, and the form's submit key."""

    key: UUID
    given: G
    seen: int | None = None
    submit_key: UUID | None = None
    part: PartRef[Any] | None = None


@dataclass(frozen=True, slots=True)
class News(Generic[T]):
    """A change that was just written, for the lists that mark what has changed.

    ``parties`` are those that the table's row notifies, ``concerned`` the units that the move is about by name, ``by``
    the unit where it was made (None for the clock), ``at`` when (UTC).
    """

    thing: T
    parties: frozenset[str]
    concerned: frozenset[UUID]
    by: UUID | None
    at: datetime


@dataclass(frozen=True)
class Subject(Generic[T, F, G_contra]):
    """A subject as the door sees it. Every callback takes a batch: one query for a hundred things, not a hundred.

    ``capacities`` says in what capacities the actor may act on each thing; ``facts`` gathers, for each thing and what
    was given for it, the facts of the needs. Both are called under the lock. ``addressees`` says who is meant by a
    party of the table for each thing; a thing without any may be left out. ``related`` are the foreign keys that needs
    and bodies look at: they come with the lock, in the same query. ``mark_news`` is called last in the transaction,
    with every written move whose row notifies somebody: for subjects whose lists mark what has changed (ADR 25).

    The last type parameter is all that may be given for any move; each move is given its own share of it.
    """

    label: str
    model: type[T]
    table: Table[F]
    capacities: Callable[[Actor, Sequence[T]], Capacities]
    facts: Callable[[Actor, Sequence[tuple[T, G_contra]]], Mapping[UUID, F]]
    addressees: Callable[[Sequence[T], str], Mapping[UUID, Sequence[Addressee]]]
    person_of: Callable[[T], UUID | None]
    parts: Mapping[str, PartOf[F, Any]] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    snapshot: Callable[[T], dict[str, Any]] = fields_of
    mark_news: Callable[[Sequence[News[T]]], None] | None = None


@dataclass
class Moving(Generic[T, F, G_co, P]):
    """A move under way, judged and allowed, handed to the verb's body.

    The body changes the thing's fields (not its state), adds rows, and sets or clears deadlines; the door writes all
    of it, set-wise, after the Version row. ``part`` is the part that the move concerns, None for the thing as a whole.
    """

    actor: Actor
    thing: T
    given: G_co
    at: datetime
    part: P
    rows: list[models.Model] = field(default_factory=list)
    deadlines: dict[str, datetime | None] = field(default_factory=dict)
    changes: list[tuple[models.Model, tuple[str, ...]]] = field(default_factory=list)
    concerned: set[UUID] = field(default_factory=set)

    def add(self, row: models.Model) -> None:
        """Have a row written together with the move."""
        self.rows.append(row)

    def change(self, row: models.Model, *fields: str) -> None:
        """Have these fields of a row that is neither a thing nor a part written together with the move."""
        self.changes.append((row, fields))

    def concerns(self, unit: UUID | None) -> None:
        """Name a unit that this move is about: the table may notify it rather than a whole party."""
        if unit is not None:
            self.concerned.add(unit)

    def deadline(self, kind: str, due: datetime) -> None:
        """Set or change the thing's deadline of this kind (UTC)."""
        self.deadlines[kind] = due

    def clear(self, kind: str) -> None:
        """Clear the thing's deadline of this kind, if it has one."""
        self.deadlines[kind] = None


@dataclass(frozen=True, slots=True)
class Moved(Generic[T]):
    """A move that was carried out. ``repeated``: the same form had been sent before, and nothing was done again."""

    thing: T
    number: int
    repeated: bool = False
