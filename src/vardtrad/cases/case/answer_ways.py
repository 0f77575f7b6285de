"""By which channels what a clinic says reaches a person, when staff register a case for somebody (B-35)."""

from __future__ import annotations

from uuid import UUID

from vardtrad.cases.case.contact import AnswerBy
from vardtrad.cases.case.facts import may_reach
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.queries import somebody_reads_for


def answer_ways(person: Person, clinic: UUID) -> list[AnswerBy]:
    """The channels that reach the person, the best first; none for somebody who has died.

    The inbox, if the person logs in or a proxy by the register may read it, and the clinic may write to the person
    there (003-021). A letter, if there is an address; to a protected person it goes by the special route, so that no
    address needs to be known here. The telephone always: the number is given with the case.
    """
    if person.deceased:
        return []
    reads = (person.may_log_in or somebody_reads_for(person)) and may_reach(person, clinic)
    ways = {
        AnswerBy.INBOX: reads,
        AnswerBy.PHONE: True,
        AnswerBy.LETTER: letter_reaches(person),
    }
    return [way for way, reaches in ways.items() if reaches]


def letter_reaches(person: Person) -> bool:
    """Whether a letter finds the person: by the address, or for a protected person by the special route."""
    return person.is_protected or bool(person.street and person.postal_code)
