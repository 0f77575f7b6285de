"""Writing rows of a table in one statement, each with values of its own.

A single row, which is what a form writes, goes by a statement that is prepared (vardtrad.gate.compiled): building its
SQL anew takes Django longer than PostgreSQL takes to write it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.expressions import RawSQL
from psycopg.types.json import Jsonb

from vardtrad.gate.compiled import change_rows, fetch_rows
from vardtrad.gate.models import mark_stored

FEW = 2
"""How many rows are inserted with a place for each value, which also holds arrays: the traces of an opened case."""
_LENGTH = re.compile(r"\([0-9, ]+\)")


def insert_set(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model; the same as ``bulk_create``. Raises DatabaseError."""
    if not rows:
        return
    model = type(rows[0])
    if not (_insert_few(model, rows) if len(rows) <= FEW else _insert_many(model, rows)):
        model._default_manager.bulk_create(rows)
        return
    for row in rows:
        mark_stored(row)


def _insert_few(model: type[models.Model], rows: Sequence[models.Model]) -> bool:
    """Insert a row or two by a prepared statement, and say whether they could be."""
    holes: list[tuple[str, ...]] = []
    values: list[Any] = []
    for row in rows:
        if row.pk is None or (single := _single(_all_fields(model), row)) is None:
            return False
        holes.append(single[0])
        values += single[1]
    returned = _generated(model)
    if returned and len(rows) > 1:
        return False
    statement = _insertion(model, tuple(holes))
    if not returned:
        change_rows(statement, values)
        return True
    (answer,) = fetch_rows(statement, values, binary=False)
    mark_stored(rows[0], {field.attname: value for field, value in zip(returned, answer, strict=True)})
    return True


def _insert_many(model: type[models.Model], rows: Sequence[models.Model]) -> bool:
    """Insert rows by a prepared statement that is the same for any number, and say whether they could be."""
    fields = _all_fields(model)
    columns = [[getattr(row, field.attname) for row in rows] for field in fields]
    if _generated(model) or any(map(_has_expression, columns)) or any(row.pk is None for row in rows):
        return False
    change_rows(_insertion_of_many(model), _arrays(fields, columns))
    return True


def update_set(rows: Sequence[models.Model], names: Sequence[str]) -> int:
    """Write these fields of rows of one model, no row twice; returns how many rows there were in the table.

    The same as ``bulk_update``, whose statement has a CASE for each field with a branch for each row: building it takes
    several times as long as writing the rows. Here each column is one array. Values that are expressions are left to
    Django. Raises DatabaseError.
    """
    if not rows:
        return 0
    model = type(rows[0])
    fields = _fields(model, names)
    if len(rows) == 1 and (single := _single(fields, rows[0])) is not None:
        holes, values = single
        return change_rows(_change(model, tuple(names), holes), [*values, _plain(rows[0].pk)])
    columns: list[list[Any]] = [[getattr(row, field.attname) for row in rows] for field in fields]
    if any(map(_has_expression, columns)):
        return model._default_manager.bulk_update(rows, names)
    key: Any = model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, tuple(names)), _arrays([key, *fields], [[row.pk for row in rows], *columns]))
        return int(cursor.rowcount)


def _single(fields: Sequence[Any], row: models.Model) -> tuple[tuple[str, ...], list[Any]] | None:
    """What stands for each field in the statement of a single row, and the values; None where Django must write it.

    A RawSQL is written as it stands: its text is to be the same each time.
    """
    holes: list[str] = []
    values: list[Any] = []
    for field in fields:
        value = getattr(row, field.attname)
        if isinstance(value, RawSQL):
            holes.append(f"({value.sql})")
            values += value.params
        elif hasattr(value, "resolve_expression"):
            return None
        else:
            holes.append("%s")
            values.append(_plain(_stored(field, value)))
    return tuple(holes), values


def _plain(value: Any) -> Any:
    """The value as text, without a type: the driver prepares a statement for each set of types, and NULL has none."""
    if isinstance(value, list) and value and isinstance(value[0], UUID):
        # The ids that a list showed. As text they are passed on several times as quickly as one by one.
        return "{" + ",".join(map(str, value)) + "}"
    return str(value) if isinstance(value, UUID) else value.isoformat() if isinstance(value, date) else value


@lru_cache(maxsize=512)
def _insertion(model: type[models.Model], holes: tuple[tuple[str, ...], ...]) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in _all_fields(model))
    returned = ", ".join(quote(field.column) for field in _generated(model))
    rows = ", ".join(f"({', '.join(row)})" for row in holes)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {rows}"  # noqa: S608
    return f"{statement} RETURNING {returned}" if returned else statement


