"""A log line about a fault says where it was and of which kind, never the values that the database quotes."""

from __future__ import annotations

import logging
import sys

import pytest
from django.db import DatabaseError, connection, transaction

from vardtrad.config.logs import Line, Short

SECRET = "19771207-2391 bröstsmärta"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("SELECT %s::date", "invalid input syntax for type date"),
        ("SELECT %s::text, no_such_column", "UndefinedColumn"),
        ("SELECT to_tsquery('simple', %s)", "syntax error in tsquery"),
        ("SELECT id FROM cases_case WHERE id = %s", "invalid input syntax for type uuid"),
    ],
)
def test_a_fault_of_the_database_quotes_no_value(question: str, says: str) -> None:
    """The values are in the statement that PostgreSQL quotes, and in its message."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(question, [SECRET])
    except DatabaseError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "felkod", None, sys.exc_info())
    told = Line("{message}", style="{").format(record)
    assert says in told
    assert "bröstsmärta" not in told
    assert "19771207" not in told


@pytest.mark.django_db
def test_the_name_of_a_broken_constraint_is_told() -> None:
    """The name is useful for finding the fault, and not personal data."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO people_person (id) VALUES (gen_random_uuid())")
    except DatabaseError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "felkod", None, sys.exc_info())
    told = Line("{message}", style="{").format(record)
    assert 'null value in column "' in told
    assert "DETAIL: (utelämnat)" in told


def _line(message: str, *, name: str = "x", error: Exception | None = None, **more: object) -> str:
    given = (type(error), error, None) if error is not None else None
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, None, given)
    record.__dict__.update(more)
    Short().filter(record)
    return Line("{asctime} {levelname} {message}", style="{").format(record)


def test_the_time_is_utc_with_its_offset() -> None:
    told = _line("hej", created=1_795_887_671.834)
    assert told == "2026-11-28T17:41:11.834+00:00 ERROR hej"


@pytest.mark.parametrize("address", ["x@y.se", "anna.å-b+c@sjukhus.example.org", "x@y.se\\nBcc: evil@z.se"])
def test_no_address_is_told_in_full(address: str) -> None:
    for told in (_line(f"got '{address}'"), _line("failed", error=ValueError(f"Header values (got {address!r})"))):
        for name in ("x@", "anna", "evil"):
            assert name not in told
        assert "(utelämnat)@" in told


def test_what_cannot_be_read_is_one_line() -> None:
    for more in ({"name": "django.security.DisallowedHost"}, {"name": "django.request", "status_code": 400}):
        assert len(_line("Invalid HTTP_HOST", error=ValueError("x"), **more).splitlines()) == 1
    assert "ValueError" in _line("felkod", error=ValueError("x"), status_code=500)


def test_the_settings_use_them() -> None:
    from vardtrad.config import settings

    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["short"]
    assert settings.LOGGING["loggers"]["fontTools"] == {"level": "WARNING"}
