"""What the lists' forms need: the persons that a filter may mean, the choices of the filters, and the saved views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import Case, CaseType
from vardtrad.cases.case.queries import colleagues, handling_groups
from vardtrad.cases.case.words import hold, words_of
from vardtrad.cases.staff.frame.queries import WorkList, stand
from vardtrad.cases.staff.frame.shown import list_address
from vardtrad.cases.staff.lists.asked import Asked
from vardtrad.cases.staff.lists.models import SavedView, Search
from vardtrad.cases.staff.lists.queries import matching
from vardtrad.cases.teams.queries import Coverage
from vardtrad.gate.compiled import Compiled
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.identity import InvalidIdentityNumber, parse
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.people.models import Person

MOST_PERSONS = 50
"""How many persons a name is shown for; whoever means somebody else writes more of the name."""


@dataclass(frozen=True, slots=True)
class Found:
    """A person whom a filter may mean."""

    id: UUID
    name: str
    number: str


def identity_in(text: str) -> str | None:
    """The whole identity number that a text is, in the form that is stored; None when it is none."""
    try:
        return parse(text.strip()).value
    except InvalidIdentityNumber:
        return None


def residents(actor: Actor, which: WorkList, hands: Coverage, text: str) -> list[Found]:
    """The persons with a case in a list, closed ones included, that a number or words of a name mean, by name.

    At most MOST_PERSONS; one query.
    """
    found = matching(actor, which, hands, Asked(closed="is_open" in _plain(which)))
    number = identity_in(text)
    if number is not None:
        found = found.filter(patient__identity=number)
    else:
        words = words_of(text)
        if not words:
            return []
        # The words of the case narrow by an index; then the name itself is asked.
        found = found.filter(hold(actor.here, text))
        for word in words:
            found = found.filter(
                Q(patient__given_name__istartswith=word)
                | Q(patient__given_name__icontains=f" {word}")
                | Q(patient__given_name__icontains=f"-{word}")
                | Q(patient__family_name__istartswith=word)
                | Q(patient__family_name__icontains=f" {word}")
                | Q(patient__family_name__icontains=f"-{word}")
            )
    keys = found.order_by().values("patient_id").distinct()[:MOST_PERSONS]
    persons = Person.objects.filter(pk__in=keys)
    return sorted(
        (Found(one.id, one.name, f"{one.identity[:8]}-{one.identity[8:]}") for one in persons),
        key=lambda one: (alphabetical(one.name), one.number),
    )


def _plain(which: WorkList) -> tuple[str, ...]:
    return ("is_open",) if which in {WorkList.CLINIC_ALL, WorkList.OWN_ALL} else ()


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of the filters Hanterare and Ärendetyp, by name."""

    groups: Sequence[tuple[UUID, str]]
    staff: Sequence[tuple[UUID, str]]
    types: Sequence[tuple[UUID, str]]

    def holder(self, key: UUID) -> str:
        """The name of a choice of Hanterare; plain words for one who works here no longer."""
        return dict([*self.groups, *self.staff]).get(key) or _("Vald hanterare")

    def type_name(self, key: UUID) -> str:
        """The name of a case type; plain words for one that is used no longer."""
        return dict(self.types).get(key) or _("Vald ärendetyp")


def choices(clinic: UUID) -> Choices:
    """Whom and which sorts the clinic's lists can be filtered by: three queries."""
    types = _types(clinic).values_list("id", "name", "order")
    ordered = sorted(types, key=lambda one: (one[2], alphabetical(one[1])))
    return Choices(handling_groups(clinic), colleagues(clinic), [(key, name) for key, name, _order in ordered])


def _types(clinic: UUID) -> QuerySet[CaseType]:
    """The case types that the clinic's lists can hold."""
    offered = Q(services__clinic_id=clinic) | ~Q(direction=CaseType.Direction.INCOMING)
    return CaseType.objects.filter(offered).distinct()


def names_in(asked: Asked, clinic: UUID) -> Choices | None:
    """The names that the chips of these filters need, or None: one query for case types, three for a holder."""
    if asked.holder is not None:
        return choices(clinic)
    if not asked.types:
        return None
    return Choices((), (), list(_types(clinic).filter(pk__in=asked.types).values_list("id", "name")))


# ── Searches and saved views ──────────────────────────────────────────────────────────────────────────────────────


def with_words(asked: Asked, clinic: UUID) -> Asked:
    """What is asked, with the words of its search if it has one: they are the clinic's, whoever opens the link."""
    if asked.search is None:
        return asked
    return replace(
        asked, words=Search.objects.filter(pk=asked.search, clinic_id=clinic).values_list("words", flat=True).first()
    )


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as it is listed: its name, its address, and the list and question behind it."""

    id: UUID
    name: str
    address: str
    which: WorkList
    asked: Asked


def views_of(actor: Actor) -> list[View]:
    """The actor's saved views at the clinic that the permissions of today open, by name: one query."""
    views = []
    for key, name, code, text, words in _views().rows(actor.id, actor.here):
        which = WorkList(code)
        if which.permissions & actor.roles:
            asked = replace(Asked.read(QueryDict(text), which), words=words)
            views.append(View(key, name, asked.address(list_address(actor.here, which)), which, asked))
    return sorted(views, key=lambda one: alphabetical(one.name))


@cache
def _views() -> Compiled[SavedView]:
    """The question behind somebody's views at a clinic, asked at every list; its SQL is built once."""

    def build(staff: UUID, clinic: UUID) -> QuerySet[SavedView, Any]:
        found = SavedView.objects.filter(staff_id=staff, clinic_id=clinic)
        return found.values_list("id", "name", "listed", "asked", "search__words")

    return Compiled(build, UUID, UUID)


@dataclass(slots=True)
class _Slot:
    """Where the count of a view is kept when it has been counted."""

    number: int | None = None


@lru_cache(maxsize=4_096)
def _slot(
    clinic: UUID, which: WorkList, asked: Asked, words: str | None, holders: tuple[UUID, ...], at: int, stand: int
) -> _Slot:
    """The same slot for the same question until a case of the clinic is updated, and for a minute at the most.

    The minute is for what is done quietly: that a resident reads, and that a case is handed to another clinic.
    """
    return _Slot()


class Counts:
    """How many cases each of somebody's views holds: what has been counted since nothing happened is not counted anew.

    A filter that few cases fit costs PostgreSQL a look at every open case of the clinic, and the counts stand on every
    list. ``questions`` are those to ask, in one query; ``told`` takes the answers and gives the counts of all views.
    """

    def __init__(self, actor: Actor, views: Sequence[View], hands: Coverage) -> None:
        self.questions: list[QuerySet[Case]] = []
        self._slots: list[_Slot] = []
        self._asked: list[_Slot] = []
        if not views:
            return
        now, at = stand(actor.here), int(clock.now().timestamp()) // 60
        for one in views:
            holders = hands.holders if one.which.own else ()
            slot = _slot(actor.here, one.which, one.asked, one.asked.words, holders, at, now)
            self._slots.append(slot)
            if slot.number is None:
                self._asked.append(slot)
                self.questions.append(matching(actor, one.which, hands, one.asked))

    def told(self, numbers: Sequence[int]) -> list[int]:
        """The counts of all views, in their order."""
        for slot, number in zip(self._asked, numbers, strict=True):
            slot.number = number
        return [slot.number or 0 for slot in self._slots]
