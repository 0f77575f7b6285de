"""The verbs of cases: what is written when something happens. Who may, and when, stands in rules.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vardtrad.care_units.models import Staff, Unit
from vardtrad.cases import queries
from vardtrad.cases.models import Case, CaseType, Message, MessageKind
from vardtrad.cases.queries import Given
from vardtrad.cases.rules import TABLE, CaseFacts, Feedback, M, S
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind, system
from vardtrad.people.models import Person

Moving = door.Moving[Case, CaseFacts, Given]
Moved = door.Moved[Case]
Body = door.Body[Case, CaseFacts, Given]

CASES: door.Subject[Case, CaseFacts, Given] = door.Subject(
    label="case",
    model=Case,
    table=TABLE,
    standings=queries.standings,
    facts=queries.facts,
    addressees=queries.addressees,
    person_of=queries.person_of,
    related=("clinic", "patient"),
)

FEEDBACK = "feedback"
"""The deadline by which the resident shall have had a word from the clinic."""

CLOCK = system("klockan")

# Design decision 1: two working days to the first word (002-011), one to a resident's answer (004-006).
FIRST_FEEDBACK_DAYS = 2
REPLY_DAYS = 1


def send(
    actor: Actor, clinic: Unit, case_type: CaseType, patient: Person, text: str, *, submit_key: UUID | None = None
) -> Moved:
    """A resident sends a new case to a clinic (000-001). Raises Refused."""

    def write(moving: Moving) -> None:
        _await_feedback(moving, FIRST_FEEDBACK_DAYS)
        moving.add(_message(moving, MessageKind.OPENING))

    return door.begin(
        CASES,
        actor,
        M.SEND,
        lambda: Case(clinic=clinic, case_type=case_type, patient=patient),
        given=Given(text=text),
        body=write,
        submit_key=submit_key,
    )


def assign(actor: Actor, key: UUID, to: Staff, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Distribute an incoming case to somebody who answers it (000-025, 000-026). Raises Refused."""
    return _hand_over(actor, key, M.ASSIGN, to, seen, submit_key)


