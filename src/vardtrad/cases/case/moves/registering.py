"""Registering: staff write down the case of somebody who phones or stands at the desk, and what they answer (B-35)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case.answer_ways import answer_ways
from vardtrad.cases.case.contact import AnswerBy, Caller, CameBy
from vardtrad.cases.case.danger_signs.rules import SignsConfirmation
from vardtrad.cases.case.facts import Gathering, Moving, answers_elsewhere, closed_by_clock
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, CaseType, Message
from vardtrad.cases.case.moves.asking_back import AnswerBack, answers_fit
from vardtrad.cases.case.moves.attaching import LABEL, file_facts, send_answers_along
from vardtrad.cases.case.moves.sending import Send, offered_service
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.moves.writing import RELAY, Nothing, close, say
from vardtrad.cases.case.needs import TEXT_LIMIT, CaseFacts
from vardtrad.cases.case.policy import policy_of
from vardtrad.cases.case.rules import Feedback, Move, State
from vardtrad.cases.case.subject import CASES, CLOCK, Moved, move, move_many, write
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.drafts.files import Chosen
from vardtrad.shared.forms import actions as forms
from vardtrad.shared.forms.answering import LONGEST, Judged
from vardtrad.shared.people.models import Person

THREAD = {
    Move.REGISTER: ThreadWords(staff="", resident=""),
    Move.RECORD_REPLY: ThreadWords(staff="", resident=""),
    Move.PASS_ON: ThreadWords(staff=_("En uppgift att lämna över det till invånaren ligger bland Uppgifter.")),
}


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody came in touch with the clinic, and how the answer is to reach the person."""

    came_by: CameBy
    answer_by: AnswerBy
    call_number: str = ""
    caller: Caller = Caller.SELF
    caller_name: str = ""


@dataclass(frozen=True, slots=True)
class Register(Send):
    """What staff write down of a new case; the clock and the queue are those of a case that the resident sends."""

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the clinic takes such cases, and whether the answer will reach the person."""
        service = gathering.once(offered_service, case.clinic_id, case.case_type_id)
        incoming = case.case_type.direction == CaseType.Direction.INCOMING
        ways = gathering.once(answer_ways, case.patient, case.clinic_id)
        has_number = case.answer_by != AnswerBy.PHONE or bool(case.call_number)
        return CaseFacts(
            service_open=service is not None and incoming,
            **self._what_is_told(case, gathering, service),
            patient_living=not case.patient.deceased,
            answer_arrives=case.answer_by in ways and has_number,
            **file_facts(gathering, self.chosen),
        )

    @override
    def write(self, moving: Moving) -> None:
        """The words are the resident's, and the one who wrote them down is named."""
        Send.write(self, moving)
        _written_down(moving)


@dataclass(frozen=True, slots=True)
class RecordReply(AnswerBack):
    """What the resident answered to a question, on the telephone or by letter.

    In words, also where the question came with a form: a conversation need not have given whole answers. ``told_by`` is
    who answered, as a sentence that stands under the answer.
    """

    told_by: str = ""

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether staff may write down the answer, and whether a form that they filled in is the one asked for."""
        return CaseFacts(
            text=self.text,
            longest=LONGEST if self.answers is not None else TEXT_LIMIT,
            answers_elsewhere=answers_elsewhere(case),
            closed_by_clock=closed_by_clock(case),
            answers_complete=self.answers is None or answers_fit(self.answers, case.form_version_id, self.chosen),
            **file_facts(gathering, self.chosen),
        )

    @override
    def write(self, moving: Moving) -> None:
        """As when the resident answers, but for the name of who wrote it down and who told it."""
        whole = replace(self, text="\n\n".join(filter(None, (self.text, self.told_by))))
        if moving.thing.state == State.CLOSED:
            _write_in_closed(whole, moving)
        else:
            AnswerBack.write(whole, moving)
        _written_down(moving)


def _write_in_closed(given: RecordReply, moving: Moving) -> None:
    """The answer of somebody whose time had run out: the case has it, stays closed and asks for nothing more."""
    case = moving.thing
    case.feedback, case.form_version_id = Feedback.ANSWER_CAME, None
    close(moving)
    said = say(moving, MessageKind.ANSWER_BACK, given.text)
    send_answers_along(moving, said, given.chosen)
    if given.answers is not None:
        moving.add(forms.store(given.answers, LABEL, case.id, said.id, moving.at))


def told_by(caller: Caller, name: str) -> str:
    """Who gave an answer by telephone, in the Swedish in which answers are kept."""
    with translation.override("sv"):
        if caller == Caller.SELF:
            return gettext("Svaret lämnades på telefon av personen själv.")
        if caller == Caller.GUARDIAN:
            words = gettext("Svaret lämnades på telefon av vårdnadshavare.")
            return f"{words[:-1]}: {name}." if name else words
        return gettext("Svaret lämnades på telefon av ombud eller god man: %(name)s.") % {"name": name}


def _written_down(moving: Moving) -> None:
    for row in moving.rows:
        if isinstance(row, Message):
            row.from_resident, row.by_receiver = True, False
            row.unit_name, row.signature = moving.thing.clinic.name, ""


@dataclass(frozen=True, slots=True)
class PassOn(Nothing):
    """Somebody has been given the task to tell the resident."""

    @override
    def write(self, moving: Moving) -> None:
        """Nothing waits for the clock any more."""
        moving.clear(RELAY)


def register(
    actor: Actor,
    clinic: Unit,
    case_type: CaseType,
    patient: Person,
    text: str,
    contact: Contact,
    *,
    choice: str = "",
    chosen: Chosen | None = None,
    answers: Judged | None = None,
    signs: SignsConfirmation | None = None,
    submit_key: UUID | None = None,
) -> Moved:
    """Register a case for somebody who phones or stands at the desk (B-35). Raises Refused.

    ``answers`` and ``signs`` are what the person answered in the clinic's form, and to the danger signs that the member
    of staff read aloud, as in a case that a resident sends; ``chosen`` are the files that answer questions of the form.
    """
    policy = policy_of(clinic.id, case_type.id)
    return door.begin(
        CASES,
        actor,
        Move.REGISTER,
        lambda: Case(
            clinic=clinic,
            case_type=case_type,
            patient=patient,
            choice=choice,
            group_id=policy.group,
            came_by=contact.came_by,
            answer_by=contact.answer_by,
            call_number=contact.call_number,
            caller=contact.caller,
            caller_name=contact.caller_name,
        ),
        given=Register(text, policy.first_days, chosen, answers, signs=signs),
        body=write,
        submit_key=submit_key,
    )


def record_reply(actor: Actor, key: UUID, text: str, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Write down what the resident answered to the clinic's question. Raises Refused."""
    return move(actor, key, Move.RECORD_REPLY, RecordReply(text), seen=seen, submit_key=submit_key)


def record_form(
    actor: Actor,
    key: UUID,
    answers: Judged,
    told_by: str,
    *,
    chosen: Chosen | None = None,
    seen: int | None,
    submit_key: UUID | None = None,
) -> Moved:
    """Write down what somebody answered by telephone in the form that the clinic's question came with. Raises Refused.

    It is kept as the resident's own answer would be: in words, and as a QuestionnaireResponse with its version.
    """
    given = RecordReply(answers.text, chosen, answers, told_by)
    return move(actor, key, Move.RECORD_REPLY, given, seen=seen, submit_key=submit_key)


def pass_on(keys: Sequence[UUID]) -> None:
    """The clock notes that there is a task for each of these cases; a refusal leaves its trace."""
    move_many(CLOCK, Move.PASS_ON, [door.Request(key, PassOn()) for key in keys])
