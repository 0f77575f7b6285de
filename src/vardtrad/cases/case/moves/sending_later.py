"""Sending later ("Skicka senare"): a message that is written now and sent by the clock (B-09)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case.facts import Gathering, Given, Moving
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, Message, Postponed
from vardtrad.cases.case.moves.answering import Answer, PartialReply
from vardtrad.cases.case.moves.asking_back import Ask
from vardtrad.cases.case.moves.attaching import file_facts, send_what_waited
from vardtrad.cases.case.moves.closing import CLOSED_OTHERWISE, CloseWithoutAnswer
from vardtrad.cases.case.moves.laying_aside import Wake
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.moves.writing import LATER, Nothing, cancel_postponed
from vardtrad.cases.case.needs import CaseFacts
from vardtrad.cases.case.rules import Feedback, Move
from vardtrad.cases.case.subject import CLOCK, Moved, move, move_many
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.models import Assignment
from vardtrad.shared.care_units.queries import WORKS_WITH_CASES
from vardtrad.shared.drafts import files
from vardtrad.shared.drafts.files import Chosen

THREAD = {
    Move.POSTPONE: ThreadWords(staff=_("Skrivet av %(by)s för att skickas %(sends)s.")),
    Move.CANCEL_POSTPONED: ThreadWords(
        staff=_("%(by)s ångrade det som skulle skickas senare."), explains_cancelling=True
    ),
    Move.RETURN_POSTPONED: ThreadWords(
        staff=_("Meddelandet skickades inte, eftersom den som skrev inte längre får svara på mottagningen."),
        explains_cancelling=True,
    ),
    Move.DELIVER_ANSWER: ThreadWords(staff="", explains_cancelling=True),
    Move.DELIVER_PARTIAL_REPLY: ThreadWords(staff="", explains_cancelling=True),
    Move.DELIVER_QUESTION: ThreadWords(staff="", explains_cancelling=True),
    Move.DELIVER_CLOSING: ThreadWords(staff="", resident=CLOSED_OTHERWISE, explains_cancelling=True),
}

DELIVERIES = {
    MessageKind.ANSWER: (Move.DELIVER_ANSWER, Answer),
    MessageKind.PARTIAL_REPLY: (Move.DELIVER_PARTIAL_REPLY, PartialReply),
    MessageKind.QUESTION: (Move.DELIVER_QUESTION, Ask),
    MessageKind.CLOSING_REASON: (Move.DELIVER_CLOSING, CloseWithoutAnswer),
}
"""What the clock does with each kind of message: the move, and what the message is when it is sent."""


@dataclass(frozen=True, slots=True)
class Postpone(Given):
    """The text, its kind, and when it is sent (UTC)."""

    kind: MessageKind
    text: str
    at: datetime
    chosen: Chosen | None = None

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the time is still to come, and whether something already waits to be sent."""
        return CaseFacts(
            text=self.text,
            later=gathering.later(self.at),
            postponed=case.sends_at is not None,
            **file_facts(gathering, self.chosen),
        )

    @override
    def write(self, moving: Moving) -> None:
        """The text is kept with its author's name and signature as they are now."""
        wait_with(moving, self.kind, self.text, self.at, self.chosen)


def wait_with(moving: Moving, kind: MessageKind, text: str, at: datetime, chosen: Chosen | None) -> None:
    """Keep a text and its files until a moment (UTC), when the clock carries it out in its author's name."""
    moving.thing.sends_at = at
    moving.deadline(LATER, at)
    postponed = Postponed(
        case=moving.thing,
        kind=kind,
        at=at,
        author_id=moving.actor.id,
        author_name=moving.actor.letter_name,
        signature=moving.actor.letter_signature,
        text=text,
    )
    moving.add(postponed)
    if chosen is not None:
        files.hold(moving.actor, chosen, postponed.id)


@dataclass(frozen=True, slots=True)
class CancelPostponed(Nothing):
    """The waiting text is not sent."""

    @override
    def write(self, moving: Moving) -> None:
        """Keep the text for the box where it was written."""
        cancel_postponed(moving)


