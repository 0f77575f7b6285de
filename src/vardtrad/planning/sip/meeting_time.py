"""The moment of a meeting from its Swedish day and time, also on the nights when the clock moves."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from vardtrad.kernel import clock


def moment_of(day: date | None, at: time | None) -> datetime | None:
    """The moment (UTC) of a Swedish day and time; None where one is missing, or where the clock skips that time.

    A time that comes twice, when the clock goes back in autumn, is the first of the two.
    """
    if day is None or at is None:
        return None
    local = datetime.combine(day, at.replace(tzinfo=None), clock.STOCKHOLM)
    moment = local.astimezone(UTC)
    return moment if moment.astimezone(clock.STOCKHOLM).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def hour_exists(day: date | None, at: time | None) -> bool:
    """Whether a Swedish day has that time; True while one of them is missing."""
    return day is None or at is None or moment_of(day, at) is not None
