"""The filters of a unit's list of tasks: one state, and whose. The links above the list, its address and query follow.

The reader of the conditions is a ``Coverage``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vardtrad.cases.tasks.rules import Kind, State
from vardtrad.cases.teams.queries import Coverage
from vardtrad.shared.lists.filters import Chosen, Filter, OneOf


class Tab(models.TextChoices):
    """The tabs of the list beside "Att göra", which is shown when none is chosen."""

    WAITING = "vantar", _("Väntar")
    DONE = "klara", _("Klara")
    DOCUMENTED = "dokumenterat", _("Dokumenterat men inte avslutat")

    @property
    def state(self) -> State:
        """The state that the tab shows."""
        return {Tab.WAITING: State.WAITING, Tab.DONE: State.DONE}.get(self, State.TO_DO)

    @property
    def condition(self) -> Q:
        """The tasks that stand in the tab."""
        return {
            Tab.WAITING: Q(state=State.WAITING) & ~SETTLED,
            Tab.DONE: Q(state=State.DONE),
            Tab.DOCUMENTED: Q(kind=Kind.RECORD, state__in=[State.TO_DO, State.WAITING], case__is_open=True),
        }[self]


SETTLED = Q(kind=Kind.RECORD, case__is_open=False)
"""Tasks of cases that were documented and have been closed since: there is nothing more to do about them (002-016)."""
LEFT_TO_DO = Q(state=State.TO_DO) & ~SETTLED
"""What is to be done."""


class Whose(models.TextChoices):
    """The other choices than one's own tasks together with those that nobody has."""

    OWN = "mina", _("Mina")
    FREE = "lediga", _("Lediga")
    ALL = "alla", _("Alla på mottagningen")


def whose_tasks(whose: Whose | None, holders: Sequence[UUID]) -> Q:
    """The tasks that one of these people and groups has, those that nobody has, both (None), or everybody's."""
    own, free = Q(holder__in=holders), Q(holder__isnull=True)
    return {Whose.OWN: own, Whose.FREE: free, Whose.ALL: Q()}[whose] if whose is not None else own | free


def _whose(whose: Whose, coverage: Coverage) -> Q:
    return whose_tasks(whose, coverage.holders)


def _own_or_free(coverage: Coverage) -> Q:
    return whose_tasks(None, coverage.holders)


TAB = Filter(
    "flik",
    _("Uppgifter efter läge"),
    OneOf(Tab, otherwise=_("Att göra")),
    condition=lambda tab, _coverage: tab.condition,
    unchosen=lambda _coverage: LEFT_TO_DO,
)
WHOSE = Filter(
    "visa",
    _("Vems uppgifter"),
    OneOf(Whose, otherwise=_("Mina och lediga")),
    condition=_whose,
    unchosen=_own_or_free,
)

FILTERS: tuple[Filter[Any], ...] = (TAB, WHOSE)


def state_shown(chosen: Chosen) -> State:
    """The state of the tasks that are listed, which decides their order."""
    tab = chosen.value(TAB)
    return State.TO_DO if tab is None else tab.state
