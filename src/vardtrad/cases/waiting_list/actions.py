"""The verbs of the waiting list: placing somebody, confirming a code, correcting one, and what was said by telephone.

rules.py says who may make which move, and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from typing_extensions import override

from vardtrad.cases.waiting_list import answers, history
from vardtrad.cases.waiting_list.facts import Given, Moving
from vardtrad.cases.waiting_list.models import PhoneCall, WaitingEntry
from vardtrad.cases.waiting_list.rules import BACK, CODES, Answer, Kind, Move, Outcome, State
from vardtrad.cases.waiting_list.subject import ENTRIES, Moved, change_code, move, write
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import NOWHERE
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.people.models import Person


@dataclass(frozen=True, slots=True)
class Place(Given):
    """Somebody is put on the list by hand; the offer is sent afterwards."""

    @override
    def write(self, moving: Moving) -> None:
        """The history begins."""
        change_code(moving, NOWHERE, State.HV)


@dataclass(frozen=True, slots=True)
class Code(Given):
    """A new code that follows of the patient's answer; ``reason`` is for what the answer does not say."""

    code: State
    reason: str = ""

    @override
    def facts(self) -> Mapping[str, Any]:
        return {"reason": self.reason}

    @override
    def write(self, moving: Moving) -> None:
        """The change keeps the answer that it rests on."""
        entry = moving.thing
        told = answers.told_by([entry]).get(entry.id)
        change_code(
            moving,
            entry.state,
            self.code,
            answer=told.answer if told is not None else Answer.NONE,
            by_phone=told.by_phone if told is not None else entry.spoken is not None,
            reason=self.reason,
        )
        entry.next_try = None


@dataclass(frozen=True, slots=True)
class Back(Given):
    """The latest change was wrong: the code before it holds again, and the reason stays."""

    code: State
    reason: str

    @override
    def facts(self) -> Mapping[str, Any]:
        return {"reason": self.reason}

    @override
    def write(self, moving: Moving) -> None:
        """The correction names the change that it takes back; what followed of a yes holds no longer without one."""
        entry = moving.thing
        latest = history.latest_of([entry.id]).get(entry.id)
        change_code(moving, entry.state, self.code, reason=self.reason, corrects=latest)
        if self.code in {State.HV, State.P}:
            entry.provider, entry.informed, entry.information = "", None, None
            entry.posted, entry.posted_by, entry.posted_contents = None, "", []


@dataclass(frozen=True, slots=True)
class Documented(Given):
    """What became of phoning the patient (B-16); ``told`` is what the patient answered to the offer, if anything."""

    outcome: str
    note: str = ""
    told: str = Answer.NONE
    next_try: date | None = None

    @override
    def facts(self) -> Mapping[str, Any]:
        ahead = (self.next_try - clock.today()).days if self.next_try is not None else None
        return {"outcome": self.outcome, "note": self.note, "told": self.told, "days_to_next": ahead}

    @override
    def write(self, moving: Moving) -> None:
        """The contact is kept, and the entry knows the latest of each kind for the call list."""
        entry, actor = moving.thing, moving.actor
        moving.add(
            PhoneCall(
                entry=entry,
                at=moving.at,
                by_id=actor.id if actor.kind is ActorKind.STAFF else None,
                by_name=actor.name,
                outcome=self.outcome,
                told=self.told,
                note=self.note.strip(),
                next_try=self.next_try,
            )
        )
        entry.contacted, entry.outcome, entry.next_try = moving.at, self.outcome, self.next_try
        if self.outcome == Outcome.REACHED:
            entry.spoken = moving.at
            if self.told:
                entry.told, entry.told_at = self.told, moving.at


def place(
    actor: Actor,
    clinic: Unit,
    patient: Person,
    kind: Kind,
    *,
    since: date | None = None,
    submit_key: UUID | None = None,
) -> Moved:
    """Put a patient on the clinic's list with the code HV (004-001). Raises Refused."""
    return door.begin(
        ENTRIES,
        actor,
        Move.PLACE,
        lambda: WaitingEntry(clinic=clinic, patient=patient, kind=kind, since=since, coded=clock.now()),
        given=Place(),
        body=write,
        submit_key=submit_key,
    )


def change(
    actor: Actor, key: UUID, wanted: Move, reason: str = "", *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Confirm the code that follows of the answer: a move of ``rules.CODES`` (004-007…009, 004-014). Raises Refused."""
    return move(actor, key, wanted, Code(CODES[wanted.value], reason), seen=seen, submit_key=submit_key)


def correct(
    actor: Actor, key: UUID, to: State, reason: str, *, seen: int | None, submit_key: UUID | None = None
) -> Moved:
    """Take back the latest change of the code, to the code before it, with a reason. Raises Refused."""
    return move(actor, key, BACK[to.value], Back(to, reason), seen=seen, submit_key=submit_key)


def document(actor: Actor, key: UUID, given: Documented, *, submit_key: UUID | None = None) -> Moved:
    """Document a try to phone the patient (B-16, 004-011). Raises Refused."""
    return move(actor, key, Move.CONTACT, given, submit_key=submit_key)


def reply_told(actor: Actor, case: UUID, note: str, *, submit_key: UUID) -> UUID | None:
    """Document the conversation in which the form of an offer was answered: the entry's key, None for no offer (B-16).

    The answer itself is read from the case, where it has just been written. The conversation is what staff did: whoever
    may not document it on the list has nevertheless written the answer.
    """
    entry = WaitingEntry.objects.filter(offer_id=case, clinic_id=actor.unit).first()
    if entry is None or Move.CONTACT.value not in ENTRIES.table.possible(
        entry.state, ENTRIES.capacities(actor, [entry])[entry.id]
    ):
        return None
    document(actor, entry.id, Documented(Outcome.REACHED, note), submit_key=submit_key)
    return entry.id
