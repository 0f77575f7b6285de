"""A limit for how long questions to the database may take, where what is asked can grow without end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import DatabaseError, connection, transaction


class TookTooLong(Exception):
    """The database was stopped, since a question took longer than it may."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Let each question inside take so many seconds at most. Raises TookTooLong."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)",
                [f"{int(seconds * 1000)}ms"],
            )
            (before, _now) = cursor.fetchone()
            yield
            # Inside another transaction the limit would else apply to what comes after.
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])
    except DatabaseError as problem:
        if isinstance(problem.__cause__, psycopg.errors.QueryCanceled):
            raise TookTooLong from problem
        raise
