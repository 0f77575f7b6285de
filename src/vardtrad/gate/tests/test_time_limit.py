"""A question that takes too long is stopped, and the limit ends with it."""

from __future__ import annotations

import time

import pytest
from django.db import ProgrammingError, connection

from vardtrad.gate.time_limit import TookTooLong, at_most

pytestmark = pytest.mark.django_db


def answer(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_a_question_that_takes_too_long_is_stopped() -> None:
    begun = time.monotonic()
    with pytest.raises(TookTooLong), at_most(0.1):
        answer("SELECT pg_sleep(30)::text")
    assert time.monotonic() - begun < 10
    # The connection goes on as before.
    assert answer("SELECT 1") == 1
    assert answer("SHOW statement_timeout") == "0"


def test_the_limit_is_for_what_is_inside_alone() -> None:
    with at_most(2):
        assert answer("SHOW statement_timeout") == "2s"
    assert answer("SHOW statement_timeout") == "0"


def test_other_errors_are_what_they_are() -> None:
    with pytest.raises(ProgrammingError), at_most(2):
        answer("SELECT no_such_column")
