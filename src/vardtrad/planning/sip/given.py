"""What is given for each move of a SIP: one small class per move, or per group of moves that take the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from vardtrad.planning.fields import queries as fields
from vardtrad.planning.fields.groups import RowGiven
from vardtrad.planning.messages import queries as messages
from vardtrad.planning.plan.given import SharedGiven
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.people.models import Person


@dataclass(frozen=True, slots=True)
class CallGiven:
    """For a call, as a draft, sent or moved: what stands under Typ av kallelse, Initiativ and Möte.

    ``day`` and ``time`` are Swedish; ``why`` is the reason for a moved meeting.
    """

    call_type: str = ""
    initiator: str = ""
    initiator_name: str = ""
    initiator_relation: str = ""
    reason: str = ""
    other: str = ""
    form: str = ""
    place: str = ""
    day: date | None = None
    time: time | None = None
    minutes: int = 60
    interpreter: bool = False
    language: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class BookingGiven:
    """For "Boka nytt möte": nothing but the click."""


@dataclass(frozen=True, slots=True)
class CancellingGiven:
    """For a meeting that is cancelled: why."""

    reason: str


@dataclass(frozen=True, slots=True)
class ProposalGiven:
    """For another time: the Swedish day and time when the meeting could start, and a remark."""

    day: date | None
    time: time | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class HeldGiven:
    """For a meeting that has been held: in which form, and whether each called unit came, by the unit."""

    form: str
    presence: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class PersonGiven:
    """For what the person says: the round of the call that is answered, the activity that is ticked, the words."""

    round: int | None = None
    row: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class InvitingGiven:
    """For a guest: who (None for somebody who cannot be invited), in which role, why, until which Swedish day.

    ``confirmed`` says that the patient consents to just this, ``protection_known`` that the patient's protected data
    were thought of.
    """

    person: Person | None
    role: str
    why: str
    until: date | None
    confirmed: bool
    protection_known: bool = False


@dataclass(frozen=True, slots=True)
class TakingBackGiven:
    """For an invitation that is taken back: which, and whether it was confirmed."""

    guest: UUID
    confirmed: bool


@dataclass(frozen=True, slots=True)
class GuestAnswerGiven:
    """For a guest's answer to the call: the round that is answered, and a message."""

    round: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class GuestWritingGiven:
    """For what a guest writes about an activity: which, how it stands, and a comment."""

    row: UUID
    status: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CoordinatorGiven:
    """For a new samordningsansvarig: the person and the unit."""

    staff: Staff | None
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class RemovingCoordinatorGiven:
    """For a samordningsansvarig that is no longer current: whether it was confirmed."""

    confirmed: bool


@dataclass(frozen=True, slots=True)
class StartingGiven:
    """For the start of the needs assessment: nothing but the click."""


@dataclass(frozen=True, slots=True)
class ApprovalGiven:
    """For "Starta godkännande av SIP": whether it was confirmed, and the last day of the next follow-up."""

    confirmed: bool
    follow_up_by: date | None = None


@dataclass(frozen=True, slots=True)
class UpdatingGiven:
    """For "Uppdatera plan": why, and whether it was confirmed that this breaks the approval."""

    reason: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class OtherPlanGiven:
    """For another plan that the patient has: what it is, since which day, and who holds it."""

    kind: str
    day: date | None
    holder: str


@dataclass(frozen=True, slots=True)
class RemovingOtherPlanGiven:
    """For another plan that is taken away: which, and whether it was confirmed."""

    other: UUID
    confirmed: bool


@dataclass(frozen=True, slots=True)
class EndingGiven:
    """For "Avsluta plan": why, and whether it was confirmed."""

    reason: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ClockGiven:
    """For the moves of the clock: nothing."""


StepGiven = (
    CallGiven
    | BookingGiven
    | CancellingGiven
    | ProposalGiven
    | HeldGiven
    | CoordinatorGiven
    | RemovingCoordinatorGiven
    | StartingGiven
    | ApprovalGiven
    | UpdatingGiven
    | OtherPlanGiven
    | RemovingOtherPlanGiven
    | EndingGiven
    | ClockGiven
    | PersonGiven
    | InvitingGiven
    | TakingBackGiven
    | GuestAnswerGiven
    | GuestWritingGiven
)
SipGiven = SharedGiven | messages.Given | fields.Given | RowGiven | StepGiven
"""All that may be given for a move of a SIP, with what every plan shares."""
