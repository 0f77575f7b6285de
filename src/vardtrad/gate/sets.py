"""Writing many rows of a table in one statement, each with values of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

_LENGTH = re.compile(r"\([0-9, ]+\)")


def update_set(rows: Sequence[models.Model], names: Sequence[str]) -> int:
    """Write these fields of rows of one model, no row twice; returns how many rows there were in the table.

    The same as ``bulk_update``, whose statement has a CASE for each field with a branch for each row: building it takes
    several times as long as writing the rows. Here each column is one array. Columns that an array cannot hold (arrays
    themselves), and values that are expressions, are left to Django. Raises DatabaseError.
    """
    if not rows:
        return 0
    model = type(rows[0])
    fields = _fields(model, names)
    columns: list[list[Any]] = [[getattr(row, field.attname) for row in rows] for field in fields]
    if any(isinstance(field, ArrayField) for field in fields) or any(map(_has_expression, columns)):
        if len(rows) == 1:
            rows[0].save(update_fields=names, force_update=True)
            return 1
        return model._default_manager.bulk_update(rows, names)
    key: Any = model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(model, tuple(names)),
            [
                [_stored(field, value) for value in values]
                for field, values in zip([key, *fields], [[row.pk for row in rows], *columns], strict=True)
            ],
        )
        return int(cursor.rowcount)


@cache
def _statement(model: type[models.Model], names: tuple[str, ...]) -> str:
    """The statement, which is the same for any number of rows."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    key: Any = model._meta.pk
    fields = _fields(model, names)
    written = ", ".join(f"{quote(field.column)} = written.{quote(field.column)}" for field in fields)
    arrays = ", ".join(f"%s::{_type(field)}[]" for field in (key, *fields))
    columns = ", ".join(quote(field.column) for field in (key, *fields))
    same = f"{table}.{quote(key.column)} = written.{quote(key.column)}"
    # Only names of tables, columns and types.
    return f"UPDATE {table} SET {written} FROM unnest({arrays}) AS written ({columns}) WHERE {same}"  # noqa: S608


def _fields(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def _type(field: Any) -> str:
    """The column's type without its length: a cast to a length would cut a value off where the column refuses it."""
    return _LENGTH.sub("", field.rel_db_type(connection) if field.primary_key else field.db_type(connection))


def _stored(field: Any, value: Any) -> Any:
    """The value as the driver is to have it: all of a column in one plain type."""
    stored = field.get_db_prep_save(value, connection)
    if isinstance(stored, Enum):
        stored = stored.value
    return str(stored) if isinstance(stored, str) else stored


def _has_expression(values: Sequence[Any]) -> bool:
    return any(hasattr(value, "resolve_expression") for value in values)
