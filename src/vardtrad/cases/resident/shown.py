"""The words of the residents' pages: where a case stands, in a sentence with a date."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from vardtrad.cases.case.rules import Feedback
from vardtrad.kernel import clock
from vardtrad.shared.web.dates import last_day

_PROMISED = {Feedback.NONE, Feedback.ANSWER_CAME}
"""While the resident has heard nothing since they last wrote a day is promised; after a delsvar none is (002-012)."""


def waiting_words(feedback: str, due: datetime, *, read: bool) -> str:
    """Where an open case stands that waits for the clinic; ``due`` is the end of the promised day (UTC)."""
    if feedback not in _PROMISED:
        return _("Mottagningen har svarat dig och arbetar vidare med ditt ärende.")
    if feedback == Feedback.ANSWER_CAME:
        stands = _("Mottagningen har läst ditt svar.") if read else _("Mottagningen har fått ditt svar.")
    else:
        stands = _("Mottagningen har läst ditt ärende.") if read else _("Mottagningen har fått ditt ärende.")
    return f"{stands} {promise_words(due)}"


def promise_words(due: datetime) -> str:
    """By when the clinic answers; when that day has passed, what the resident can do."""
    if due <= clock.now():
        return _("Svaret dröjer längre än det skulle. Ring mottagningen om du inte kan vänta.")
    return _("Du får svar senast %(day)s.") % {"day": last_day(due)}
