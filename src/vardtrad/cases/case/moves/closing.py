"""Closing a case without an answer, because it was answered in another way."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case.facts import Moving
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.moves.writing import Text, close, say, stop_waiting
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import Moved, move
from vardtrad.kernel.actors import Actor

CLOSED_OTHERWISE = _("Mottagningen har avslutat ärendet. Det besvarades på annat sätt, till exempel per telefon.")
"""What the resident reads of a case that is closed without an answer."""

THREAD = {
    Move.CLOSE_WITHOUT_ANSWER: ThreadWords(staff="", resident=CLOSED_OTHERWISE),
}


@dataclass(frozen=True, slots=True)
class CloseWithoutAnswer(Text):
    """The reason, which only staff see."""

    @override
    def write(self, moving: Moving) -> None:
        """The resident waits no longer, and reads only that the case is closed."""
        stop_waiting(moving)
        say(moving, MessageKind.CLOSING_REASON, self.text)
        close(moving)


def close_without_answer(
    actor: Actor, key: UUID, reason: str, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Close a case that was answered in another way; the reason stays with the staff (000-043…045). Raises Refused."""
    return move(actor, key, Move.CLOSE_WITHOUT_ANSWER, CloseWithoutAnswer(reason), seen=seen, submit_key=submit_key)
