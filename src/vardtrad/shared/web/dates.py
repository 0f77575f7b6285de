"""Moments and dates as the pages show them: Swedish time, in the words of the active language.

Every function takes an aware datetime (stored in UTC, shown in Europe/Stockholm) or a date, and raises ValueError for a
datetime without a time zone, since nobody could know which hour it means.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel.dates import format_date
from django.utils.translation import get_language

from vardtrad.kernel import clock

# English as it is written in Europe: the day before the month.
_LOCALES = {"sv": "sv_SE", "en": "en_GB"}


def _locale() -> str:
    return _LOCALES.get((get_language() or "sv")[:2], "sv_SE")


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment must have a time zone")
    return moment.astimezone(clock.STOCKHOLM)


def _local_date(moment: date) -> date:
    return _local(moment).date() if isinstance(moment, datetime) else moment


def _year(moment: date) -> str:
    return "" if moment.year == clock.today().year else f" {moment.year}"


def hour(time_of_day: time) -> str:
    """A time of day, 13.04 (13:04 in English): every clock on the screen is written here, so none differs."""
    return f"{time_of_day.hour:02}{'.' if _locale() == 'sv_SE' else ':'}{time_of_day.minute:02}"


def file_stamp(moment: datetime) -> str:
    """Date and time for a file that a program reads: 2026-11-20 13:04, whatever the language."""
    # Half the time of strftime, and the lists of the tool show a hundred of these.
    return _local(moment).isoformat(" ", "minutes")[:16]


def stamp(moment: datetime) -> str:
    """Date and time as in all lists of the tool: 2026-11-20 13.04 (000-021, 004-051)."""
    text = file_stamp(moment)
    return text if _locale() != "sv_SE" else f"{text[:13]}.{text[14:]}"


def day(moment: date) -> str:
    """The day in short: 20 nov, with the year unless it is the current one."""
    local = _local_date(moment)
    return _short(local, _locale()) + _year(local)


@lru_cache(maxsize=2_048)
def _short(local: date, locale: str) -> str:
    # Remembered: a start page shows a hundred of these, and the pattern is read again each time.
    return format_date(local, "d MMM", locale=locale).rstrip(".")


def long_day(moment: date) -> str:
    """The day in full, for something to plan for: tisdag 24 november, with the year unless it is the current one."""
    local = _local_date(moment)
    return format_date(local, "EEEE d MMMM", locale=_locale()) + _year(local)


def full_day(moment: date) -> str:
    """The day in full, always with its year, for what is kept or printed: tisdag 24 november 2026."""
    return format_date(_local_date(moment), "EEEE d MMMM y", locale=_locale())


def clock_time(moment: datetime) -> str:
    """The time of day as Swedish text writes it, 13.04 (13:04 in English)."""
    local = _local(moment)
    return hour(local.timetz())


def moment_of(moment: datetime) -> str:
    """Day and time for a resident's thread: 19 november, 14.03, with the year unless it is the current one."""
    local = _local(moment)
    return f"{format_date(local, 'd MMMM', locale=_locale())}{_year(local)}, {clock_time(moment)}"


def iso(moment: date) -> str:
    """The value of ``<time datetime>``: with the Swedish offset for a moment, bare for a date."""
    if isinstance(moment, datetime):
        return _local(moment).isoformat(timespec="seconds")
    return moment.isoformat()


def last_day(due: datetime) -> str:
    """The last day before a deadline falls due at midnight: "tisdag 24 november" for what is due when Tuesday ends."""
    return long_day(due - timedelta(microseconds=1))


def working_days_left(due: datetime) -> int:
    """How many working days after today there are up to the last day before a deadline falls due at midnight.

    Nought on that day itself, and less when it has been.
    """
    return clock.working_days_between(clock.today(), clock.swedish_date(due - timedelta(microseconds=1)))
