"""The demo's past: moments so many working days ago, and the product's clock standing still at one of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from vardtrad.kernel import clock


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Let the product's clock stand still at a moment (UTC), and go on afterwards."""
    real = clock.now
    clock.now = lambda: moment
    try:
        yield
    finally:
        clock.now = real


def moment(days: int, words: str) -> datetime:
    """The moment so many working days ago at this Swedish clock time; with 0 days so many hours and minutes ago."""
    hours, minutes = map(int, words.split(":"))
    if days == 0:
        return clock.now() - timedelta(hours=hours, minutes=minutes)
    return datetime.combine(_working_days_ago(days), time(hours, minutes), clock.STOCKHOLM)


def _working_days_ago(days: int) -> date:
    day = clock.today()
    while days:
        day -= timedelta(days=1)
        days -= clock.is_working_day(day)
    return day
