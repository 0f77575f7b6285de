"""What the screen says about a case and a service: the status in words, and when a closed service opens."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vardtrad.cases.case.models import Service
from vardtrad.cases.case.policy import opens_next
from vardtrad.cases.case.rules import Feedback, Origin, State
from vardtrad.kernel import clock
from vardtrad.shared.web import dates


def status_words(state: str, feedback: str, assigned_word: str, origin: str = Origin.RESIDENT) -> str:
    """The status as staff read it (004-054): "Tilldelat (svar från invånare)", "Ohanterat", "Avslutat"."""
    if state == State.CLOSED:
        return _("Avslutat")
    if state == State.CLOSING:
        return _("Avslutas strax")
    if origin == Origin.CLINIC and feedback == Feedback.QUESTION:
        return _("Ärendehanterare har skickat fråga till invånare")
    if state == State.RECEIVED:
        return _("Delsvar från ärendemottagare") if feedback == Feedback.PARTIAL_RECEIVER else _("Ohanterat")
    return f"{assigned_word} ({Feedback(feedback).label})"


OLD = 7
"""Days after which a case whose resident has only had a delsvar stands out: no clock runs for it (002-015)."""


def partial_age(created: date) -> tuple[str, str]:
    """How old an open case of that day is whose resident has only had a delsvar: "ok" or "soon", and the words."""
    days = (clock.today() - created).days
    if not days:
        return "ok", _("Bara delsvar")
    words = ngettext("Bara delsvar, %(days)d dag", "Bara delsvar, %(days)d dagar", days) % {"days": days}
    return "soon" if days >= OLD else "ok", words


def opening_words(service: Service, sent: int | None = None) -> str:
    """When a closed service opens, in a sentence: "Öppnar måndag 23 november klockan 08.00."; empty if not known.

    The time of day is said of a service with hours.
    """
    opens = opens_next(service, sent)
    if opens is None:
        return ""
    day = _("i dag") if clock.swedish_date(opens) == clock.today() else dates.long_day(opens)
    if not service.hours:
        return _("Öppnar %(day)s.") % {"day": day}
    return _("Öppnar %(day)s klockan %(clock)s.") % {"day": day, "clock": dates.clock_time(opens)}
