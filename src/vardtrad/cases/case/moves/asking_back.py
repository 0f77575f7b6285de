"""Asking back (motfråga): the clinic asks the resident something inside the case, and the resident answers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from typing_extensions import override

from vardtrad.cases.case.facts import Gathering, Moving
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves.attaching import LABEL, Said, file_facts, send_along, send_answers_along
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.moves.writing import (
    await_feedback,
    cancel_postponed,
    say,
    say_to_resident,
    stop_awaiting_answer,
    take_forward,
)
from vardtrad.cases.case.needs import TEXT_LIMIT, CaseFacts
from vardtrad.cases.case.policy import policy_of
from vardtrad.cases.case.rules import Feedback, Move, State
from vardtrad.cases.case.subject import Moved, move
from vardtrad.kernel.actors import Actor
from vardtrad.shared.drafts.files import Chosen
from vardtrad.shared.forms import actions as forms
from vardtrad.shared.forms.answering import LONGEST, Judged

THREAD = {
    Move.ASK: ThreadWords(staff=""),
    Move.ANSWER_BACK: ThreadWords(staff=""),
}


@dataclass(frozen=True, slots=True)
class Ask(Said):
    """A question to the resident."""

    @override
    def write(self, moving: Moving) -> None:
        """A receiver who asks in an undistributed case becomes its handler (000-052)."""
        if moving.thing.state == State.RECEIVED:
            moving.thing.handler_id = moving.actor.id
        moving.thing.feedback = Feedback.QUESTION
        send_along(moving, say_to_resident(moving, MessageKind.QUESTION, self.text), self.chosen)


@dataclass(frozen=True, slots=True)
class AnswerBack(Said):
    """The resident's answer to a question: in words, or in the form that the question came with."""

    answers: Judged | None = None

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the answer is given to what the case asks: its form, or a question in words."""
        return CaseFacts(
            text=self.text,
            longest=LONGEST if self.answers is not None else TEXT_LIMIT,
            answers_complete=answers_fit(self.answers, case.form_version_id, self.chosen),
            **file_facts(gathering, self.chosen),
        )

    @override
    def write(self, moving: Moving) -> None:
        """It is the clinic's turn again: the case comes forward and a new time begins."""
        case = moving.thing
        case.feedback = Feedback.ANSWER_CAME
        case.unread_by_clinic = True
        case.flagged = None
        case.form_version_id = None
        take_forward(moving)
        cancel_postponed(moving)
        stop_awaiting_answer(moving)
        policy = policy_of(case.clinic_id, case.case_type_id)
        await_feedback(moving, policy.reply_days)
        if policy.answers_to_group:
            _land_with_group(case, policy.group)
        said = say(moving, MessageKind.ANSWER_BACK, self.text)
        send_answers_along(moving, said, self.chosen)
        if self.answers is not None:
            moving.add(forms.store(self.answers, LABEL, case.id, said.id, moving.at))


def _land_with_group(case: Case, group: UUID | None) -> None:
    """Anybody in the group may take the answer; who had the case is kept as information (B-36).

    A case without a group, of a type without one, stays with its handler.
    """
    case.group_id = case.group_id or group
    if case.group_id is not None and case.handler_id is not None:
        case.former_handler_id, case.handler_id = case.handler_id, None


def answers_fit(answers: Judged | None, version: UUID | None, chosen: Chosen | None) -> bool:
    """Whether somebody has answered the version of a form that is asked for, and all of it; or words where none is.

    The files that it answers with must be ``chosen`` to be sent along.
    """
    if answers is None:
        return version is None
    sent = chosen.answering if chosen is not None else ()
    return answers.version == version and answers.complete and set(answers.files) == set(sent)


def ask(
    actor: Actor,
    key: UUID,
    text: str,
    *,
    chosen: Chosen | None = None,
    seen: int | None,
    submit_key: UUID | None = None,
) -> Moved:
    """Ask the resident something inside the case (000-039, 000-041). Raises Refused.

    A receiver who asks in an undistributed case becomes its handler (000-052).
    """
    return move(actor, key, Move.ASK, Ask(text, chosen), seen=seen, submit_key=submit_key)


def answer_back(
    actor: Actor,
    key: UUID,
    text: str,
    *,
    chosen: Chosen | None = None,
    seen: int | None,
    submit_key: UUID | None = None,
) -> Moved:
    """The resident answers a question that the clinic asked (000-039). Raises Refused."""
    return move(actor, key, Move.ANSWER_BACK, AnswerBack(text, chosen), seen=seen, submit_key=submit_key)


def answer_form(
    actor: Actor,
    key: UUID,
    answers: Judged,
    *,
    chosen: Chosen | None = None,
    seen: int | None,
    submit_key: UUID | None = None,
) -> Moved:
    """The resident answers the form that the clinic's question came with. Raises Refused.

    The answers are in the thread as words, and beside the message as a QuestionnaireResponse with its version.
    """
    given = AnswerBack(answers.text, chosen, answers)
    return move(actor, key, Move.ANSWER_BACK, given, seen=seen, submit_key=submit_key)
