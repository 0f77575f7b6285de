"""The product's time: the moment now, Swedish dates, Swedish working days and deadlines counted in them.

Moments are aware datetimes in UTC; dates are Swedish calendar dates (Europe/Stockholm). Nothing else in the product
asks the computer for the time, so a test freezes all of it by replacing :func:`now`
(``monkeypatch.setattr(clock, "now", …)``); call it as ``clock.now()``, never by ``from … import now``.

A working day is Monday to Friday, not a Swedish holiday (lag (1989:253) om allmänna helgdagar) and not
Midsommarafton, Julafton or Nyårsafton, which semesterlagen (1977:480) 3 a § puts on a level with Sundays.
Half days (Skärtorsdagen, Valborgsmässoafton, the day before Alla helgons dag …) are working days.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from time import monotonic
from zoneinfo import ZoneInfo

import holidays

STOCKHOLM = ZoneInfo("Europe/Stockholm")
"""The time zone of every date on the screen and of every working day."""

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


def now() -> datetime:
    """Return the present moment as an aware datetime in UTC: the only place where the product asks for the time."""
    return datetime.now(UTC)


def stopwatch() -> float:
    """Return the seconds of the machine's monotonic clock: for how long something takes, never for when it happens."""
    return monotonic()


def swedish_date(moment: datetime) -> date:
    """Return the date in Sweden at `moment`; raise ValueError if `moment` has no time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment must have a time zone")
    return moment.astimezone(STOCKHOLM).date()


def today() -> date:
    """Return today's date in Sweden, which is not always the date in UTC."""
    return swedish_date(now())


@lru_cache(maxsize=256)
def _days_off(year: int) -> frozenset[date]:
    # A fresh calendar for each year: the package's own object fills itself while it is asked, and is not for threads.
    days = frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))
    if not days:
        # The package answers "no holidays" for years that it does not know; a deadline must not be built on that.
        raise ValueError(f"no Swedish holidays are known for the year {year}")
    return days


def holiday_name(day: date) -> str:
    """Return what the day off is called in Swedish ("Julafton"); empty for other days, ordinary Sundays among them.

    Raises ValueError for a year whose holidays are not known.
    """
    return _names_of_days_off(day.year).get(day, "")


@lru_cache(maxsize=256)
def _names_of_days_off(year: int) -> dict[date, str]:
    known = holidays.country_holidays("SE", years=year, categories=("public", "de_facto"), language="sv")
    return {day: name for day, name in known.items() if day in _days_off(year)}


def is_working_day(day: date) -> bool:
    """Say whether `day` is a working day: Monday to Friday, no Swedish holiday, no eve (002-011, design decision 1).

    Raises ValueError for a weekday in a year whose holidays are not known.
    """
    return day.weekday() < _SATURDAY and day not in _days_off(day.year)


def add_working_days(start: date, days: int) -> date:
    """Return the `days`-th working day after `start`; `start` itself is never counted, and is returned for 0 days.

    Raises ValueError when `days` is negative.
    """
    if days < 0:
        raise ValueError("the number of working days must not be negative")
    day = start
    while days:
        day += _ONE_DAY
        if is_working_day(day):
            days -= 1
    return day


def working_days_between(a: date, b: date) -> int:
    """Return how many working days there are after `a`, up to and including `b`; negative when `b` is before `a`.

    It undoes :func:`add_working_days`: ``working_days_between(a, add_working_days(a, n)) == n``.
    """
    if b < a:
        return -working_days_between(b, a)
    return sum(is_working_day(a + timedelta(days=n)) for n in range(1, (b - a).days + 1))


def start_of_day(day: date) -> datetime:
    """Return the moment, in UTC, when `day` begins in Sweden: 00:00 Swedish time, summer time or not."""
    return datetime.combine(day, time.min, STOCKHOLM).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the moment, in UTC, when `day` ends in Sweden: 24:00 Swedish time, summer time or not.

    The moment is the first one that no longer belongs to `day`, so "in time" is ``moment < end_of_day(day)``.
    """
    return start_of_day(day + _ONE_DAY)


def deadline(start: datetime, working_days: int) -> datetime:
    """Return when `working_days` working days after `start` have run out, in UTC (002-011, design decision 1).

    The day of `start`, by Swedish time, is not counted: what is sent on a Friday evening with two working days ends
    on Tuesday at 24:00. Raises ValueError when `start` has no time zone or `working_days` is negative.
    """
    return end_of_day(add_working_days(swedish_date(start), working_days))
