"""Consulting: asking a colleague, or another unit, inside a case; the resident sees none of it (B-08, 002-029)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from typing_extensions import override

from vardtrad.cases.case.facts import Gathering, Given, Moving, may_reach
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.models import Case, Consultation
from vardtrad.cases.case.moves.writing import Text, say
from vardtrad.cases.case.needs import CaseFacts
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import Moved, move
from vardtrad.kernel.actors import Actor
from vardtrad.shared.care_units.models import Assignment, Staff, Unit
from vardtrad.shared.care_units.queries import WORKS_WITH_CASES


@dataclass(frozen=True, slots=True)
class Consult(Given):
    """The question, and the unit and person it goes to; without ``staff``, anybody at the unit may answer."""

    text: str
    unit: Unit
    staff: Staff | None = None

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the colleague or the unit can be asked, and about this person."""
        unit = self.unit
        return CaseFacts(
            text=self.text,
            colleague_reachable=_reachable(gathering.actor, unit, self.staff),
            may_reach_target=unit.id == case.clinic_id or gathering.once(may_reach, case.patient, unit.id),
        )

    @override
    def write(self, moving: Moving) -> None:
        """From now on, the person or unit that is asked may read the case."""
        moving.thing.consulting = True
        message = say(moving, MessageKind.CONSULTATION, self.text)
        question = Consultation(case=moving.thing, unit=self.unit, staff=self.staff, message=message, at=moving.at)
        question.asked_by_id = moving.actor.id
        moving.add(question)


@dataclass(frozen=True, slots=True)
class ConsultReply(Text):
    """The answer to the colleague who asked."""

    @override
    def write(self, moving: Moving) -> None:
        """Answer all questions that wait for the actor; the case waits for those of others."""
        waiting = list(Consultation.objects.filter(case_id=moving.thing.id, answered__isnull=True))
        mine = [
            question
            for question in waiting
            if question.unit_id == moving.actor.unit and question.staff_id in {None, moving.actor.id}
        ]
        for question in mine:
            question.answered = moving.at
            moving.change(question, "answered")
        moving.thing.consulting = len(mine) < len(waiting)
        say(moving, MessageKind.CONSULT_REPLY, self.text)


def consult(
    actor: Actor, key: UUID, text: str, unit: Unit, staff: Staff | None = None, *, submit_key: UUID | None = None
) -> Moved:
    """Ask a colleague, or another unit of the organisation, inside the case (B-08, 002-029). Raises Refused.

    The person or unit that is asked is notified, and may read the case from then on.
    """
    return move(actor, key, Move.CONSULT, Consult(text, unit, staff), submit_key=submit_key)


def consult_reply(actor: Actor, key: UUID, text: str, *, submit_key: UUID | None = None) -> Moved:
    """Answer what a colleague asked about a case; the handler is notified (B-08). Raises Refused."""
    return move(actor, key, Move.CONSULT_REPLY, ConsultReply(text), submit_key=submit_key)


def _reachable(actor: Actor, unit: Unit, staff: Staff | None) -> bool:
    """Whether the unit belongs to the actor's organisation, and the person who is asked works with cases there.

    A whole unit can be asked only if it is not the actor's own.
    """
    if not unit.takes_cases or unit.organisation_id != actor.organisation:
        return False
    workers = Assignment.objects.filter(WORKS_WITH_CASES, unit=unit)
    if staff is None:
        return unit.id != actor.unit and workers.exists()
    return staff.id != actor.id and workers.filter(staff=staff).exists()
