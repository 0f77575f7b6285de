"""Taking back ("Ångra") what closes a case: an answer or a closing is held for some seconds before it is carried out.

What is held goes out by itself when the seconds have passed: the worker carries out its deadline, whether its author is
still logged in or not. Only the author can stop it (ADR 32).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case.facts import Gathering, Given, Moving
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, Postponed
from vardtrad.cases.case.moves import answering, closing
from vardtrad.cases.case.moves.attaching import file_facts
from vardtrad.cases.case.moves.sending_later import wait_with
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.moves.writing import Nothing, cancel_postponed, take_forward
from vardtrad.cases.case.needs import CaseFacts
from vardtrad.cases.case.rules import Move, State
from vardtrad.cases.case.subject import Moved, move
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.shared.drafts.files import Chosen

THREAD = {
    Move.HOLD_ANSWER: ThreadWords(staff=""),
    Move.HOLD_CLOSING: ThreadWords(staff=""),
    Move.TAKE_BACK: ThreadWords(
        staff=_("%(by)s ångrade sig. Inget skickades till invånaren."), explains_cancelling=True
    ),
}

MARGIN = timedelta(minutes=2)
"""What is written so shortly before the end of the time for feedback is carried out at once, so that it is in time."""


def _time_to_undo(case: Case) -> bool:
    """Whether what closes the case can be held: the installation wants it, and the word to the resident is in time."""
    held = timedelta(seconds=settings.UNDO_SECONDS)
    now = clock.now()
    return bool(held) and (case.due is None or not now < case.due <= now + held + MARGIN)


@dataclass(frozen=True, slots=True)
class Hold(Given):
    """The text that closes the case, and its kind: an answer, or the reason for closing without one."""

    kind: MessageKind
    text: str
    chosen: Chosen | None = None

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether there is time to undo it, and whether something already waits to be sent."""
        return CaseFacts(
            text=self.text,
            postponed=case.sends_at is not None,
            time_to_undo=_time_to_undo(case),
            **file_facts(gathering, self.chosen),
        )

    @override
    def write(self, moving: Moving) -> None:
        """The text is kept with its author, who becomes the handler of a case that nobody has."""
        case = moving.thing
        case.handler_id = case.handler_id or moving.actor.id
        at = moving.at + timedelta(seconds=settings.UNDO_SECONDS)
        wait_with(moving, self.kind, self.text, at, self.chosen)


@dataclass(frozen=True, slots=True)
class TakeBack(Nothing):
    """The held text is not carried out."""

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the actor wrote it, and whether its time has not come."""
        own = Postponed.objects.filter(case_id=case.id, status=Postponed.Status.WAITING, author_id=gathering.actor.id)
        return CaseFacts(wrote_it=own.exists(), not_yet_sent=not gathering.reached(case.sends_at))

    @override
    def write(self, moving: Moving) -> None:
        """The text is kept for the box where it was written, and the case is in its author's list, not laid aside."""
        cancel_postponed(moving)
        take_forward(moving)


def answer(
    actor: Actor,
    key: UUID,
    text: str,
    *,
    chosen: Chosen | None = None,
    seen: int | None,
    submit_key: UUID | None = None,
) -> Moved:
    """Give the final answer, held for some seconds if the table lets it be (000-036). Raises Refused.

    A case whose state is CLOSING afterwards is held, and can be taken back.
    """
    if not _held(key):
        return answering.answer(actor, key, text, chosen=chosen, seen=seen, submit_key=submit_key)
    given = Hold(MessageKind.ANSWER, text, chosen)
    return move(actor, key, Move.HOLD_ANSWER, given, seen=seen, submit_key=submit_key)


def close_without_answer(
    actor: Actor, key: UUID, reason: str, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Close a case without an answer, held for some seconds if the table lets it be (000-043…045). Raises Refused.

    A case whose state is CLOSING afterwards is held, and can be taken back.
    """
    if not _held(key):
        return closing.close_without_answer(actor, key, reason, seen=seen, submit_key=submit_key)
    given = Hold(MessageKind.CLOSING_REASON, reason)
    return move(actor, key, Move.HOLD_CLOSING, given, seen=seen, submit_key=submit_key)


def take_back(actor: Actor, key: UUID, *, submit_key: UUID | None = None) -> Moved:
    """Take back the answer or the closing that the actor has just written. Raises Refused."""
    return move(actor, key, Move.TAKE_BACK, TakeBack(), submit_key=submit_key)


def _held(key: UUID) -> bool:
    """Which of the two moves to try: the holding one, or the one that is carried out at once.

    A case that is held or closed already is held, so that the same form sent twice gives the first result. Nothing is
    held where the resident may be answering a question at this very moment, or where something else waits to be sent.
    """
    case = Case.objects.filter(pk=key).first()
    if case is None or not settings.UNDO_SECONDS:
        return False
    if case.state in {State.CLOSING, State.CLOSED}:
        return True
    return case.state != State.ASKED and case.sends_at is None and _time_to_undo(case)
