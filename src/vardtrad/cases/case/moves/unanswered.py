"""A question that the clinic sent and nobody answers: the clock reminds once, and closes it (004-005, 004-011).

Every question that a clinic sends has the same deadlines (design decision 1), unless the clinic has others for it or
for all of them; 0 days is never. They run from the sending. Once an answer has come the clock neither reminds nor
closes, also when staff ask again: what happens to the case is theirs to say (004-078).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.cases.case.facts import Gathering, Given, Moving
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves.thread_words import ThreadWords
from vardtrad.cases.case.moves.writing import (
    UNANSWERED,
    cancel_postponed,
    stop_reminding,
    stop_waiting,
    take_forward,
)
from vardtrad.cases.case.needs import CaseFacts
from vardtrad.cases.case.rules import Move
from vardtrad.cases.case.subject import CLOCK, move_many
from vardtrad.gate import door
from vardtrad.kernel.tables import Reason, Refused

THREAD = {
    Move.REMIND: ThreadWords(staff=_("Automatisk påminnelse till invånaren, som inte har läst meddelandet.")),
    Move.CLOSE_UNANSWERED: ThreadWords(
        staff=_("Avslutat automatiskt: inget svar kom senast %(closes)s. Kontakta invånaren på telefon."),
        resident=_("Ärendet avslutades automatiskt, eftersom inget svar kom senast %(closes)s."),
        explains_cancelling=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Remind(Given):
    """The time to remind has come."""

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the resident is still to be reminded: the message may have been read since the clock looked."""
        return CaseFacts(
            reminder_due=gathering.reached(case.reminds_at) and case.unread_by_resident,
            patient_living=not case.patient.deceased,
        )

    @override
    def write(self, moving: Moving) -> None:
        """Nobody is reminded twice."""
        stop_reminding(moving)


@dataclass(frozen=True, slots=True)
class CloseUnanswered(Given):
    """The time to answer has run out."""

    @override
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """Whether the time has run out; that no answer has come is the state."""
        return CaseFacts(time_to_answer_over=gathering.reached(case.closes_at))

    @override
    def write(self, moving: Moving) -> None:
        """The case is closed with whoever has it, a handler or a group, and says by its time that the clock closed it.

        Whether the resident has read the question stays as it is: staff look for both kinds (004-012, 004-067).
        """
        stop_waiting(moving)
        stop_reminding(moving)
        moving.clear(UNANSWERED)
        take_forward(moving)
        cancel_postponed(moving)


def remind_due(keys: Sequence[UUID]) -> None:
    """Remind the residents who have not read a question in time; the dead are passed over, and refusals traced."""
    reminders: list[door.Request[Given]] = [door.Request(key, Remind()) for key in keys]
    outcomes = move_many(CLOCK, Move.REMIND, reminders)
    passed_over: list[door.Request[Given]] = [
        door.Request(key, Remind())
        for key, outcome in zip(keys, outcomes, strict=True)
        if isinstance(outcome, Refused) and outcome.reason is Reason.NEED
    ]
    if passed_over:
        # Judged again by its own row: what is not due any more has no deadline left.
        move_many(CLOCK, Move.SKIP_REMINDER, passed_over)


def close_due(keys: Sequence[UUID]) -> None:
    """Close the questions that nobody has answered in time, as a set; refusals are traced."""
    move_many(CLOCK, Move.CLOSE_UNANSWERED, [door.Request(key, CloseUnanswered()) for key in keys])
