"""Opening a case to read it: the marks of unread messages are removed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case.facts import Moving
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.moves.writing import Nothing, stop_reminding
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import Moved, move
from vardtrad.kernel.actors import Actor

THREAD = {
    Move.MARK_READ: ThreadWords(staff=_("Läst av invånaren."), by_proxy=_("Läst av ombudet.")),
    # Said to the resident once, not each time somebody at the clinic opens the case.
    Move.MARK_SEEN: ThreadWords(resident=_("Mottagningen har läst ärendet."), once=True),
}


@dataclass(frozen=True, slots=True)
class MarkRead(Nothing):
    """The resident has opened the case."""

    @override
    def write(self, moving: Moving) -> None:
        """Remove the resident's mark; who has read is not reminded (004-005)."""
        moving.thing.unread_by_resident = False
        stop_reminding(moving)


@dataclass(frozen=True, slots=True)
class MarkSeen(Nothing):
    """The clinic has opened the case."""

    @override
    def write(self, moving: Moving) -> None:
        """Remove the clinic's mark."""
        moving.thing.unread_by_clinic = False


def mark_read(actor: Actor, key: UUID) -> Moved:
    """The resident has opened the case: OLÄST goes, and staff can see when. Raises Refused."""
    return move(actor, key, Move.MARK_READ, MarkRead())


def mark_seen(actor: Actor, key: UUID) -> Moved:
    """Remove the blue dot, since the receiver or the handler whose turn it is has opened the case (004-053).

    Raises Refused.
    """
    return move(actor, key, Move.MARK_SEEN, MarkSeen())
