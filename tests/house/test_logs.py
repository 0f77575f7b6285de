"""A log line about a fault says where it was and of which kind, never the values that the database quotes."""

from __future__ import annotations

import logging
import sys

import pytest
from django.db import DatabaseError, connection, transaction

from vardtrad.config.logs import Line

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
