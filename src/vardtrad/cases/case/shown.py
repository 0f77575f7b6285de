"""What the screen says about a case and a service: the status in words, and when a closed service opens."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vardtrad.cases.case.models import Service
from vardtrad.cases.case.policy import opens_next
from vardtrad.cases.case.rules import Feedback, Origin, State
from vardtrad.kernel import clock
from vardtrad.shared.web import dates


def status_words(state: str, feedback: str, assigned_word: str, origin: str = Origin.RESIDENT) -> str:
    """The status as staff read it (004-054): "Tilldelat (svar från invånare)", "Ohanterat", "Avslutat"."""
    if state == State.CLOSED:
        return _("Avslutat")
    if origin == Origin.CLINIC and feedback == Feedback.QUESTION:
        return _("Ärendehanterare har skickat fråga till invånare")
    if state == State.RECEIVED:
        return _("Delsvar från ärendemottagare") if feedback == Feedback.PARTIAL_RECEIVER else _("Ohanterat")
    return f"{assigned_word} ({Feedback(feedback).label})"


def opening_words(service: Service, sent: int | None = None) -> str:
    """When a closed service opens, in a sentence: "Öppnar måndag 23 november klockan 08.00."; empty if not known."""
    opens = opens_next(service, sent)
    if opens is None:
        return ""
    day = _("i dag") if clock.swedish_date(opens) == clock.today() else dates.long_day(opens)
    return _("Öppnar %(day)s klockan %(clock)s.") % {"day": day, "clock": dates.clock_time(opens)}
