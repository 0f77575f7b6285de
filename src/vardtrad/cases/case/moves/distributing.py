"""Distributing a case: to a person, to a group, to the actor, or to another clinic."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case import days, words
from vardtrad.cases.case.facts import Gathering, Given, Moving, may_reach
from vardtrad.cases.case.models import Case, CaseWords
from vardtrad.cases.case.moves.answering import PartialReply
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.moves.writing import await_feedback, cancel_postponed, take_forward
from vardtrad.cases.case.needs import CaseFacts
from vardtrad.cases.case.policy import policy_of
from vardtrad.cases.case.rules import PARTIAL, Feedback, Move
from vardtrad.cases.case.subject import Moved, move
from vardtrad.cases.teams.models import Group
from vardtrad.cases.teams.queries import group_takes_cases
from vardtrad.kernel.actors import Actor
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.care_units.queries import may_answer

THREAD = {
    Move.ASSIGN: ThreadWords(staff=_("Fördelat till %(to)s av %(by)s.")),
    Move.REASSIGN: ThreadWords(staff=_("Omfördelat till %(to)s av %(by)s.")),
    Move.TAKE: ThreadWords(staff=_("%(by)s fördelade ärendet till sig själv.")),
    Move.TRANSFER: ThreadWords(
        staff=_("Ärendet har lämnats över till %(clinic)s."),
        resident=_("Ärendet har lämnats över till %(clinic)s."),
    ),
}
THREAD[Move.TRANSFER_AND_TELL] = THREAD[Move.TRANSFER]


@dataclass(frozen=True, slots=True)
class HandOver(Given):
    """The person or the group that gets the case."""

    to: Staff | Group

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the new handler may answer at the clinic, and differs from the present one."""
        if isinstance(self.to, Staff):
            same = self.to.id == case.handler_id
        else:
            same = case.handler_id is None and self.to.id == case.group_id
        return CaseFacts(target_may_answer=target_may_answer(self.to, case, gathering), target_is_handler=same)

    @override
    def write(self, moving: Moving) -> None:
        """The case now belongs to a person or a group; it is no longer laid aside, and nothing waits to be sent."""
        case = moving.thing
        case.handler, case.group = (self.to, None) if isinstance(self.to, Staff) else (None, self.to)
        case.unread_by_clinic = self.to.id != moving.actor.id
        take_forward(moving)
        cancel_postponed(moving)


@dataclass(frozen=True, slots=True)
class Take(Given):
    """The member of staff who takes the case: always the actor."""

    taker: UUID

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the actor may answer at the clinic."""
        return CaseFacts(target_may_answer=gathering.once(may_answer, self.taker, case.clinic_id))

    @override
    def write(self, moving: Moving) -> None:
        """The case keeps the group that it came from, so that staff can see it."""
        moving.thing.handler_id = self.taker
        moving.thing.unread_by_clinic = False


@dataclass(frozen=True, slots=True)
class Transfer(Given):
    """The clinic that the case is handed over to."""

    to: Unit

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the other clinic takes cases from this one, and about this person."""
        return CaseFacts(
            clinic_open_to_transfer=self.to.open_to_transfer
            and self.to.takes_cases
            and self.to.organisation_id == gathering.actor.organisation
            and self.to.id != case.clinic_id,
            may_reach_target=self.to.id == case.clinic_id or gathering.once(may_reach, case.patient, self.to.id),
        )

    @override
    def write(self, moving: Moving) -> None:
        """The case is new at the other clinic, and is routed as that clinic routes."""
        case = moving.thing
        policy = policy_of(self.to.id, case.case_type_id)
        moving.change(CaseWords(case=case, words=words.moved(case.clinic_id, self.to.id)), "words")
        days.moved(moving, self.to.id)
        case.clinic, case.handler, case.group_id = self.to, None, policy.group
        take_forward(moving)
        cancel_postponed(moving)
        if case.due is None:
            # A message from the first clinic had stopped the clock, so the second clinic gets a new one. A clock that
            # still runs, or has run out, counts the resident's waiting, so it goes on.
            await_feedback(moving, policy.first_days)
        # The resident who has had a delsvar is promised no new answer (002-012); the clinic's own clock runs.
        case.feedback = Feedback.PARTIAL_RECEIVER if case.feedback in PARTIAL else Feedback.NONE
        case.unread_by_clinic = True


@dataclass(frozen=True, slots=True)
class TransferAndTell(Transfer):
    """The clinic that the case is handed over to, and the delsvar that the resident gets with it."""

    text: str

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """What is asked before a case is handed over, and whether the text fits."""
        return replace(Transfer.facts(self, case, gathering), text=self.text)

    @override
    def write(self, moving: Moving) -> None:
        """The first clinic says it, in the actor's name; then the case is new at the other clinic."""
        PartialReply(self.text).write(moving)
        Transfer.write(self, moving)


def target_may_answer(to: Staff | Group, case: Case, gathering: Gathering) -> bool:
    """Whether a person or a group may answer the case at its clinic."""
    return gathering.once(may_answer if isinstance(to, Staff) else group_takes_cases, to.id, case.clinic_id)


def assign(actor: Actor, key: UUID, to: Staff | Group, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Distribute an incoming case to somebody, or to a group, that answers it (000-025, 004-055). Raises Refused."""
    return move(actor, key, Move.ASSIGN, HandOver(to), seen=seen, submit_key=submit_key)


def reassign(actor: Actor, key: UUID, to: Staff | Group, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Move a distributed case to another person or group (000-030, 000-031). Raises Refused."""
    return move(actor, key, Move.REASSIGN, HandOver(to), seen=seen, submit_key=submit_key)


def take(actor: Actor, key: UUID, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """ "Fördela till dig själv": take a group's case, or an incoming one (004-056). Raises Refused."""
    return move(actor, key, Move.TAKE, Take(actor.id), seen=seen, submit_key=submit_key)


def transfer(actor: Actor, key: UUID, to: Unit, *, seen: int | None, submit_key: UUID | None = None) -> Moved:
    """Hand a case over to another clinic of the same organisation, where it is incoming (002-022). Raises Refused."""
    return move(actor, key, Move.TRANSFER, Transfer(to), seen=seen, submit_key=submit_key)


def transfer_and_tell(
    actor: Actor, key: UUID, to: Unit, text: str, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Hand a case over to another clinic, with a delsvar that tells the resident so (002-019). Raises Refused."""
    return move(actor, key, Move.TRANSFER_AND_TELL, TransferAndTell(to, text), seen=seen, submit_key=submit_key)