@dataclass(frozen=True, slots=True)
class Deliver(Given):
    """The waiting text that is due now."""

    postponed: Postponed

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether it still waits, its time has come, and its author may still write from the clinic."""
        waiting = Postponed.objects.filter(pk=self.postponed.id, status=Postponed.Status.WAITING).exists()
        author_may = waiting and _may_be_named(self.postponed.author_id, case.clinic_id)
        return CaseFacts(
            still_waiting=waiting and gathering.reached(case.sends_at),
            author_may=author_may,
            author_may_not=waiting and not author_may,
        )

    @override
    def write(self, moving: Moving) -> None:
        """Write the message as if its author had sent it, with the author's name and signature, not the clock's."""
        case, postponed = moving.thing, self.postponed
        case.sends_at = None
        moving.clear(LATER)
        postponed.status = Postponed.Status.SENT
        moving.change(postponed, "status")
        _move, sent_as = DELIVERIES[MessageKind(postponed.kind)]
        sent_as(postponed.text).write(moving)
        if postponed.kind == MessageKind.PARTIAL_REPLY:
            case.feedback = Feedback.PARTIAL_HANDLER
        for row in list(moving.rows):
            if isinstance(row, Message):
                row.author, row.author_name = postponed.author_id, postponed.author_name
                row.signature, row.by_receiver = postponed.signature, False
                by = Actor(
                    kind=ActorKind.STAFF, id=postponed.author_id, name=postponed.author_name, unit=case.clinic_id
                )
                send_what_waited(moving, row, postponed.id, by)


@dataclass(frozen=True, slots=True)
class Return(Deliver):
    """The waiting text goes back, since its author may no longer answer at the clinic."""

    @override
    def write(self, moving: Moving) -> None:
        """The case comes forward with the text kept."""
        cancel_postponed(moving)
        Wake().write(moving)


def postpone(
    actor: Actor,
    key: UUID,
    kind: MessageKind,
    text: str,
    at: datetime,
    *,
    chosen: Chosen | None = None,
    seen: int | None,
    submit_key: UUID | None = None,
) -> Moved:
    """Write an answer, a delsvar or a motfråga now and have it sent at a time (UTC, B-09). Raises Refused.

    It is not sent if the resident, or anybody at the clinic, writes to the other first, or if the case goes to
    somebody else.
    """
    return move(actor, key, Move.POSTPONE, Postpone(kind, text, at, chosen), seen=seen, submit_key=submit_key)


def cancel(actor: Actor, key: UUID) -> Moved:
    """Cancel a text that was to be sent later. Raises Refused."""
    return move(actor, key, Move.CANCEL_POSTPONED, CancelPostponed())


def deliver_due(keys: Sequence[UUID]) -> None:
    """The clock sends the texts that are due, in their authors' names; a refusal leaves its trace.

    If the author may no longer answer at the clinic, nothing is sent: the case comes back with the text kept, and its
    handler and the receivers are notified.
    """
    for postponed in Postponed.objects.filter(case_id__in=keys, status=Postponed.Status.WAITING):
        _deliver(postponed)


def _deliver(postponed: Postponed) -> None:
    delivery, _sent_as = DELIVERIES[MessageKind(postponed.kind)]
    key = postponed.case_id
    (outcome,) = move_many(CLOCK, delivery, [door.Request(key, Deliver(postponed))])
    if isinstance(outcome, Refused) and outcome.reason is Reason.NEED:
        # Judged again by its own rule: it goes back only if it still waits and its author may not write.
        move_many(CLOCK, Move.RETURN_POSTPONED, [door.Request(key, Return(postponed))])


def _may_be_named(staff: UUID, clinic: UUID) -> bool:
    """Whether something may be sent in this person's name from the clinic now: by who works with cases there (B-09).

    A substitute whose period has ended counts too: that person had the right to write, and still works there.
    """
    return Assignment.objects.filter(WORKS_WITH_CASES, staff_id=staff, unit_id=clinic).exists()
