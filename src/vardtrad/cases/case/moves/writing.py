"""Writes shared by several moves of a case: messages to the thread, deadlines, and cancelling what waits to be sent."""

from __future__ import annotations

from dataclasses import dataclass

from typing_extensions import override

from vardtrad.cases.case import words
from vardtrad.cases.case.contact import AnswerBy
from vardtrad.cases.case.facts import Gathering, Given, Moving
from vardtrad.cases.case.message_kinds import INTERNAL, RICH, MessageKind
from vardtrad.cases.case.models import Case, CaseWords, Message, Postponed
from vardtrad.cases.case.needs import CaseFacts
from vardtrad.cases.case.policy import Policy
from vardtrad.kernel import clock
from vardtrad.kernel.actors import ActorKind
from vardtrad.shared.care_units.rules import Permission
from vardtrad.shared.drafts.files import release
from vardtrad.shared.web.rich import without_markup

FEEDBACK = "feedback"
"""The deadline by which the resident must have heard from the clinic."""

SNOOZE = "snooze"
"""The deadline at which a case that was laid aside comes back."""

RELAY = "relay"
"""The deadline at which a task is made to tell a resident who has chosen the telephone or letters (B-35)."""

REMINDER = "reminder"
"""The deadline at which a resident who has not read the clinic's question is reminded (004-005)."""

UNANSWERED = "unanswered"
"""The deadline at which a question that the clinic sent is closed, unless an answer has come (004-011)."""

LATER = "later"
"""The deadline at which a handler's waiting text is sent."""


class Nothing(Given):
    """The base of moves that are given nothing and whose rules have no needs."""

    __slots__ = ()

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """No facts are needed."""
        return CaseFacts()


@dataclass(frozen=True, slots=True)
class Text(Given):
    """The base of moves that are given a text and nothing else."""

    text: str

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Only the text itself is judged."""
        return CaseFacts(text=self.text)


def say(moving: Moving, kind: MessageKind, text: str) -> Message:
    """Write a message, and add its words to those by which the case is searched for."""
    said = message(moving, kind, text)
    moving.add(said)
    moving.change(CaseWords(case=moving.thing, words=words.added(text)), "words")
    return said


def say_first(moving: Moving, kind: MessageKind, text: str) -> Message:
    """Write the message that a case begins with, and the words by which the case is searched for."""
    said = message(moving, kind, text)
    moving.add(said)
    case = moving.thing
    moving.add(
        CaseWords(
            case=case,
            words=words.of_new_case(case, text),
            begins=words.beginning(without_markup(text) if kind in RICH else text),
        )
    )
    return said


def say_to_resident(moving: Moving, kind: MessageKind, text: str, *, stops_the_clock: bool = True) -> Message:
    """Write a message to the resident.

    It stops the clock of the feedback (002-012), and cancels a text that waits to be sent.
    """
    if stops_the_clock:
        stop_waiting(moving)
    moving.thing.unread_by_clinic = _by_another(moving)
    moving.thing.unread_by_resident = True
    cancel_postponed(moving)
    if moving.thing.answer_by != AnswerBy.INBOX:
        moving.deadline(RELAY, moving.at)
    return say(moving, kind, text)


def _by_another(moving: Moving) -> bool:
    """Whether the handler is to see that another has written in an urgent case of theirs (B-37)."""
    case, actor = moving.thing, moving.actor
    others = actor.kind is ActorKind.STAFF and case.handler_id not in {None, actor.id}
    return case.urgent and others and not as_receiver(moving)


def cancel_postponed(moving: Moving) -> None:
    """Cancel the text that waits to be sent, if there is one."""
    if moving.thing.sends_at is None:
        return
    moving.thing.sends_at = None
    moving.clear(LATER)
    postponed = Postponed.objects.filter(case_id=moving.thing.id, status=Postponed.Status.WAITING).first()
    if postponed is not None:
        release(postponed.id)
        postponed.status = Postponed.Status.CANCELLED
        moving.change(postponed, "status")


def take_forward(moving: Moving) -> None:
    """A case that was laid aside no longer is."""
    moving.thing.snoozed_until = None
    moving.clear(SNOOZE)


def stop_waiting(moving: Moving) -> None:
    """The resident no longer waits for the clinic."""
    moving.thing.flagged = None
    moving.thing.due = None
    moving.thing.unread_by_clinic = False
    moving.clear(FEEDBACK)


def await_feedback(moving: Moving, working_days: int) -> None:
    """The resident waits for the clinic, which has this many working days."""
    moving.thing.feedback_due = moving.thing.due = clock.deadline(moving.at, working_days)
    moving.deadline(FEEDBACK, moving.thing.feedback_due)


def await_answer(moving: Moving, policy: Policy) -> None:
    """The clinic waits for the resident's answer: by when, and when the clock reminds and closes (004-005, 004-011)."""
    case = moving.thing
    case.answer_due = clock.deadline(moving.at, policy.answer_days)
    if policy.remind_days:
        case.reminds_at = clock.deadline(moving.at, policy.remind_days)
        moving.deadline(REMINDER, case.reminds_at)
    if policy.close_days:
        case.closes_at = clock.deadline(moving.at, policy.close_days)
        moving.deadline(UNANSWERED, case.closes_at)


def stop_reminding(moving: Moving) -> None:
    """The resident is not reminded of the question by the clock, or not again."""
    if moving.thing.reminds_at is not None:
        moving.thing.reminds_at = None
        moving.clear(REMINDER)


def stop_awaiting_answer(moving: Moving) -> None:
    """An answer has come, or none is awaited any more: the clock neither reminds nor closes (004-078)."""
    stop_reminding(moving)
    moving.thing.answer_due = None
    if moving.thing.closes_at is not None:
        moving.thing.closes_at = None
        moving.clear(UNANSWERED)


def close(moving: Moving) -> None:
    """Close the case; nothing in it waits any longer."""
    moving.thing.handler_id = moving.thing.handler_id or moving.actor.id
    stop_awaiting_answer(moving)
    take_forward(moving)
    cancel_postponed(moving)


def as_receiver(moving: Moving) -> bool:
    """Whether the actor writes as the clinic's receiver: not in a case of their own, and not as a substitute (B-03).

    Only a substitute writes in another's case without being a receiver.
    """
    case, actor = moving.thing, moving.actor
    return case.handler_id != actor.id and (case.handler_id is None or Permission.RECEIVER.value in actor.roles)


def message(moving: Moving, kind: MessageKind, text: str) -> Message:
    """The message that a move writes, in the actor's name."""
    actor, case = moving.actor, moving.thing
    from_resident = actor.kind is ActorKind.RESIDENT
    return Message(
        case=case,
        kind=kind,
        at=moving.at,
        from_resident=from_resident,
        by_receiver=not from_resident and as_receiver(moving),
        author=actor.id,
        # Who wrote in a resident's place is named (003-008); the resident's own name may be protected.
        author_name=actor.name if actor.acts_for else "" if from_resident else actor.letter_name,
        unit_name="" if from_resident else case.clinic.name,
        signature="" if from_resident else actor.letter_signature,
        text=text,
        internal=kind in INTERNAL,
    )
