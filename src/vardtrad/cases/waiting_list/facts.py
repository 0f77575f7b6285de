"""What a move of an entry is given, and the facts that the table's needs are judged by.

Every move has a small class of its own in ``actions.py`` and ``offering.py``. A fact that a move does not answer keeps
the value of EntryFacts that refuses, so a need can never pass by mistake.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias
from uuid import UUID

from vardtrad.cases.waiting_list import answers, history
from vardtrad.cases.waiting_list.answers import Told
from vardtrad.cases.waiting_list.models import CodeChange, WaitingEntry
from vardtrad.cases.waiting_list.rules import TABLE, Answer, EntryFacts
from vardtrad.gate import door
from vardtrad.gate.door import Addressee
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Offers
from vardtrad.shared.care_units.queries import staff_who_receive


class Given(ABC):
    """What one move of an entry is given, by a form, by the sending of an offer or by the clock."""

    __slots__ = ()

    def facts(self) -> Mapping[str, Any]:
        """The facts that only this move can answer for, by their names in EntryFacts."""
        return {}

    @abstractmethod
    def write(self, moving: Moving) -> None:
        """Write what the move changes, once the table has allowed it."""


Moving: TypeAlias = door.Moving[WaitingEntry, EntryFacts, Given]


def facts(actor: Actor, moves: Sequence[tuple[WaitingEntry, Given]]) -> dict[UUID, EntryFacts]:
    """The facts for a set of moves, by entry. Three queries, however many entries."""
    entries = [entry for entry, _given in moves]
    told, latest = answers.told_by(entries), history.latest_of([entry.id for entry in entries if not entry.is_new])
    return {
        entry.id: replace(known(entry, told.get(entry.id), latest.get(entry.id)), **given.facts())
        for entry, given in moves
    }


def known(entry: WaitingEntry, told: Told | None, latest: CodeChange | None) -> EntryFacts:
    """What is known of an entry before a form gives anything."""
    return EntryFacts(
        alive=not entry.patient.deceased,
        answer=told.answer if told is not None else Answer.NONE,
        spoken=entry.spoken is not None,
        before=history.before(latest),
        informed=entry.informed is not None,
        posted=entry.posted is not None,
        documents=len(entry.documents),
    )


def offers(entry: WaitingEntry, capacities: frozenset[str], told: Told | None, latest: CodeChange | None) -> Offers:
    """The moves that somebody may try on an entry now, and why the others are refused. No query."""
    return TABLE.offers(entry.state, capacities, lambda: known(entry, told, latest))


def addressees(entries: Sequence[WaitingEntry], _party: str) -> dict[UUID, list[Addressee]]:
    """Who at the clinic is told that Vårdgarantiservice has decided: those who receive cases there."""
    receivers = staff_who_receive({entry.clinic_id for entry in entries})
    return {
        entry.id: [Addressee(ActorKind.STAFF, key) for key in receivers.get(entry.clinic_id, ())] for entry in entries
    }


def person_of(entry: WaitingEntry) -> UUID:
    """The patient of the entry, for the trace."""
    return entry.patient_id
