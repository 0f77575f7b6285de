"""Saved views: which views somebody has at a clinic, the words of their searches, and how many cases each holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict

from vardtrad.cases.case.models import Case
from vardtrad.cases.staff.frame.queries import WorkList, latest_change
from vardtrad.cases.staff.frame.shown import list_address
from vardtrad.cases.staff.lists.filters import ListFilter
from vardtrad.cases.staff.lists.list_sql import matching
from vardtrad.cases.staff.lists.models import SavedView, Search
from vardtrad.cases.teams.queries import Coverage
from vardtrad.gate.compiled import Compiled
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import alphabetical


def with_words(asked: ListFilter, clinic: UUID) -> ListFilter:
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
    asked: ListFilter


def views_of(actor: Actor) -> list[View]:
    """The actor's saved views at the clinic that the permissions of today open, by name: one query."""
    views = []
    for key, name, code, text, words in _views().rows(actor.id, actor.here):
        which = WorkList(code)
        if which.permissions & actor.roles:
            asked = replace(ListFilter.read(QueryDict(text), which), words=words)
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
    clinic: UUID, which: WorkList, asked: ListFilter, words: str | None, holders: tuple[UUID, ...], at: int, stand: int
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
        now, at = latest_change(actor.here), int(clock.now().timestamp()) // 60
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
