"""Marking a case as urgent ("Brådskande"), and removing the mark (B-11)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case.facts import Moving
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.moves.writing import Nothing
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import Moved, move
from vardtrad.kernel.actors import Actor

THREAD = {
    Move.MARK_URGENT: ThreadWords(staff=_("Markerat som brådskande av %(by)s.")),
    Move.MARK_NOT_URGENT: ThreadWords(staff=_("Brådskande togs bort av %(by)s.")),
}


@dataclass(frozen=True, slots=True)
class MarkUrgent(Nothing):
    """Whether the case is urgent."""

    urgent: bool

    @override
    def write(self, moving: Moving) -> None:
        """Set or remove the mark."""
        moving.thing.urgent = self.urgent


def mark_urgent(actor: Actor, key: UUID, *, urgent: bool) -> Moved:
    """Mark a case "Brådskande", or remove the mark (B-11). Raises Refused."""
    return move(actor, key, Move.MARK_URGENT if urgent else Move.MARK_NOT_URGENT, MarkUrgent(urgent))
