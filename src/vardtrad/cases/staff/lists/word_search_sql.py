"""The SQL of a word search in a list: quick for words that most cases hold, and for words that few do (B-07).

For a common word the list is scanned in its own order until the page is full. For a rare word the index of words is
used, and its hits are sorted. Either way is slow for the other kind of word, and the kind is not known in advance. So
the first part of each branch is scanned, and the index is used when that did not fill the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from vardtrad.cases.case.models import Case, CaseWords
from vardtrad.cases.case.words import hold
from vardtrad.cases.staff.lists.filters import ListFilter

SCANNED = 1_500
"""How many cases of each branch are scanned before the index of words is used."""


def keys(
    clinic: UUID, wanted: ListFilter, branches: Sequence[QuerySet[Case]], order: Sequence[str], most: int
) -> list[UUID]:
    """The ids of the first ``most`` cases of the branches that hold the words, in order; one query or two."""
    whole, ids = _scanned(clinic, wanted, branches, order, most)
    return ids if whole else _looked_up(clinic, wanted, branches, order, most)


def _scanned(
    clinic: UUID, wanted: ListFilter, branches: Sequence[QuerySet[Case]], order: Sequence[str], most: int
) -> tuple[bool, list[UUID]]:
    """Whether the first part of each branch gives the whole page, and the ids found there.

    The page is whole when every branch has ended within its first part, or has given a full page by itself.
    """
    columns = ", ".join(wanted.sort.columns)
    by = _by(wanted, order)
    holds, held_values = _sql(CaseWords.objects.filter(hold(clinic, wanted.words or "", "words")).values("case_id"))
    parts: list[str] = []
    values: list[Any] = []
    for number, branch in enumerate(branches):
        text, given = _sql(branch.order_by(*order).values_list(*wanted.sort.columns)[:SCANNED])
        parts.append(f"near{number} AS MATERIALIZED ({text})")
        # One lookup for each case of the first part, so that PostgreSQL does not read the whole index of words.
        parts.append(
            f"hits{number} AS MATERIALIZED (SELECT near{number}.* FROM near{number} CROSS JOIN LATERAL"  # noqa: S608
            f" ({holds} AND case_id = near{number}.id LIMIT 1) AS held ORDER BY {by} LIMIT {most})"
        )
        values += [*given, *held_values]
    whole = " AND ".join(
        f"((SELECT count(*) FROM near{number}) < {SCANNED} OR (SELECT count(*) FROM hits{number}) = {most})"  # noqa: S608
        for number in range(len(branches))
    )
    together = " UNION ALL ".join(f"SELECT {columns} FROM hits{number}" for number in range(len(branches)))  # noqa: S608
    question = (
        f"WITH {', '.join(parts)} SELECT {whole},"  # noqa: S608
        f" ARRAY(SELECT id FROM ({together}) AS hits_of_branches ORDER BY {by} LIMIT {most})"
    )
    whole_page, ids = _first_row(question, values)
    return bool(whole_page), list(ids)


def _looked_up(
    clinic: UUID, wanted: ListFilter, branches: Sequence[QuerySet[Case]], order: Sequence[str], most: int
) -> list[UUID]:
    """The ids that the index of words gives; each case is looked up by its id, with the list's own conditions."""
    holds, values = _sql(CaseWords.objects.filter(hold(clinic, wanted.words or "", "words")).values("case_id"))
    this = Q(pk=RawSQL("hits.case_id", []))
    parts = [_sql(branch.filter(this).order_by().values_list(*wanted.sort.columns)) for branch in branches]
    together = " UNION ALL ".join(f"({text})" for text, _given in parts)
    question = (
        f"WITH hits AS MATERIALIZED ({holds}) SELECT ARRAY(SELECT id FROM hits CROSS JOIN LATERAL"  # noqa: S608
        f" ({together} LIMIT 1) AS hits_of_branches ORDER BY {_by(wanted, order)} LIMIT {most})"
    )
    (keys,) = _first_row(question, [*values, *(value for _text, given in parts for value in given)])
    return list(keys)


def _by(wanted: ListFilter, order: Sequence[str]) -> str:
    direction = "DESC" if order[0].startswith("-") else "ASC"
    return ", ".join(f"{column} {direction}" for column in wanted.sort.columns)


def _sql(question: QuerySet[Any, Any]) -> tuple[str, Sequence[Any]]:
    """The ORM's own text of a query, and its values."""
    return question.query.sql_with_params()


def _first_row(question: str, values: Sequence[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        (row,) = cursor.fetchall()
    return tuple(row)
