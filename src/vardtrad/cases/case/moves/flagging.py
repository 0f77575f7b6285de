"""Flagging: the clock marks the cases whose resident has not heard from the clinic in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case.facts import Gathering, Given, Moving
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.moves.writing import FEEDBACK, take_forward
from vardtrad.cases.case.needs import CaseFacts
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import CLOCK, move_many
from vardtrad.gate import door

THREAD = {
    Move.FLAG: ThreadWords(staff=_("Flaggat: invånaren har inte fått återkoppling i tid.")),
}


@dataclass(frozen=True, slots=True)
class Flag(Given):
    """The resident's time has run out."""

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the time has run out: somebody may have written since the clock looked."""
        return CaseFacts(overdue=gathering.reached(case.due))

    @override
    def write(self, moving: Moving) -> None:
        """A case that was laid aside comes back: a late case must be seen."""
        moving.thing.flagged = moving.at
        moving.clear(FEEDBACK)
        take_forward(moving)


def flag(keys: Sequence[UUID]) -> None:
    """Flag the cases whose resident has not heard from the clinic in time (002-015); refusals are traced.

    The day's responsible and the handler are notified.
    """
    move_many(CLOCK, Move.FLAG, [door.Request(key, Flag()) for key in keys])
