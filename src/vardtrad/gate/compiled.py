"""Statements whose SQL is built and planned only once: those of every request, of pages open all day, and of the door.

Building the SQL of a query takes Django longer than PostgreSQL takes to answer it (measured by tests/bench). A query
is still written as a QuerySet, so that who may see what stays in one place; only its SQL is kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, Generic, Self, TypeVar
from uuid import UUID, uuid4
from weakref import WeakSet

import psycopg
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, models
from django.db.models import query as django_query
from django.db.models.expressions import RawSQL
from django.db.models.query import QuerySet
from psycopg import pq
from typing_extensions import override

T = TypeVar("T", bound=models.Model)
R = TypeVar("R")

# The types that we have describe a later Django's signature of it.
_related_populators: Any = django_query.get_related_populators


_LOST = (psycopg.errors.InvalidSqlStatementName, psycopg.errors.DuplicatePreparedStatement)
_plans = {"kept": True}
MOST_PLANS = 300
"""How many statements a connection keeps prepared; beyond that the one used longest ago is dropped."""
_named = WeakSet[psycopg.Connection[Any]]()
"""The connections whose prepared statements have names that no other connection uses."""
_generic = WeakSet[psycopg.Connection[Any]]()
"""The connections that have been told to keep the first plan of a prepared statement."""
_KEEP_FIRST_PLAN = "SELECT set_config('plan_cache_mode', 'force_generic_plan', false) WHERE pg_backend_pid() = %s"
"""Takes the number of the process that the driver believes it speaks with; a pooler gives a number of its own."""


class _Prepared(psycopg.Cursor[tuple[Any, ...]]):
    """A cursor whose queries PostgreSQL plans once for each connection."""

    @override
    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        # Where queries are recorded (in tests), the cursor knows the SQL only of one that is not prepared.
        options["prepare"] = _plans["kept"] and not connections[DEFAULT_DB_ALIAS].queries_logged
        return super().execute(query, params, **options)


def fetch_rows(
    sql: str, parameters: Sequence[Any] | Mapping[str, Any], *, binary: bool = True
) -> list[tuple[Any, ...]]:
    """Run a query whose SQL is always the same, and return all rows as plain values (times in UTC).

    It runs as a prepared statement, since PostgreSQL takes longer to plan a list than to answer it. SQL that varies
    would fill the connection with plans: use Django's own cursor for that. A pooler that gives each transaction another
    connection may drop a statement; then nothing is prepared for the rest of the process. A migration may make a plan
    invalid: then the query is run again on a new connection.

    One plan serves all values of the parameters, so a query must not need another plan for rare values than for common
    ones: use Django's own cursor for that too.

    The answer comes in binary, which is quicker to read; for Django's own converters it must come as text.
    """
    return _prepared(sql, parameters, lambda cursor: cursor.fetchall(), binary=binary)


def change_rows(sql: str, parameters: Sequence[Any] | Mapping[str, Any]) -> int:
    """Run a statement that writes, prepared as by ``fetch_rows``; return how many rows it has written."""
    return _prepared(sql, parameters, lambda cursor: int(cursor.rowcount), binary=False)


def may_be_tried_again(problem: DatabaseError) -> bool:
    """Whether a prepared statement was lost or has become invalid: the same transaction goes well the next time.

    That is for whoever holds the transaction; a single query has already been run again.
    """
    return isinstance(problem.__cause__, (*_LOST, psycopg.errors.FeatureNotSupported))


def _prepared(sql: str, parameters: Sequence[Any] | Mapping[str, Any], read: Callable[[Any], R], *, binary: bool) -> R:
    try:
        return _answer(sql, parameters, read, binary=binary)
    except DatabaseError as problem:
        lost = isinstance(problem.__cause__, _LOST)
        if lost:
            _plans["kept"] = False
        elif not isinstance(problem.__cause__, psycopg.errors.FeatureNotSupported):
            raise
        if connection.in_atomic_block:
            raise
        if not lost:
            connection.close()
        return _answer(sql, parameters, read, binary=binary)


def _answer(sql: str, parameters: Sequence[Any] | Mapping[str, Any], read: Callable[[Any], R], *, binary: bool) -> R:
    # Looked up once: each attribute of Django's proxy for it is a look-up of what belongs to this thread.
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    own: Any = database.connection
    if own not in _named:
        # The driver numbers plans from zero in each connection. Behind a pooler, another process may have given the
        # same number to another query on the connection that this process gets: that query would be answered instead.
        own._prepared._prepared_idx = secrets.randbits(60)
        own.prepared_max = MOST_PLANS
        _named.add(own)
    if own not in _generic and not database.in_atomic_block:
        # PostgreSQL keeps a plan only if it reckons that planning anew would gain nothing, and at some sizes of a
        # clinic it reckons wrong, every time. Only prepared statements heed the setting: Django's own are sent as plain
        # text. In a transaction the setting would be lost with a rollback; behind a pooler it would stay with somebody
        # else's connection, so there it is not made.
        own.execute(_KEEP_FIRST_PLAN, [own.info.backend_pid], prepare=False)
        _generic.add(own)
    with database.wrap_database_errors:
        # What connection.cursor() does, with a cursor of our own; the types do not know it.
        cursor = database._prepare_cursor(_Prepared(own))  # type: ignore[attr-defined]
    cursor.cursor.format = pq.Format.BINARY if binary else pq.Format.TEXT
    with cursor:
        cursor.execute(sql, parameters)
        return read(cursor)


class Compiled(Generic[T]):
    """A query with placeholders, one for each argument of ``build``, of the given kinds.

    A kind is UUID, str, date, datetime, bytes, or list for a list of UUIDs, of which ``among`` makes a condition.

    ``build`` is called once, with stand-ins that no real value equals, and must use every one of them in the query:
    a forgotten filter raises ValueError instead of showing too much.
    """

    def __init__(self, build: Callable[..., QuerySet[T, Any]], *kinds: type) -> None:
        stand_ins = [_stand_in(kind, place) for place, kind in enumerate(kinds)]
        self._compiler: Any = build(*stand_ins).query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, parameters = self._compiler.as_sql()
        # Bytes come in a wrapper of the database driver's.
        self._constants = [getattr(parameter, "obj", parameter) for parameter in parameters]
        self._holes = [stand_ins.index(constant) if constant in stand_ins else None for constant in self._constants]
        if set(range(len(kinds))) - set(self._holes):
            raise ValueError("an argument of the question does not stand in its query")

    def parameters(self, *values: Any) -> list[Any]:
        """The parameters of ``sql`` for these values of the placeholders."""
        return [
            constant if hole is None else values[hole]
            for hole, constant in zip(self._holes, self._constants, strict=True)
        ]

    def rows(self, *values: Any) -> Sequence[tuple[Any, ...]]:
        """Run the query, and return all rows as plain values, as PostgreSQL gives them (times in UTC)."""
        return fetch_rows(self.sql, self.parameters(*values))

    def things(self, *values: Any) -> list[T]:
        """Run the query, and return the rows as model objects with what ``select_related`` named, as a QuerySet would.

        The second half of Django's ModelIterable.
        """
        made, fields, names, related, converters = self._making
        annotations = self._compiler.annotation_col_map
        things: list[T] = []
        rows = fetch_rows(self.sql, self.parameters(*values), binary=not converters)
        for row in self._compiler.apply_converters(rows, converters) if converters else rows:
            thing = made.from_db(DEFAULT_DB_ALIAS, names, row[fields])
            for populator in related:
                populator.populate(row, thing)
            vars(thing).update((name, row[place]) for name, place in annotations.items())
            things.append(thing)
        return things

    @cached_property
    def _making(self) -> tuple[Any, slice, list[str], list[Any], dict[int, Any]]:
        """How a row becomes a model object: its model, columns and their names, its relations, and converters."""
        select, made = self._compiler.select, self._compiler.klass_info
        fields = slice(made["select_fields"][0], made["select_fields"][-1] + 1)
        names = [column.target.attname for column, _sql, _alias in select[fields]]
        related = _related_populators(made, select, DEFAULT_DB_ALIAS)
        converters = self._compiler.get_converters([column for column, _sql, _alias in select])
        return made["model"], fields, names, related, converters


def among(keys: Sequence[UUID]) -> RawSQL:
    """The right side of ``field__in`` for a list of any length, so that the SQL is the same for all lengths."""
    return RawSQL("SELECT unnest(%s::uuid[])", [keys])


def _stand_in(kind: type, place: int) -> object:
    if kind is UUID:
        return uuid4()
    if kind is list:
        return [uuid4()]
    if kind is date:
        return date(1, 1, 1) + timedelta(days=place)
    if kind is str:
        return secrets.token_hex(16)
    if kind is bytes:
        return secrets.token_bytes(32)
    if kind is datetime:
        return datetime(1, 1, 1, tzinfo=UTC) + timedelta(microseconds=place)
    raise ValueError(f"no stand-in for {kind}")
