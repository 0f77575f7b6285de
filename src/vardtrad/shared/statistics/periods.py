"""Which days are counted, and how they are put together: Swedish dates, both ends included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date
from django.db.models import TextChoices
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from vardtrad.kernel import clock

EPOCH = date(2015, 1, 1)
"""The earliest day that can be counted: no case and no plan is older."""
_DAY = timedelta(days=1)
MOST_PARTS = 62
"""How many days, weeks or months a chart and its table may hold; a longer period is counted by something coarser."""


class Choice(TextChoices):
    """The periods to choose between."""

    THIS_WEEK = "vecka", gettext_lazy("Denna vecka")
    LAST_WEEK = "forra-veckan", gettext_lazy("Förra veckan")
    MONTH = "manad", gettext_lazy("Denna månad")
    LAST_MONTH = "forra-manaden", gettext_lazy("Förra månaden")
    QUARTER = "kvartal", gettext_lazy("Detta kvartal")
    YEAR = "ar", gettext_lazy("I år")
    OWN = "egna", gettext_lazy("Egna datum")


class Per(TextChoices):
    """What each bar of a chart and each row of its table stands for."""

    DAY = "dag", gettext_lazy("Dag")
    WEEK = "vecka", gettext_lazy("Vecka")
    MONTH = "manad", gettext_lazy("Månad")

    @property
    def trunc(self) -> str:
        """As PostgreSQL's date_trunc has it."""
        return {"dag": "day", "vecka": "week", "manad": "month"}[self.value]


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def begin(self) -> datetime:
        """The first moment that belongs to it, in UTC."""
        return clock.start_of_day(self.first)

    @property
    def end(self) -> datetime:
        """The first moment after it, in UTC."""
        return clock.end_of_day(self.last)

    def per(self, asked: Per | None) -> Per:
        """What it is counted by: as asked, or coarser when that would be too many; without asking what fits well."""
        days = (self.last - self.first).days + 1
        least = Per.DAY if days <= MOST_PARTS else Per.WEEK if days <= 7 * (MOST_PARTS - 1) else Per.MONTH
        if asked is None:
            return Per.DAY if days <= 31 else Per.WEEK if days <= 190 else Per.MONTH
        order = list(Per)
        return max(asked, least, key=order.index)

    def parts(self, per: Per) -> list[date]:
        """The first day of each day, week or month of the period, in order."""
        starts: list[date] = []
        day = self.first
        while day <= self.last:
            start = start_of(day, per)
            if not starts or starts[-1] != start:
                starts.append(start)
            day += _DAY
        return starts


def period_of(choice: Choice, today: date) -> Period:
    """The days of a choice, up to today. Raises ValueError for own dates, which only the reader knows."""
    monday = today - timedelta(days=today.weekday())
    if choice is Choice.LAST_WEEK:
        return Period(monday - timedelta(days=7), monday - _DAY)
    if choice is Choice.LAST_MONTH:
        last = today.replace(day=1) - _DAY
        return Period(last.replace(day=1), last)
    if choice is Choice.OWN:
        raise ValueError("own dates")
    first = {
        Choice.THIS_WEEK: monday,
        Choice.MONTH: today.replace(day=1),
        Choice.QUARTER: today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        Choice.YEAR: today.replace(month=1, day=1),
    }[choice]
    return Period(first, today)


def start_of(day: date, per: Per) -> date:
    """The first day of the day, week or month that a day belongs to."""
    if per is Per.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if per is Per.MONTH else day


def label(start: date, per: Per) -> str:
    """What a part is called: 20 nov, v 46, nov; the year stands with each first part of a year."""
    locale = "sv_SE" if (get_language() or "sv").startswith("sv") else "en_GB"
    if per is Per.WEEK:
        year, week, _weekday = start.isocalendar()
        return _("v %(week)s") % {"week": week} + (f" {year}" if week == 1 else "")
    pattern = "d MMM" if per is Per.DAY else "MMM y" if start.month == 1 else "MMM"
    return format_date(start, pattern, locale=locale).replace(".", "")
