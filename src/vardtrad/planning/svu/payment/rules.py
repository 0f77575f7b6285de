"""How payment responsibility is counted (lag (2017:612) 5 kap.; B-24). Pure: dates in, dates and days out.

Without an agreement the responsibility begins some calendar days after the notice that the patient is ready for
discharge, and one day later after a notice sent late in the day; the numbers stand in vardtrad.kernel.law. Agreements
differ between regions, so all of it is terms.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from vardtrad.kernel import clock, law


class CareForm(TextChoices):
    """The care forms that agreements tell apart."""

    SOMATIC = "somatic", gettext_lazy("Somatisk vård")
    PSYCHIATRIC = "psychiatric", gettext_lazy("Psykiatrisk vård")


@dataclass(frozen=True, slots=True)
class Terms:
    """Agreed terms, or the law's where nothing is agreed.

    The responsibility begins ``days`` after the notice, in working days if ``working_days``. ``zero_day``: the day of
    the notice is day 0, not day 1. A notice after ``cut_off`` Swedish time counts from the next day, and with
    ``cut_off_late`` (agreements that say "before 12") one on the stroke of it too. ``amount`` is in kronor per day, None
    until the year's amount is entered. Each day costs what applies on that day; with ``amount_of_notice`` the amount of
    the notice's day holds for the whole period.
    """

    days: int = law.PAYMENT_BEGINS.value
    working_days: bool = False
    zero_day: bool = True
    cut_off: time = law.PAYMENT_CUT_OFF.value
    amount: Decimal | None = None
    cut_off_late: bool = False
    amount_of_notice: bool = False

    def is_late(self, at: time) -> bool:
        """Whether a notice at this Swedish time of day counts from the next day (5 kap. 4 §: "efter klockan 12.00")."""
        return at > self.cut_off or (self.cut_off_late and at == self.cut_off)


LAW = Terms()
_LATE = law.PAYMENT_BEGINS_LATE.span - law.PAYMENT_BEGINS.span
"""How much a notice after the cut-off postpones the first day: a day, also with agreed terms."""


@dataclass(frozen=True, slots=True)
class ReadyPeriod:
    """A period in which a notice of utskrivningsklar was in force: ``notified`` in UTC, ``ready`` and ``ended`` days.

    ``ended`` is the day when the patient left or the notice was taken back; None while the notice is in force.
    """

    notified: datetime
    ready: date
    ended: date | None = None
    version: int = 0


def first_day(period: ReadyPeriod, terms: Terms) -> date:
    """The day that the notice counts from: the ready day at the earliest, and the next day for a late notice."""
    day = clock.swedish_date(period.notified)
    if terms.is_late(period.notified.astimezone(clock.STOCKHOLM).time()):
        day += _LATE
    return max(day, period.ready)


def begins(period: ReadyPeriod, terms: Terms) -> date:
    """The first day that the municipality pays for."""
    ahead = terms.days if terms.zero_day else max(terms.days - 1, 0)
    first = first_day(period, terms)
    return clock.add_working_days(first, ahead) if terms.working_days else first + timedelta(days=ahead)


def days_to_pay(period: ReadyPeriod, terms: Terms, today: date) -> int:
    """How many days have begun, not counting the day when the patient leaves, which is not paid for."""
    return max(((period.ended or today) - begins(period, terms)).days, 0)


def days_left(period: ReadyPeriod, terms: Terms, today: date) -> int:
    """How many days are left until the responsibility begins; 0 when it has begun."""
    return max((begins(period, terms) - today).days, 0)
