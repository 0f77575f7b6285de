"""Internal notes: staff write to each other in a case, and the resident never sees it (B-08)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from typing_extensions import override

from vardtrad.cases.case.facts import Moving
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.moves.writing import Text, say
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import Moved, move
from vardtrad.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class WriteNote(Text):
    """The text of a note."""

    @override
    def write(self, moving: Moving) -> None:
        """Write a message for staff only."""
        say(moving, MessageKind.NOTE, self.text)


def note(actor: Actor, key: UUID, text: str, *, submit_key: UUID | None = None) -> Moved:
    """Write an internal note; the resident never sees it (B-08). Raises Refused."""
    return move(actor, key, Move.NOTE, WriteNote(text), submit_key=submit_key)
