"""What is given for each move that every plan shares: a small class per move, or per group of moves that take the same.

A process puts :data:`SharedGiven` beside the classes of its own moves; ``facts.facts_of`` gathers the facts of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.care_units.rules import Duty


@dataclass(frozen=True, slots=True)
class CreatingGiven:
    """For a new plan: whether another ongoing one has been shown to the one who creates it (design decision 17)."""

    knows_other: bool = False


@dataclass(frozen=True, slots=True)
class ConfirmedGiven:
    """For a move that only asks "are you sure": consent, refusal, withdrawal and "Ta bort plan"."""

    confirmed: bool


@dataclass(frozen=True, slots=True)
class InformingGiven:
    """For the information to the patient: whether it was given in writing too, else why not (001-083…085)."""

    written: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AssessingGiven:
    """For a harm assessment: who is responsible for it, and why consent cannot be obtained (001-091…093)."""

    responsible: Staff | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UnitGiven:
    """For a unit that is added or removed; ``confirmed`` answers the question before a removal."""

    unit: Unit
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """For a role of a unit that is added or removed; ``confirmed`` answers the question before a removal."""

    unit: Unit
    role: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ContactGiven:
    """For a new permanent care contact: the person, the unit, and what the person is responsible for (001-108…110)."""

    staff: Staff | None
    unit: Unit | None
    convener: bool = False
    responsibility: str = ""


@dataclass(frozen=True, slots=True)
class MovingContactGiven:
    """For a contact who works at another unit: the contact, the person behind it, and the unit (001-112)."""

    contact: UUID
    staff: Staff | None
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class RemovingContactGiven:
    """For a contact that is no longer current (001-114)."""

    contact: UUID
    confirmed: bool


@dataclass(frozen=True, slots=True)
class EventGiven:
    """For an event on the way (B-25): its kind, its day, the text, the event that it takes back, the answer yes."""

    kind: str
    day: date | None
    text: str
    corrects: UUID | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Confirming:
    """What a unit confirms when it acknowledges, attests or approves: the step, the duty and the round on the page."""

    kind: str
    duty: Duty
    round: int


SharedGiven = (
    CreatingGiven
    | ConfirmedGiven
    | InformingGiven
    | AssessingGiven
    | UnitGiven
    | RoleGiven
    | ContactGiven
    | MovingContactGiven
    | RemovingContactGiven
    | EventGiven
    | Confirming
)
"""All that may be given for a move that every plan shares."""
