"""What a move of a case is given, and the facts that the table's needs are judged by.

Every move has a small class of its own (``moves/``): what it is given, the facts it can answer for, and what it writes.
A fact that a move does not answer keeps the value of CaseFacts that refuses, so a need can never pass by mistake.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from django.conf import settings

from vardtrad.cases.case.contact import AnswerBy
from vardtrad.cases.case.models import ApprovedContact, Case
from vardtrad.cases.case.needs import CaseFacts
from vardtrad.cases.case.rules import TABLE, Origin, State
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Offers
from vardtrad.shared.people.models import Person

LONGEST_WAIT = timedelta(days=90)
"""How far ahead a case may be laid aside, or a message be sent later."""

Answer = TypeVar("Answer")


class Gathering:
    """The gathering of facts for one set of moves: who acts, what time it is (UTC), and what has been looked up."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.now = clock.now()
        self._answers: dict[Any, Any] = {}

    def once(self, question: Callable[..., Answer], *about: Any) -> Answer:
        """The answer to a question, which is asked only once for the whole set."""
        if (question, *about) not in self._answers:
            self._answers[question, *about] = question(*about)
        answer: Answer = self._answers[question, *about]
        return answer

    def later(self, moment: datetime) -> bool:
        """Whether a moment is still to come, and not too far ahead."""
        return self.now < moment <= self.now + LONGEST_WAIT

    def reached(self, moment: datetime | None) -> bool:
        """Whether there is such a moment and it has come."""
        return moment is not None and moment <= self.now


class Given(ABC):
    """What one move of a case is given, by a form or by the clock."""

    __slots__ = ()

    @abstractmethod
    def facts(self, case: Case, gathering: Gathering) -> CaseFacts:
        """The present facts of this move's own needs, read under the lock."""

    @abstractmethod
    def write(self, moving: Moving) -> None:
        """Write what the move changes, once the table has allowed it."""


Moving: TypeAlias = door.Moving[Case, CaseFacts, Given]


def facts(actor: Actor, moves: Sequence[tuple[Case, Given]]) -> dict[UUID, CaseFacts]:
    """The facts for a set of moves, by case."""
    gathering = Gathering(actor)
    return {case.id: given.facts(case, gathering) for case, given in moves}


def offers(case: Case, capacities: frozenset[str]) -> Offers:
    """The moves that somebody with these capacities may try on the case now, and why the others are refused.

    It needs no query: everything known beforehand about a case can be read from the case itself.
    """
    return TABLE.offers(case.state, capacities, lambda: _known_beforehand(case))


def _known_beforehand(case: Case) -> CaseFacts:
    return CaseFacts(
        postponed=case.sends_at is not None,
        answers_elsewhere=answers_elsewhere(case),
        closed_by_clock=closed_by_clock(case),
    )


def answers_elsewhere(case: Case) -> bool:
    """Whether staff may write down the resident's answer: who begins a case in the inbox answers there.

    In a case that the clinic has sent the resident may never have been, so what is said by telephone counts too.
    """
    return case.answer_by != AnswerBy.INBOX or case.origin == Origin.CLINIC


def closed_by_clock(case: Case) -> bool:
    """Whether the clock has closed the case, and no answer has come since."""
    return case.state == State.CLOSED and case.closes_at is not None


def may_reach(person: Person, clinic: UUID) -> bool:
    """Whether a person may contact the clinic; a protected one only after its approval (003-021, decision 10)."""
    if not person.is_protected or not settings.PROTECTED_NEEDS_APPROVAL:
        return True
    return ApprovedContact.objects.filter(clinic_id=clinic, person=person).exists()
