"""How long there is left to a word to the resident, in the words of a list and of an open case (B-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vardtrad.kernel import clock
from vardtrad.shared.web import dates

OK, SOON, LATE = "ok", "soon", "late"
_ALMOST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """What a page says of a deadline: ``level`` is "ok", "soon" (today) or "late"; ``words`` say the same in text."""

    level: str
    words: str


def time_left(due: datetime, now: datetime) -> TimeLeft:
    """What a list says is left of a deadline, both moments in UTC: "2 tim kvar", "1 dag kvar", "Försenat 1 dag".

    Days are working days, as deadlines are set in them: on Friday a case that is due when Monday ends has one day
    left, and on Sunday too. On the deadline's own day hours are counted, in the last hour minutes. Raises ValueError
    for a moment without time zone.
    """
    level, last, today = _standing(due, now)
    if level == LATE:
        return TimeLeft(LATE, _late(due, now, last, today))
    if level == OK:
        days = max(_working_days(today, last), 1)
        return TimeLeft(OK, ngettext("%(days)d dag kvar", "%(days)d dagar kvar", days) % {"days": days})
    minutes = int((due - now).total_seconds() // 60)
    if minutes >= 60:
        return TimeLeft(SOON, _("%(hours)d tim kvar") % {"hours": minutes // 60})
    return TimeLeft(SOON, _("%(minutes)d min kvar") % {"minutes": max(minutes, 1)})


def day_to_keep(due: datetime, now: datetime) -> TimeLeft:
    """What an open case says of a deadline, both moments in UTC: "Återkoppling senast i dag", "Försenat 1 dag".

    It names the day and not the hours. What is late is at least one day late. Raises ValueError for a moment without
    time zone.
    """
    level, last, today = _standing(due, now)
    if level == LATE:
        return TimeLeft(LATE, _days_late(max(_working_days(last, today), 1)))
    if level == SOON:
        return TimeLeft(SOON, _("Återkoppling senast i dag"))
    return TimeLeft(OK, _("Återkoppling senast %(day)s") % {"day": dates.last_day(due)})


def _standing(due: datetime, now: datetime) -> tuple[str, date, date]:
    """The level, the last Swedish day in time, and the Swedish day of now."""
    # A deadline stands at 24.00: the first moment that no longer belongs to its day.
    last, today = clock.swedish_date(due - _ALMOST), clock.swedish_date(now)
    if due <= now:
        return LATE, last, today
    return OK if last > today else SOON, last, today


def _late(due: datetime, now: datetime, last: date, today: date) -> str:
    days = _working_days(last, today)
    if days:
        return _days_late(days)
    hours = int((now - due).total_seconds() // 3600)
    # Over a weekend no working time has gone by.
    return _("Försenat %(hours)d tim") % {"hours": hours} if hours and last == today else _("Försenat")


def _days_late(days: int) -> str:
    return ngettext("Försenat %(days)d dag", "Försenat %(days)d dagar", days) % {"days": days}


# Remembered: a list has fifty rows with few different deadlines, and each is counted day by day.
_working_days = lru_cache(maxsize=4_096)(clock.working_days_between)
