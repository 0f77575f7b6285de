"""A case as the screen says it: its status in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vardtrad.cases.case.rules import Feedback, Origin, State


def status_words(state: str, feedback: str, assigned_word: str, origin: str = Origin.RESIDENT) -> str:
    """The status as staff read it (004-054): "Tilldelat (svar från invånare)", "Ohanterat", "Avslutat"."""
    if state == State.CLOSED:
        return _("Avslutat")
    if origin == Origin.CLINIC and feedback == Feedback.QUESTION:
        return _("Ärendehanterare har skickat fråga till invånare")
    if state == State.RECEIVED:
        return _("Delsvar från ärendemottagare") if feedback == Feedback.PARTIAL_RECEIVER else _("Ohanterat")
    return f"{assigned_word} ({Feedback(feedback).label})"