@cache
def _insertion_of_many(model: type[models.Model]) -> str:
    quote, fields = connection.ops.quote_name, _all_fields(model)
    columns = ", ".join(quote(field.column) for field in fields)
    chosen = ", ".join(_read(field) for field in fields)
    # Only names of tables, columns and types.
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) SELECT {chosen} FROM {_given(fields)}"  # noqa: S608


@lru_cache(maxsize=512)
def _change(model: type[models.Model], names: tuple[str, ...], holes: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    key: Any = model._meta.pk
    fields = _fields(model, names)
    written = ", ".join(f"{quote(field.column)} = {hole}" for field, hole in zip(fields, holes, strict=True))
    return f"UPDATE {quote(model._meta.db_table)} SET {written} WHERE {quote(key.column)} = %s"  # noqa: S608


@cache
def _all_fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.generated]


@cache
def _generated(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.generated]


@cache
def _statement(model: type[models.Model], names: tuple[str, ...]) -> str:
    """The statement, which is the same for any number of rows."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    key: Any = model._meta.pk
    fields = _fields(model, names)
    written = ", ".join(f"{quote(field.column)} = {_read(field)}" for field in fields)
    same = f"{table}.{quote(key.column)} = {_read(key)}"
    # Only names of tables, columns and types.
    return f"UPDATE {table} SET {written} FROM {_given((key, *fields))} WHERE {same}"  # noqa: S608


def _given(fields: Sequence[Any]) -> str:
    """The rows as a table "given" made of one array for each column; a column of arrays comes as texts."""
    quote = connection.ops.quote_name
    arrays = ", ".join(f"%s::{'text' if isinstance(field, ArrayField) else _type(field)}[]" for field in fields)
    return f"unnest({arrays}) AS given ({', '.join(quote(field.column) for field in fields)})"


def _read(field: Any) -> str:
    """The column of "given" as its own type."""
    name = f"given.{connection.ops.quote_name(field.column)}"
    return f"{name}::{_type(field)}" if isinstance(field, ArrayField) else name


def _fields(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def _type(field: Any) -> str:
    """The column's type without its length: a cast to a length would cut a value off where the column refuses it."""
    return _LENGTH.sub("", field.rel_db_type(connection) if field.primary_key else field.db_type(connection))


_AS_THEY_ARE: dict[type, type] = {datetime: models.DateTimeField, bool: models.BooleanField}
"""What Django hands to the driver unchanged, as it does ids: asking a field takes longer than all the rest."""


def _stored(field: Any, value: Any) -> Any:
    """The value as the driver is to have it: all of a column in one plain type."""
    kind = type(value)
    if value is None or kind is UUID or isinstance(field, _AS_THEY_ARE.get(kind, ())):
        return value
    if isinstance(field, ArrayField) and isinstance(field.base_field, models.UUIDField):
        return list(value)  # as it is, where Django would prepare each id by itself
    stored = field.get_db_prep_save(value, connection)
    if isinstance(stored, Enum):
        stored = stored.value
    return str(stored) if isinstance(stored, str) else stored


def _arrays(fields: Sequence[Any], columns: Sequence[Sequence[Any]]) -> list[Any]:
    """Each column as the array that a statement takes."""
    return [_array([_stored(field, value) for value in values]) for field, values in zip(fields, columns, strict=True)]


def _array(values: Sequence[Any]) -> Any:
    """The values as an array of PostgreSQL: as text where each of them can be, which the driver passes on as it is.

    The driver's own way looks for each sign that must be quoted, by itself: of JSON that takes longer than the rest of
    the writing. Arrays inside become texts, since the ids of a row's list are as many as they are.
    """
    texts = [_text(value) for value in values]
    return list(values) if any(text is _NO_TEXT for text in texts) else _array_text(texts)


_NO_TEXT: Any = object()


def _text(value: Any) -> Any:
    """The value as PostgreSQL reads it in a text, None for NULL, or _NO_TEXT for what is left to the driver."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, Enum):
        return _text(value.value)  # in a list: a column's own are replaced before (_stored)
    if isinstance(value, str | UUID):
        return str(value)
    if isinstance(value, Jsonb):
        return (value.dumps or json.dumps)(value.obj)
    if isinstance(value, list):
        texts = [_text(item) for item in value]
        if any(text is _NO_TEXT for text in texts):
            raise TypeError("an array in a row holds something else than texts and ids")
        return _array_text(texts)
    return _NO_TEXT


def _array_text(texts: Sequence[str | None]) -> str:
    r"""An array as PostgreSQL writes it: each value in quotes, with \ before a quote or a \ (manual, 8.15.2)."""
    quoted = ("NULL" if text is None else _QUOTES % text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return f"{{{','.join(quoted)}}}"


_QUOTES = '"%s"'


def _has_expression(values: Sequence[Any]) -> bool:
    return any(hasattr(value, "resolve_expression") for value in values)
