"""Noting in a case that the clinic has talked with the resident on the phone."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case.facts import Moving
from vardtrad.cases.case.models import MessageKind
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.moves.writing import Text, say
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import Moved, move
from vardtrad.kernel.actors import Actor

THREAD = {
    Move.PHONE: ThreadWords(staff=_("Samtal med invånaren noterat av %(by)s.")),
}


@dataclass(frozen=True, slots=True)
class Phone(Text):
    """What came of the call."""

    @override
    def write(self, moving: Moving) -> None:
        """Only a message, for staff only: the resident still waits for a word in the case."""
        say(moving, MessageKind.NOTE, self.text)


def phone(actor: Actor, key: UUID, text: str, *, submit_key: UUID | None = None) -> Moved:
    """Note a call with the resident and what came of it; the case stays open. Raises Refused."""
    return move(actor, key, Move.PHONE, Phone(text), submit_key=submit_key)
