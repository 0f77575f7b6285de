"""What is given for each move of a SIP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vardtrad.planning.plan import facts as planning
from vardtrad.planning.plan.facts import Confirming


@dataclass(frozen=True, slots=True)
class CallGiven:
    """For a draft of the call, and for its sending: the day of the meeting, and what it is about."""

    day: date | None
    purpose: str = ""


SipGiven = planning.Given | Confirming | CallGiven
"""All that may be given for a move of a SIP, with what every plan shares."""
