"""Moments are shown in Swedish time, in the words of the active language."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from vardtrad.kernel import clock
from vardtrad.shared.web import dates

WINTER = datetime(2026, 11, 20, 12, 4, 9, tzinfo=UTC)
SUMMER = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def present(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 21, 8, 0, tzinfo=UTC))
    with translation.override("sv"):
        yield


@pytest.mark.req("000-021")
def test_the_lists_have_date_and_clock_in_swedish_time():
    assert dates.stamp(WINTER) == "2026-11-20 13.04"
    assert dates.stamp(SUMMER) == "2026-07-01 00.30"


def test_the_words_of_dates():
    assert dates.day(WINTER) == "20 nov"
    assert dates.day(SUMMER) == "1 juli"
    assert dates.long_day(date(2026, 11, 24)) == "tisdag 24 november"
    assert dates.clock_time(WINTER) == "13.04"
    assert dates.moment_of(WINTER) == "20 november, 13.04"
    assert dates.iso(WINTER) == "2026-11-20T13:04:09+01:00"
    assert dates.iso(date(2026, 11, 24)) == "2026-11-24"


def test_a_day_that_is_kept_on_paper_always_has_its_year():
    assert dates.full_day(date(2026, 11, 24)) == "tisdag 24 november 2026"
    assert dates.full_day(WINTER) == "fredag 20 november 2026"


def test_a_file_has_the_clock_of_programs_in_every_language():
    assert dates.file_stamp(WINTER) == "2026-11-20 13:04"


def test_a_clock_is_written_in_one_place():
    """Each language has one separator between hours and minutes, so nothing but ``dates`` formats a clock for a page.

    The rest are files, what forms read, and answers to forms, which are kept in the words of their day; the log, the
    command line and the messages of SAML write UTC.
    """
    others = {
        "shared/web/forms.py", "shared/forms/engine/written.py", "shared/forms/engine/telling.py",
        "planning/svu/payment/forms.py",
        "planning/sip/care_plan.py", "cases/staff/settings/forms.py", "kernel/law.py",
        "shared/login/ways/saml/requests.py",
    }  # fmt: skip
    source = Path(settings.BASE_DIR)
    writes = {
        str(path.relative_to(source))
        for path in [*source.rglob("*.py"), *source.rglob("*.html")]
        if "tests" not in path.parts and re.search(r"%H[.:]%M", path.read_text(encoding="utf-8"))
    }
    rooms = {path for path in writes if not path.startswith(("config/", "gate/"))}
    assert rooms == others


def test_the_words_of_dates_in_english():
    with translation.override("en"):
        assert dates.day(WINTER) == "20 Nov"
        assert dates.long_day(WINTER) == "Friday 20 November"
        assert dates.clock_time(WINTER) == "13:04"
        assert dates.stamp(WINTER) == "2026-11-20 13:04"


@pytest.mark.req("002-011")
def test_the_last_day_of_a_deadline_is_the_day_before_it_runs_out():
    assert dates.last_day(clock.end_of_day(date(2026, 11, 24))) == "tisdag 24 november"


def test_another_year_is_said():
    assert dates.day(datetime(2025, 12, 31, 23, 30, tzinfo=UTC)) == "1 jan"
    assert dates.day(datetime(2025, 12, 31, 22, 30, tzinfo=UTC)) == "31 dec 2025"
    assert dates.long_day(date(2027, 1, 4)) == "måndag 4 januari 2027"


def test_a_moment_without_time_zone_is_refused():
    for show in (dates.stamp, dates.day, dates.long_day, dates.clock_time, dates.moment_of, dates.iso):
        with pytest.raises(ValueError, match="time zone"):
            show(datetime(2026, 11, 20, 12, 4))  # noqa: DTZ001 (the point of the test)
