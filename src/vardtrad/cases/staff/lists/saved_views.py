"""Saved views: which views somebody has at a clinic, the words of their searches, and how many cases each holds."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict

from vardtrad.cases.staff.frame.queries import Question, WorkList, holders, latest_change
from vardtrad.cases.staff.frame.shown import list_address
from vardtrad.cases.staff.lists.filters import ListFilter
from vardtrad.cases.staff.lists.list_sql import counting
from vardtrad.cases.staff.lists.models import SavedView, Search
from vardtrad.cases.teams.queries import Coverage
from vardtrad.gate.compiled import Compiled
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.lists.remembered import Remembered


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
        saved_views = SavedView.objects.filter(staff_id=staff, clinic_id=clinic)
        return saved_views.values_list("id", "name", "listed", "asked", "search__words")

    return Compiled(build, UUID, UUID)


_counts: Remembered[int] = Remembered(4_096, lambda: timedelta(minutes=1))
"""Counts of views by the query and the clinic's latest change.

At most a minute old, because some changes do not update the time of a case: that a resident reads it, and that it is
transferred to another clinic.
"""


class Counts:
    """How many cases each of somebody's views holds; a count is remembered until something happens at the clinic.

    A filter that few cases fit makes PostgreSQL look at every open case of the clinic, and the counts stand on every
    list. ``questions`` are the counts to ask for, in one query; ``all_of`` takes the answers.
    """

    def __init__(self, actor: Actor, views: Sequence[View], hands: Coverage) -> None:
        self.questions: list[Question] = []
        self._keys: list[Hashable] = []
        self._counts: dict[Hashable, int | None] = {}
        if not views:
            return
        latest = latest_change(actor.here)
        for view in views:
            held = holders(view.which, hands)
            key = actor.here, view.which, view.asked, view.asked.words, held, latest
            self._keys.append(key)
            if key in self._counts:
                continue
            self._counts[key] = _counts.get(key)
            if self._counts[key] is None:
                self.questions.append(counting(actor, view.which, hands, view.asked))

    def all_of(self, numbers: Sequence[int]) -> list[int]:
        """The counts of all views, in their order, from the answers to ``questions``."""
        unknown = [key for key, number in self._counts.items() if number is None]
        for key, number in zip(unknown, numbers, strict=True):
            self._counts[key] = number
            _counts.put(key, number)
        return [self._counts[key] or 0 for key in self._keys]
