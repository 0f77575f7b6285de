from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from vardtrad.kernel import clock

STOCKHOLM = clock.STOCKHOLM

# Written by hand from the almanac: every Monday to Friday without work in Sweden.
WEEKDAYS_OFF = {
    2024: "01-01 03-29 04-01 05-01 05-09 06-06 06-21 12-24 12-25 12-26 12-31",
    2025: "01-01 01-06 04-18 04-21 05-01 05-29 06-06 06-20 12-24 12-25 12-26 12-31",
    2026: "01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25 12-31",
    2027: "01-01 01-06 03-26 03-29 05-06 06-25 12-24 12-31",
    2028: "01-06 04-14 04-17 05-01 05-25 06-06 06-23 12-25 12-26",
}


def days_of(year):
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


@pytest.mark.req("002-011")
@pytest.mark.parametrize("year", WEEKDAYS_OFF)
def test_the_year_has_just_the_days_off_of_the_almanac(year):
    off = {date.fromisoformat(f"{year}-{day}") for day in WEEKDAYS_OFF[year].split()}
    assert {day for day in days_of(year) if not clock.is_working_day(day)} == off | {
        day for day in days_of(year) if day.isoweekday() in (6, 7)
    }


@pytest.mark.req("002-011")
@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 6, 19), "Midsommarafton"),
        (date(2027, 6, 25), "Midsommarafton"),
        (date(2026, 12, 24), "Julafton"),
        (date(2026, 12, 31), "Nyårsafton"),
        (date(2026, 4, 3), "Långfredagen"),
        (date(2026, 4, 6), "Annandag påsk"),
        (date(2026, 5, 14), "Kristi himmelsfärdsdag"),
        (date(2026, 1, 6), "Trettondedag jul"),
        (date(2028, 6, 6), "Nationaldagen"),
        (date(2026, 11, 21), "lördag"),
        (date(2026, 11, 22), "söndag"),
    ],
)
def test_a_holiday_an_eve_and_a_weekend_are_no_working_days(day, name):
    assert not clock.is_working_day(day), name


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 4, 2),  # Skärtorsdagen
        date(2026, 4, 30),  # Valborgsmässoafton
        date(2026, 5, 15),  # the Friday after Kristi himmelsfärdsdag
        date(2026, 10, 30),  # the day before Alla helgons dag
        date(2026, 12, 23),
    ],
)
def test_half_days_and_days_between_are_working_days(day):
    assert clock.is_working_day(day)


def test_a_year_whose_holidays_are_not_known_is_refused_rather_than_taken_to_have_none():
    with pytest.raises(ValueError, match="2150"):
        clock.is_working_day(date(2150, 6, 3))


def test_now_is_in_utc():
    assert clock.now().tzinfo is UTC
    assert abs(datetime.now(UTC) - clock.now()) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 15, 22, 59, tzinfo=UTC), date(2026, 1, 15)),
        (datetime(2026, 1, 15, 23, 0, tzinfo=UTC), date(2026, 1, 16)),
        (datetime(2026, 7, 15, 21, 59, tzinfo=UTC), date(2026, 7, 15)),
        (datetime(2026, 7, 15, 22, 0, tzinfo=UTC), date(2026, 7, 16)),
    ],
)
def test_today_is_the_date_in_sweden(monkeypatch, moment, day):
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert clock.today() == day


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        clock.swedish_date(datetime(2026, 1, 15, 12, 0))  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        clock.deadline(datetime(2026, 1, 15, 12, 0), 2)  # noqa: DTZ001


def test_adding_working_days():
    friday = date(2026, 11, 20)
    assert clock.add_working_days(friday, 0) == friday
    assert clock.add_working_days(friday, 1) == date(2026, 11, 23)
    assert clock.add_working_days(friday, 10) == date(2026, 12, 4)
    assert clock.add_working_days(date(2026, 11, 21), 1) == date(2026, 11, 23)
    # Christmas 2026: Thursday and Friday off, a weekend, and Nyårsafton with its Friday and weekend after.
    assert clock.add_working_days(date(2026, 12, 23), 1) == date(2026, 12, 28)
    assert clock.add_working_days(date(2026, 12, 30), 1) == date(2027, 1, 4)
    assert clock.add_working_days(date(2027, 6, 24), 1) == date(2027, 6, 28)
    with pytest.raises(ValueError, match="negative"):
        clock.add_working_days(friday, -1)


