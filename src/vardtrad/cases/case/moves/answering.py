"""Answering a case: the final answer, which closes it, and a partial reply (delsvar), which does not."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from typing_extensions import override

from vardtrad.cases.case.facts import Moving
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.moves.attaching import Said, send_along
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.moves.writing import as_receiver, close, say_to_resident
from vardtrad.cases.case.rules import Feedback, Move, Origin, State
from vardtrad.cases.case.subject import Moved, move
from vardtrad.kernel.actors import Actor
from vardtrad.shared.drafts.files import Chosen

THREAD = {
    Move.ANSWER: ThreadWords(staff=""),
    Move.PARTIAL_REPLY: ThreadWords(staff=""),
}


@dataclass(frozen=True, slots=True)
class Answer(Said):
    """The final answer to the resident."""

    @override
    def write(self, moving: Moving) -> None:
        """The answer closes the case."""
        send_along(moving, say_to_resident(moving, MessageKind.ANSWER, self.text), self.chosen)
        close(moving)


@dataclass(frozen=True, slots=True)
class PartialReply(Said):
    """A word to the resident that cannot be replied to."""

    @override
    def write(self, moving: Moving) -> None:
        """The status says who replied, unless the case waits for the resident's answer."""
        case = moving.thing
        if case.state != State.ASKED:
            case.feedback = Feedback.PARTIAL_RECEIVER if as_receiver(moving) else Feedback.PARTIAL_HANDLER
        # A partial reply does not take the flag from a case that the clinic sent (004-060).
        stops = case.origin == Origin.RESIDENT
        said = say_to_resident(moving, MessageKind.PARTIAL_REPLY, self.text, stops_the_clock=stops)
        send_along(moving, said, self.chosen)


def answer(
    actor: Actor,
    key: UUID,
    text: str,
    *,
    chosen: Chosen | None = None,
    seen: int | None,
    submit_key: UUID | None = None,
) -> Moved:
    """Give the final answer, which closes the case (000-036). Raises Refused."""
    return move(actor, key, Move.ANSWER, Answer(text, chosen), seen=seen, submit_key=submit_key)


def partial_reply(
    actor: Actor,
    key: UUID,
    text: str,
    *,
    chosen: Chosen | None = None,
    seen: int | None,
    submit_key: UUID | None = None,
) -> Moved:
    """Tell the resident something that cannot be replied to; the case stays open (000-040, 000-042). Raises Refused."""
    return move(actor, key, Move.PARTIAL_REPLY, PartialReply(text, chosen), seen=seen, submit_key=submit_key)
