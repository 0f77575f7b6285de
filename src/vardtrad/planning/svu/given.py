"""What is given for each move of a step: one small class per move, or per group of moves that take the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from vardtrad.planning.fields import queries as fields
from vardtrad.planning.messages import queries as messages
from vardtrad.planning.plan.given import SharedGiven
from vardtrad.shared.care_units.models import Staff


@dataclass(frozen=True, slots=True)
class AdmissionGiven:
    """For a draft, a publication or a correction of the admission: its day, the estimated discharge, the cause.

    ``confirmed`` says that the warning about a missing receiver was answered with "publish anyway". ``time`` is the
    time of the admission (Swedish time), ``judged`` when the doctor judged the need (UTC), where they are known.
    """

    day: date | None
    expected: date | None
    reason: str = ""
    confirmed: bool = False
    time: time | None = None
    judged: datetime | None = None


@dataclass(frozen=True, slots=True)
class EstimateGiven:
    """For a changed estimate: the new day and why it was changed."""

    day: date | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReadyGiven:
    """For "utskrivningsklar": from which day, why it is another than before, and the responsible doctor."""

    day: date | None
    doctor: Staff | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StartingGiven:
    """For the start of the needs assessment: nothing but the click."""


@dataclass(frozen=True, slots=True)
class MarkingGiven:
    """For the mark that the ward's part of the statement is complete: nothing but the click."""


@dataclass(frozen=True, slots=True)
class SipAnswerGiven:
    """For the health centre's answer to the decision on a SIP: why it is not approved; empty for an approval."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class DischargeGiven:
    """For a discharge: the day, how the stay ends, where to, a comment, and whether the warning was confirmed."""

    day: date | None
    ending: str
    discharged_to: str = ""
    comment: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class UndoingGiven:
    """For a discharge taken back: whether the question was answered with yes."""

    confirmed: bool


@dataclass(frozen=True, slots=True)
class ArchivingGiven:
    """For the clock that lets a discharged plan leave the start pages: nothing."""


StepGiven = (
    AdmissionGiven
    | EstimateGiven
    | ReadyGiven
    | StartingGiven
    | MarkingGiven
    | SipAnswerGiven
    | DischargeGiven
    | UndoingGiven
    | ArchivingGiven
)
SvuGiven = SharedGiven | messages.Given | fields.Given | StepGiven
"""All that may be given for a move of an SVU, with what every plan shares."""