def test_counting_undoes_adding():
    for day in list(days_of(2026))[::5]:
        for days in (0, 1, 2, 4, 7, 10):
            assert clock.working_days_between(day, clock.add_working_days(day, days)) == days
    assert clock.working_days_between(date(2026, 11, 23), date(2026, 11, 20)) == -1
    assert clock.working_days_between(date(2026, 11, 20), date(2026, 11, 20)) == 0
    assert sum(clock.is_working_day(day) for day in days_of(2026)) == clock.working_days_between(
        date(2025, 12, 31), date(2026, 12, 31)
    )


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 15, 23, 0, tzinfo=UTC)),
        (date(2026, 7, 15), datetime(2026, 7, 15, 22, 0, tzinfo=UTC)),
        # Summer time begins on Sunday 29 March 2026 and ends on Sunday 25 October 2026.
        (date(2026, 3, 28), datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 22, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
        (date(2026, 12, 30), datetime(2026, 12, 30, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_24_swedish_time(day, end):
    assert clock.end_of_day(day) == end
    assert clock.end_of_day(day).tzinfo is UTC
    assert clock.swedish_date(end - timedelta(microseconds=1)) == day


@pytest.mark.req("002-011")
@pytest.mark.parametrize(
    ("sent", "last_day"),
    [
        # An ordinary Monday morning: Wednesday.
        (datetime(2026, 11, 16, 9, 0, tzinfo=STOCKHOLM), date(2026, 11, 18)),
        # Friday evening: Tuesday.
        (datetime(2026, 11, 20, 21, 30, tzinfo=STOCKHOLM), date(2026, 11, 24)),
        # A minute to midnight on Friday in Sweden is still Friday; a minute past is Saturday, and ends the same day.
        (datetime(2026, 11, 20, 23, 59, tzinfo=STOCKHOLM), date(2026, 11, 24)),
        (datetime(2026, 11, 21, 0, 1, tzinfo=STOCKHOLM), date(2026, 11, 24)),
        (datetime(2026, 11, 22, 23, 59, tzinfo=STOCKHOLM), date(2026, 11, 24)),
        # After midnight in Sweden while it is still Sunday in UTC: Monday's case, so Wednesday.
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), date(2026, 11, 25)),
        # On a holiday (Kristi himmelsfärdsdag, a Thursday): Friday and Monday.
        (datetime(2026, 5, 14, 12, 0, tzinfo=STOCKHOLM), date(2026, 5, 18)),
        # Before Easter and on Långfredagen: the Tuesday and Wednesday after.
        (datetime(2026, 4, 2, 16, 0, tzinfo=STOCKHOLM), date(2026, 4, 8)),
        (datetime(2026, 4, 3, 12, 0, tzinfo=STOCKHOLM), date(2026, 4, 8)),
        # The day before Midsommarafton.
        (datetime(2026, 6, 18, 15, 0, tzinfo=STOCKHOLM), date(2026, 6, 23)),
        # On Julafton, and the day before it.
        (datetime(2026, 12, 24, 10, 0, tzinfo=STOCKHOLM), date(2026, 12, 29)),
        (datetime(2026, 12, 23, 10, 0, tzinfo=STOCKHOLM), date(2026, 12, 29)),
        # Before Nyårsafton, into a year that begins with a Friday off.
        (datetime(2026, 12, 30, 10, 0, tzinfo=STOCKHOLM), date(2027, 1, 5)),
        # Over both changes of the clock.
        (datetime(2026, 3, 27, 10, 0, tzinfo=STOCKHOLM), date(2026, 3, 31)),
        (datetime(2026, 10, 23, 10, 0, tzinfo=STOCKHOLM), date(2026, 10, 27)),
    ],
)
def test_feedback_within_two_working_days(sent, last_day):
    end = clock.deadline(sent, 2)
    assert end == clock.end_of_day(last_day)
    assert end.tzinfo is UTC
    assert clock.swedish_date(end) == last_day + timedelta(days=1)
    assert end.astimezone(STOCKHOLM).strftime("%H:%M") == "00:00"


def test_threads_agree_about_a_year_that_nobody_has_asked_for_yet():
    clock._days_off.cache_clear()
    days = list(days_of(2031))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: [clock.is_working_day(day) for day in days], range(16)))
    assert all(answer == answers[0] for answer in answers)
    assert sum(answers[0]) == 249
