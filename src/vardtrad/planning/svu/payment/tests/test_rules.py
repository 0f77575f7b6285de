"""How payment days are counted; worked out by hand from the law and the agreements in facts.md."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from vardtrad.planning.svu.payment.rules import LAW, ReadyPeriod, Terms, begins, days_left, days_to_pay, first_day

# Monday 16 November 2026, 09.00 and 12.00 Swedish time (winter: UTC+1).
MORNING = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
NOON = datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 16)


@pytest.mark.req("B-24")
@pytest.mark.parametrize(
    ("notified", "terms", "first"),
    [
        (MORNING, LAW, date(2026, 11, 19)),  # Monday is day 0: Thursday
        (NOON, LAW, date(2026, 11, 19)),  # the law says after 12.00
        (NOON + timedelta(seconds=1), LAW, date(2026, 11, 20)),  # after noon is too late: counts from Tuesday
        (NOON, Terms(cut_off_late=True), date(2026, 11, 20)),  # agreements that say before 12
        (MORNING, Terms(days=2, zero_day=True), date(2026, 11, 18)),
        (MORNING, Terms(days=3, zero_day=False), date(2026, 11, 18)),
        (MORNING, Terms(days=5, working_days=True), date(2026, 11, 23)),  # the weekend does not count
        (MORNING, Terms(cut_off=time(8, 0)), date(2026, 11, 20)),
        (MORNING, Terms(days=0), date(2026, 11, 16)),
    ],
)
def test_the_first_day_that_is_paid_for(notified, terms, first):
    assert begins(ReadyPeriod(notified, MONDAY), terms) == first


def test_noon_is_noon_in_summer_time_too():
    # 11.30 Swedish summer time is 09.30 UTC.
    assert first_day(ReadyPeriod(datetime(2026, 7, 6, 9, 30, tzinfo=UTC), date(2026, 7, 6)), LAW) == date(2026, 7, 6)
    assert first_day(ReadyPeriod(datetime(2026, 7, 6, 10, 1, tzinfo=UTC), date(2026, 7, 6)), LAW) == date(2026, 7, 7)


def test_days_are_counted_from_a_later_ready_day():
    assert begins(ReadyPeriod(MORNING, date(2026, 11, 18)), LAW) == date(2026, 11, 21)


def test_the_day_of_leaving_is_not_paid_for():
    period = ReadyPeriod(MORNING, MONDAY, ended=date(2026, 11, 21))
    assert days_to_pay(period, LAW, date(2026, 12, 1)) == 2
    assert days_to_pay(ReadyPeriod(MORNING, MONDAY, ended=date(2026, 11, 19)), LAW, date(2026, 12, 1)) == 0


def test_the_countdown():
    period = ReadyPeriod(MORNING, MONDAY)
    assert [days_left(period, LAW, date(2026, 11, day)) for day in (16, 17, 18, 19, 25)] == [3, 2, 1, 0, 0]
