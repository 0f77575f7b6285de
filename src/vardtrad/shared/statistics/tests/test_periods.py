"""Which days a choice means, and how they are put together."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from vardtrad.shared.statistics.periods import Choice, Per, Period, label, period_of

TODAY = date(2026, 11, 17)  # a Tuesday


@pytest.mark.req("B-14")
@pytest.mark.parametrize(
    ("choice", "first", "last"),
    [
        (Choice.THIS_WEEK, date(2026, 11, 16), TODAY),
        (Choice.LAST_WEEK, date(2026, 11, 9), date(2026, 11, 15)),
        (Choice.MONTH, date(2026, 11, 1), TODAY),
        (Choice.LAST_MONTH, date(2026, 10, 1), date(2026, 10, 31)),
        (Choice.QUARTER, date(2026, 10, 1), TODAY),
        (Choice.YEAR, date(2026, 1, 1), TODAY),
    ],
)
def test_the_days_of_a_choice(choice, first, last) -> None:
    assert period_of(choice, TODAY) == Period(first, last)


def test_days_begin_and_end_at_midnight_in_sweden() -> None:
    summer = Period(date(2026, 3, 29), date(2026, 3, 29))  # the day that has 23 hours
    assert summer.begin == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert summer.end == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_a_long_period_is_counted_by_something_coarser_than_asked() -> None:
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert year.per(None) is Per.MONTH
    assert year.per(Per.DAY) is Per.WEEK
    assert year.per(Per.MONTH) is Per.MONTH
    two = Period(date(2025, 1, 1), date(2026, 12, 31))
    assert two.per(Per.DAY) is two.per(Per.WEEK) is Per.MONTH
    week = Period(date(2026, 11, 9), date(2026, 11, 15))
    assert week.per(None) is Per.DAY
    for period in (year, two, week):
        for per in (None, *Per):
            assert len(period.parts(period.per(per))) <= 62


def test_parts_have_names() -> None:
    year = Period(date(2026, 12, 20), date(2027, 1, 12))
    assert [label(part, Per.WEEK) for part in year.parts(Per.WEEK)] == ["v 51", "v 52", "v 53", "v 1 2027", "v 2"]
    assert [label(part, Per.MONTH) for part in year.parts(Per.MONTH)] == ["dec", "jan 2027"]
    assert label(TODAY, Per.DAY) == "17 nov"
