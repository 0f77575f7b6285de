"""The verbs beside the thread of a case. Who may, and when, stands in the table of cases; residents see none of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vardtrad.cases.case.actions import (
    CASES,
    CLOCK,
    LATER,
    SNOOZE,
    Body,
    Moved,
    Moving,
    answer_finally,
    ask_back,
    cancel_postponed,
    say,
    say_partly,
)
from vardtrad.cases.case.models import CaseLink, Consultation, Message, MessageKind, Postponed
from vardtrad.cases.case.queries import Given
from vardtrad.cases.case.rules import Feedback, Move
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.models import Staff, Unit

DELIVERIES = {
    MessageKind.ANSWER: (Move.DELIVER_ANSWER, answer_finally),
    MessageKind.PARTIAL_REPLY: (Move.DELIVER_PARTIAL_REPLY, say_partly),
    MessageKind.QUESTION: (Move.DELIVER_QUESTION, ask_back),
}
"""What the clock does with what was written to be sent later: the move, and what is written of it."""


def note(actor: Actor, key: UUID, text: str, *, submit_key: UUID | None = None) -> Moved:
    """Write an internal note; the resident never sees it (B-08). Raises Refused."""
    return _move(actor, key, Move.NOTE, Given(text=text), lambda moving: say(moving, MessageKind.NOTE), submit_key)


def consult(
    actor: Actor, key: UUID, text: str, unit: Unit, staff: Staff | None = None, *, submit_key: UUID | None = None
) -> Moved:
    """Ask a colleague, or another unit of the organisation, inside the case (B-08, 002-029). Raises Refused.

    Whoever is asked may read the case from then on, and is told.
    """

    def write(moving: Moving) -> None:
        moving.thing.consulting = True
        moving.add(Consultation(case=moving.thing, unit=unit, staff=staff, asked_by_id=moving.actor.id, at=moving.at))
        say(moving, MessageKind.CONSULTATION)

    return _move(actor, key, Move.CONSULT, Given(text=text, ask_unit=unit, ask_staff=staff), write, submit_key)


def consult_reply(actor: Actor, key: UUID, text: str, *, submit_key: UUID | None = None) -> Moved:
    """Answer what a colleague asked about a case; the handler is told (B-08). Raises Refused."""

    def write(moving: Moving) -> None:
        waiting = list(Consultation.objects.filter(case_id=key, answered__isnull=True))
        for one in waiting:
            if one.unit_id == moving.actor.unit and one.staff_id in {None, moving.actor.id}:
                one.answered = moving.at
                moving.change(one, "answered")
        moving.thing.consulting = any(one.answered is None for one in _other(waiting, moving))
        say(moving, MessageKind.CONSULT_REPLY)

    return _move(actor, key, Move.CONSULT_REPLY, Given(text=text), write, submit_key)


def _other(waiting: Sequence[Consultation], moving: Moving) -> list[Consultation]:
    """The questions of a case that this answer does not settle."""
    return [one for one in waiting if one.unit_id != moving.actor.unit or one.staff_id not in {None, moving.actor.id}]


def mark_urgent(actor: Actor, key: UUID, *, urgent: bool) -> Moved:
    """Mark a case "Brådskande", or take the mark away (B-11). Raises Refused."""

    def write(moving: Moving) -> None:
        moving.thing.urgent = urgent

    return _move(actor, key, Move.MARK_URGENT if urgent else Move.MARK_NOT_URGENT, Given(), write, None)


def link(actor: Actor, key: UUID, other: UUID, *, submit_key: UUID | None = None) -> Moved:
    """Link a case with another of the same person at the clinic (B-10). Raises Refused."""

    def write(moving: Moving) -> None:
        first, second = sorted((key, other))
        moving.add(CaseLink(case_id=first, other_id=second, at=moving.at, by_name=moving.actor.name))

    return _move(actor, key, Move.LINK, Given(other=other), write, submit_key)


def snooze(actor: Actor, key: UUID, until: datetime, *, submit_key: UUID | None = None) -> Moved:
    """Lay a case aside until a time (UTC): it leaves "Ärenden att hantera", its clock goes on (B-09). Raises Refused.

    It comes back by itself then, or at once when the resident writes.
    """

    def write(moving: Moving) -> None:
        moving.thing.snoozed_until = until
        moving.deadline(SNOOZE, until)

    return _move(actor, key, Move.SNOOZE, Given(until=until), write, submit_key)


def wake(actor: Actor, key: UUID) -> Moved:
    """Take a case that was laid aside up again. Raises Refused."""
    return _move(actor, key, Move.WAKE, Given(), _wake, None)


def wake_due(keys: Sequence[UUID]) -> None:
    """The clock brings back the cases whose time has come; a refusal leaves its trace."""
    door.move_many(CASES, CLOCK, Move.WAKE, [door.Request(key, Given()) for key in keys], body=_wake)


def _wake(moving: Moving) -> None:
    moving.thing.snoozed_until = None
    moving.thing.unread_by_clinic = True
    moving.clear(SNOOZE)


def postpone(
    actor: Actor,
    key: UUID,
    kind: MessageKind,
    text: str,
    at: datetime,
    *,
    seen: int | None,
    submit_key: UUID | None = None,
) -> Moved:
    """Write an answer, a delsvar or a motfråga now and have it sent at a time (UTC, B-09). Raises Refused.

    It is not sent if the resident, or anybody at the clinic, writes to the other first, or if the case goes to
    somebody else.
    """

    def write(moving: Moving) -> None:
        moving.thing.sends_at = at
        moving.deadline(LATER, at)
        moving.add(
            Postponed(
                case=moving.thing,
                kind=kind,
                at=at,
                author_id=actor.id,
                author_name=actor.letter_name,
                signature=actor.letter_signature,
                text=text,
            )
        )

    return door.move(
        CASES, actor, key, Move.POSTPONE, given=Given(text=text, until=at), body=write, seen=seen, submit_key=submit_key
    )


def cancel(actor: Actor, key: UUID) -> Moved:
    """Do not send what was written to be sent later. Raises Refused."""
    return _move(actor, key, Move.CANCEL_POSTPONED, Given(), cancel_postponed, None)


def deliver_due(keys: Sequence[UUID]) -> None:
    """The clock sends what was written to be sent now, in its author's name; a refusal leaves its trace.

    Where the author no longer may answer at the clinic nothing is sent: the case comes back, with the text kept, and
    its handler and the receivers are told.
    """
    waiting = {one.case_id: one for one in Postponed.objects.filter(case_id__in=keys, status=Postponed.Status.WAITING)}
    for key in keys:
        found = waiting.get(key)
        if found is not None:
            _deliver(key, found)


def _deliver(key: UUID, postponed: Postponed) -> None:
    move, body = DELIVERIES[MessageKind(postponed.kind)]

    def write(moving: Moving) -> None:
        case = moving.thing
        case.sends_at = None
        moving.clear(LATER)
        postponed.status = Postponed.Status.SENT
        moving.change(postponed, "status")
        body(moving)
        if move is Move.DELIVER_PARTIAL_REPLY:
            case.feedback = Feedback.PARTIAL_HANDLER
        for row in moving.rows:
            _sign(row, postponed)

    ask = door.Request(key, Given(text=postponed.text, postponed=postponed.id))
    (outcome,) = door.move_many(CASES, CLOCK, move, [ask], body=write)
    if isinstance(outcome, Refused) and outcome.reason is Reason.NEED:
        # Judged anew: it is given back only if it waits still, and the author is the one who may not.
        door.move_many(CASES, CLOCK, Move.RETURN_POSTPONED, [ask], body=_give_back)


def _give_back(moving: Moving) -> None:
    cancel_postponed(moving)
    _wake(moving)


def _sign(row: object, postponed: Postponed) -> None:
    """The message bears the name and signature of the one who wrote it, not the clock's."""
    if isinstance(row, Message):
        row.author, row.author_name = postponed.author_id, postponed.author_name
        row.signature, row.by_receiver = postponed.signature, False


def _move(actor: Actor, key: UUID, move: Move, given: Given, write: Body, submit_key: UUID | None) -> Moved:
    return door.move(CASES, actor, key, move, given=given, body=write, submit_key=submit_key)
