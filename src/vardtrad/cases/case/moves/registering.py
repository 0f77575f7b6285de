"""Registering: staff write down the case of somebody who phones or stands at the desk, and what they answer (B-35)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case.answer_ways import answer_ways
from vardtrad.cases.case.contact import AnswerBy, Caller, CameBy
from vardtrad.cases.case.danger_signs.rules import SignsConfirmation
from vardtrad.cases.case.facts import Gathering, Moving
from vardtrad.cases.case.models import Case, CaseType, Message
from vardtrad.cases.case.moves.asking_back import AnswerBack
from vardtrad.cases.case.moves.attaching import file_facts
from vardtrad.cases.case.moves.sending import Send, offered_service
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.moves.writing import RELAY, Nothing
from vardtrad.cases.case.needs import CaseFacts
from vardtrad.cases.case.policy import policy_of
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import CASES, CLOCK, Moved, move, move_many, write
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.drafts.files import Chosen
from vardtrad.shared.forms.answering import Judged
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
    """What the resident answered to a question, on the telephone or by letter."""

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the resident has chosen another channel than the inbox."""
        return CaseFacts(text=self.text, answers_elsewhere=case.answer_by != AnswerBy.INBOX)

    @override
    def write(self, moving: Moving) -> None:
        """As when the resident answers, but for the name of who wrote it down."""
        AnswerBack.write(self, moving)
        _written_down(moving)


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


def pass_on(keys: Sequence[UUID]) -> None:
    """The clock notes that there is a task for each of these cases; a refusal leaves its trace."""
    move_many(CLOCK, Move.PASS_ON, [door.Request(key, PassOn()) for key in keys])
