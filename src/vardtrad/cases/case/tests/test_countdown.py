"""The words of a deadline, counted in working days (B-01); no database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vardtrad.cases.case.countdown import LATE, OK, SOON, TimeLeft, day_to_keep, time_left
from vardtrad.kernel import clock


def at(day, hour=10, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Stockholm")).astimezone(UTC)


# 17 November 2026 is a Tuesday, 20 a Friday, 23 a Monday.
TUESDAY, FRIDAY, MONDAY = 17, 20, 23
END_OF_MONDAY = at(24, 0)


@pytest.mark.req("B-01")
@pytest.mark.parametrize(
    ("due", "now", "level", "words"),
    [
        (END_OF_MONDAY, at(MONDAY, 10), SOON, "14 tim kvar"),
        (END_OF_MONDAY, at(MONDAY, 22), SOON, "2 tim kvar"),
        (END_OF_MONDAY, at(MONDAY, 23), SOON, "1 tim kvar"),
        (END_OF_MONDAY, at(MONDAY, 23, 1), SOON, "59 min kvar"),
        (END_OF_MONDAY, END_OF_MONDAY - timedelta(seconds=1), SOON, "1 min kvar"),
        (END_OF_MONDAY, at(FRIDAY), OK, "1 dag kvar"),
        (END_OF_MONDAY, at(21), OK, "1 dag kvar"),  # Saturday: only Monday is left
        (END_OF_MONDAY, at(22, 23, 59), OK, "1 dag kvar"),
        (END_OF_MONDAY, at(TUESDAY), OK, "4 dagar kvar"),
        (END_OF_MONDAY, END_OF_MONDAY, LATE, "Försenat 1 dag"),  # Tuesday has begun
        (END_OF_MONDAY, at(25), LATE, "Försenat 2 dagar"),
        (at(21, 0), at(21, 12), LATE, "Försenat"),  # Friday's end, on Saturday: no working time has gone by
        (at(21, 0), at(22, 12), LATE, "Försenat"),
        (at(21, 0), at(MONDAY, 8), LATE, "Försenat 1 dag"),
        (at(MONDAY, 12), at(MONDAY, 15), LATE, "Försenat 3 tim"),
        (at(MONDAY, 12), at(MONDAY, 12, 30), LATE, "Försenat"),
        (at(29, 0, month=12), at(23, month=12), OK, "1 dag kvar"),  # Christmas lies between
        (at(21, 12), at(FRIDAY), OK, "1 dag kvar"),  # a deadline on a Saturday
    ],
)
def test_what_is_left(due, now, level, words):
    assert time_left(due, now) == TimeLeft(level, words)


@pytest.mark.req("B-01")
def test_a_deadline_as_the_product_sets_it_has_as_many_days_as_it_was_given():
    for start in range(28):
        sent = at(1, 9) + timedelta(days=start)
        for days in range(1, 6):
            words = "1 dag kvar" if days == 1 else f"{days} dagar kvar"
            assert time_left(clock.deadline(sent, days), sent).words == words


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        time_left(END_OF_MONDAY, datetime(2026, 11, 23))  # noqa: DTZ001


@pytest.mark.req("B-01")
@pytest.mark.parametrize(
    ("due", "now", "level", "words"),
    [
        (END_OF_MONDAY, at(FRIDAY), OK, "Återkoppling senast måndag 23 november"),
        (END_OF_MONDAY, at(MONDAY, 0), SOON, "Återkoppling senast i dag"),
        (END_OF_MONDAY, END_OF_MONDAY - timedelta(seconds=1), SOON, "Återkoppling senast i dag"),
        (END_OF_MONDAY, END_OF_MONDAY, LATE, "Försenat 1 dag"),
        (END_OF_MONDAY, at(25), LATE, "Försenat 2 dagar"),
        (at(21, 0), at(21, 12), LATE, "Försenat 1 dag"),
    ],
)
def test_an_open_case_names_the_day_and_is_at_least_a_day_late(due, now, level, words):
    assert day_to_keep(due, now) == TimeLeft(level, words)
