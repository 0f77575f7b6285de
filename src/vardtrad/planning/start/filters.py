"""The views, filters and order of the start page's list, as they stand in an address, and the place in the list.

A filter is one record in ``FILTERS``: its link or field, its address and its query come from it. The reader of the
conditions is a ``Seat``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vardtrad.gate.alphabet import holds
from vardtrad.kernel.pasted import without_stray_characters
from vardtrad.kernel.swedish import search_words
from vardtrad.planning import processes
from vardtrad.planning.plan.models import Participant
from vardtrad.shared.care_units.queries import Seat
from vardtrad.shared.lists.filters import Chosen, Filter, OneOf, Words

V = TypeVar("V")


class View(models.TextChoices):
    """ "Visa en annan vy" (001-060), by the last part of the address."""

    START = "", _("Startsida")
    CONTACT = "vardkontakt", _("Visa planer för en fast vårdkontakt/samordningsansvarig")
    SIPS = "enhetens-sip", _("Visa en enhets alla SIP")


class Sort(models.TextChoices):
    """The columns that order the list (001-050), by their word in the address."""

    CHANGED = "andrad", _("Ändrad")
    NAME = "namn", _("Namn")
    NUMBER = "personnummer", _("Personnummer")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the list is ordered by; the last one makes every place its own."""
        return {"andrad": ("updated", "id"), "namn": ("family", "given", "id"), "personnummer": ("number", "id")}[self]


class ToDo(models.TextChoices):
    """The other choice than all plans (001-052)."""

    ONLY = "1", _("Att göra")


class Follow(models.TextChoices):
    """The other choice than all plans (B-49)."""

    DUE = "1", _("Ska följas upp")


def is_to_be_followed_up() -> Q:
    """The plans whose follow-up is due within a month or late, whichever process they follow."""
    due = Q(pk__in=[])
    for process in processes.PROCESSES:
        due |= Q(process=process.code) & process.to_follow_up()
    return due


def has_task(seat: Seat) -> Q:
    """The plans where the seat's unit takes part and its role has something to do, whichever process they follow."""
    own = Participant.objects.filter(
        plan_id=OuterRef("pk"), unit_id=seat.unit.id, removed__isnull=True, roles__contains=[seat.role.code]
    )
    with_task = Q(pk__in=[])
    for process in processes.PROCESSES:
        with_task |= Q(process=process.code) & process.has_task(seat)
    return Q(Exists(own)) & with_task


def _hold_every_word(words: str, _seat: Seat) -> Q:
    """The plans whose name or personal number holds every word; a number may be written with its hyphen or plus.

    Without any word in ``words`` there are none.
    """
    name = Concat("patient__given_name", Value(" "), "patient__family_name")
    parts = search_words(words)
    together = Q() if parts else Q(pk__in=[])
    for word in parts:
        number = without_stray_characters(word).replace("-", "").replace("+", "")
        together &= holds(name, word) | Q(patient__identity__contains=number.upper())
    return together


TO_DO = Filter(
    "att-gora",
    _("Att göra"),
    OneOf(ToDo, otherwise=_("Alla ärenden")),
    condition=lambda _only, seat: has_task(seat),
)
FOLLOW = Filter(
    "uppfoljning",
    _("Uppföljning"),
    OneOf(Follow, otherwise=_("Oavsett uppföljning")),
    condition=lambda _due, _seat: is_to_be_followed_up(),
)
WORDS = Filter(
    "ord",
    _("Filtrera listan – Namn eller personnummer"),
    Words(most=100),
    condition=_hold_every_word,
)

FILTERS: tuple[Filter[Any], ...] = (TO_DO, FOLLOW, WORDS)
"""The filters of the start page and its other views (001-051, 001-052)."""


@dataclass(frozen=True, slots=True)
class ListFilter:
    """The view, the filters and the order of the list, and the place in it.

    ``rising`` is None for the column's own first direction: latest change on top, names and numbers from the beginning.
    ``after`` and ``before`` are plans that the page lies between: only ids stand in an address, no names or numbers.
    """

    view: View = View.START
    chosen: Chosen = field(default_factory=lambda: Chosen.nothing(FILTERS))
    sort: Sort = Sort.CHANGED
    rising: bool | None = None
    after: UUID | None = None
    before: UUID | None = None

    @classmethod
    def read(cls, view: View, address: QueryDict) -> ListFilter:
        """What an address asks of a view; what it does not know is left out."""
        sort = address.get("sortera")
        return cls(
            view=view,
            chosen=Chosen.read(FILTERS, address),
            sort=Sort(sort) if sort in Sort.values else Sort.CHANGED,
            rising={"stigande": True, "fallande": False}.get(address.get("ordning", "")),
            after=key_of(address.get("efter")),
            before=key_of(address.get("fore")) if "efter" not in address else None,
        )

    def choose(self, record: Filter[V], value: V | None) -> ListFilter:
        """The same with another value of one filter, or with none of it."""
        return replace(self, chosen=self.chosen.choose(record, value))

    def pairs(self) -> list[tuple[str, str]]:
        """The names and values of the address, always in the same order; none for a view as it is opened."""
        order = "" if self.rising is None else "stigande" if self.rising else "fallande"
        pairs = [
            ("sortera", self.sort.value if self.sort is not Sort.CHANGED else ""),
            ("ordning", order),
            *self.chosen.pairs(),
            ("efter", str(self.after or "")),
            ("fore", str(self.before or "")),
        ]
        return [(name, value) for name, value in pairs if value]

    @property
    def from_the_top(self) -> ListFilter:
        """The same at the list's beginning."""
        return replace(self, after=None, before=None)

    @property
    def to_do(self) -> bool:
        """Whether only plans with something to do are listed."""
        return self.chosen.value(TO_DO) is not None

    @property
    def words(self) -> str:
        """The words that narrow the list; empty when none do."""
        return self.chosen.value(WORDS) or ""

    @property
    def goes_up(self) -> bool:
        """Whether the list begins with the least value of its column."""
        return self.sort is not Sort.CHANGED if self.rising is None else self.rising

    @property
    def as_opened(self) -> bool:
        """Whether this is the page that one lands on, which all have open all day."""
        return self == ListFilter()


def key_of(text: str | None) -> UUID | None:
    """The key that a text of an address names, or None when it names none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