def reassign(actor: Actor, key: UUID, to: Staff, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Move a distributed case to another person (000-030, 000-031). Raises Refused."""
    return _hand_over(actor, key, M.REASSIGN, to, seen, submit_key)


def _hand_over(actor: Actor, key: UUID, move: M, to: Staff, seen: int | None, submit_key: UUID | None) -> Moved:
    def write(moving: Moving) -> None:
        moving.thing.handler = to
        moving.thing.unread_by_clinic = to.id != actor.id

    return door.move(CASES, actor, key, move, given=Given(to_staff=to), body=write, seen=seen, submit_key=submit_key)


def transfer(actor: Actor, key: UUID, to: Unit, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Hand a case over to another clinic of the same organisation, where it is incoming (002-022). Raises Refused."""

    def write(moving: Moving) -> None:
        moving.thing.clinic = to
        moving.thing.handler = None
        if moving.thing.feedback != Feedback.NONE:
            # The clock had been stopped by a word from the first clinic; the second one gets a clock of its own.
            _await_feedback(moving, FIRST_FEEDBACK_DAYS)
        moving.thing.feedback = Feedback.NONE
        moving.thing.unread_by_clinic = True

    return door.move(
        CASES, actor, key, M.TRANSFER, given=Given(to_clinic=to), body=write, seen=seen, submit_key=submit_key
    )


def partial_reply(actor: Actor, key: UUID, text: str, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Tell the resident something that cannot be replied to; the case stays open (000-040, 000-042). Raises Refused."""

    def write(moving: Moving) -> None:
        case = moving.thing
        if case.state != S.ASKED:
            own = case.handler_id == actor.id
            case.feedback = Feedback.PARTIAL_HANDLER if own else Feedback.PARTIAL_RECEIVER
        _word_to_resident(moving, MessageKind.PARTIAL_REPLY)

    return _say(actor, key, M.PARTIAL_REPLY, text, write, seen, submit_key)


def ask(actor: Actor, key: UUID, text: str, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Ask the resident something inside the same case (000-039, 000-041). Raises Refused.

    On an undistributed case the receiver thereby becomes its handler (000-052).
    """

    def write(moving: Moving) -> None:
        if moving.thing.state == S.RECEIVED:
            moving.thing.handler_id = actor.id
        moving.thing.feedback = Feedback.QUESTION
        _word_to_resident(moving, MessageKind.QUESTION)

    return _say(actor, key, M.ASK, text, write, seen, submit_key)


def answer_back(actor: Actor, key: UUID, text: str, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """The resident answers a counter question (000-039). Raises Refused."""

    def write(moving: Moving) -> None:
        moving.thing.feedback = Feedback.ANSWER_CAME
        moving.thing.unread_by_clinic = True
        _await_feedback(moving, REPLY_DAYS)
        moving.add(_message(moving, MessageKind.ANSWER_BACK))

    return _say(actor, key, M.ANSWER_BACK, text, write, seen, submit_key)


def answer(actor: Actor, key: UUID, text: str, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Give the final answer, which closes the case (000-036). Raises Refused."""

    def write(moving: Moving) -> None:
        _word_to_resident(moving, MessageKind.ANSWER)
        moving.thing.handler_id = moving.thing.handler_id or actor.id

    return _say(actor, key, M.ANSWER, text, write, seen, submit_key)


def close_without_answer(
    actor: Actor, key: UUID, reason: str, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Close a case that was answered in another way; the reason stays with the staff (000-043…045). Raises Refused."""

    def write(moving: Moving) -> None:
        _no_more_waiting(moving)
        moving.thing.handler_id = moving.thing.handler_id or actor.id
        moving.add(_message(moving, MessageKind.CLOSING_REASON))

    return _say(actor, key, M.CLOSE_WITHOUT_ANSWER, reason, write, seen, submit_key)


def mark_read(actor: Actor, key: UUID) -> Moved:
    """The resident has opened the case: OLÄST goes, and staff can see when. Raises Refused."""

    def write(moving: Moving) -> None:
        moving.thing.unread_by_resident = False

    return door.move(CASES, actor, key, M.MARK_READ, given=Given(), body=write)


def mark_seen(actor: Actor, key: UUID) -> Moved:
    """The one whose turn it is has opened the case: the blue dot goes (004-053). Raises Refused."""

    def write(moving: Moving) -> None:
        moving.thing.unread_by_clinic = False

    return door.move(CASES, actor, key, M.MARK_SEEN, given=Given(), body=write)


def flag(keys: Sequence[UUID]) -> None:
    """The clock flags the cases whose resident has had no word in time (002-015); a refusal leaves its trace."""

    def write(moving: Moving) -> None:
        moving.thing.flagged = moving.at
        moving.clear(FEEDBACK)

    door.move_many(CASES, CLOCK, M.FLAG, [door.Ask(key, Given()) for key in keys], body=write)


def first_feedback_due() -> datetime:
    """When a case sent now shall have had a first word from the clinic (UTC): what the resident is told to expect."""
    return clock.deadline(clock.now(), FIRST_FEEDBACK_DAYS)


def _say(actor: Actor, key: UUID, move: M, text: str, write: Body, seen: int | None, submit_key: UUID | None) -> Moved:
    return door.move(CASES, actor, key, move, given=Given(text=text), body=write, seen=seen, submit_key=submit_key)


def _word_to_resident(moving: Moving, kind: MessageKind) -> None:
    """A word to the resident stops the clock (002-012)."""
    _no_more_waiting(moving)
    moving.thing.unread_by_resident = True
    moving.add(_message(moving, kind))


def _no_more_waiting(moving: Moving) -> None:
    moving.thing.flagged = None
    moving.thing.unread_by_clinic = False
    moving.clear(FEEDBACK)


def _await_feedback(moving: Moving, working_days: int) -> None:
    moving.thing.feedback_due = clock.deadline(moving.at, working_days)
    moving.deadline(FEEDBACK, moving.thing.feedback_due)


def _message(moving: Moving, kind: MessageKind) -> Message:
    actor, case = moving.actor, moving.thing
    from_resident = actor.kind is ActorKind.RESIDENT
    return Message(
        case=case,
        kind=kind,
        at=moving.at,
        from_resident=from_resident,
        by_receiver=not from_resident and case.handler_id != actor.id,
        author=actor.id,
        author_name="" if from_resident else actor.name,
        unit_name="" if from_resident else case.clinic.name,
        signature="" if from_resident else actor.signature,
        text=moving.given.text,
        internal=kind is MessageKind.CLOSING_REASON,
    )
