"""Laying a case aside until later: it leaves "Ärenden att hantera" and comes back by itself (B-09)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case.facts import Gathering, Given, Moving
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.moves.writing import SNOOZE, take_forward
from vardtrad.cases.case.needs import CaseFacts
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import CLOCK, Moved, move, move_many
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor

THREAD = {
    Move.SNOOZE: ThreadWords(staff=_("Lagt undan till %(snoozed)s av %(by)s.")),
    Move.WAKE: ThreadWords(staff=_("Ärendet är tillbaka i listan.")),
}


@dataclass(frozen=True, slots=True)
class LayAside(Given):
    """When the case comes back (UTC)."""

    until: datetime

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the time is still to come."""
        return CaseFacts(later=gathering.later(self.until))

    @override
    def write(self, moving: Moving) -> None:
        """The case is laid aside until that time; the time for feedback goes on."""
        moving.thing.snoozed_until = self.until
        moving.deadline(SNOOZE, self.until)


@dataclass(frozen=True, slots=True)
class Wake(Given):
    """The case comes back: somebody takes it forward, or its time has come."""

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """The clock may wake a case only when its time has come; a handler may at any time."""
        return CaseFacts(may_wake=not gathering.actor.is_system or gathering.reached(case.snoozed_until))

    @override
    def write(self, moving: Moving) -> None:
        """The case is in "Ärenden att hantera" again, as unread."""
        take_forward(moving)
        moving.thing.unread_by_clinic = True


def snooze(actor: Actor, key: UUID, until: datetime, *, submit_key: UUID | None = None) -> Moved:
    """Lay a case aside until a time (UTC): it leaves "Ärenden att hantera", its clock goes on (B-09). Raises Refused.

    It comes back by itself at that time, or at once when the resident writes.
    """
    return move(actor, key, Move.SNOOZE, LayAside(until), submit_key=submit_key)


def wake(actor: Actor, key: UUID) -> Moved:
    """Take a case that was laid aside forward again. Raises Refused."""
    return move(actor, key, Move.WAKE, Wake())


def wake_due(keys: Sequence[UUID]) -> None:
    """Bring back the cases whose time has come, in the name of the clock; refusals are traced."""
    move_many(CLOCK, Move.WAKE, [door.Request(key, Wake()) for key in keys])
