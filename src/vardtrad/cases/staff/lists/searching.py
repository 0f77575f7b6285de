"""The places of a searched page: quick for words that most cases hold, and for words that few do (B-07).

A word that many cases hold is found by walking the list in its own order until a page is full; a rare one by the index
of words, whose hits are then looked up and sorted. Which of the two it is nobody can know beforehand, and either way is
slow for the other sort. So the first stretch of each branch is walked, and the index is asked when that was not enough.
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
from vardtrad.cases.staff.lists.asked import Asked

WALKED = 1_500
"""How many cases of each branch are looked through before the index of words is asked."""


def keys(clinic: UUID, asked: Asked, branches: Sequence[QuerySet[Case]], order: Sequence[str], most: int) -> list[UUID]:
    """The ids of the first ``most`` cases of the branches that hold the words, in order; one query or two."""
    exact, found = _walked(clinic, asked, branches, order, most)
    return found if exact else _looked_up(clinic, asked, branches, order, most)


def _walked(
    clinic: UUID, asked: Asked, branches: Sequence[QuerySet[Case]], order: Sequence[str], most: int
) -> tuple[bool, list[UUID]]:
    """What stands in the first stretch of each branch; and whether that is all that the page can hold.

    It is when every branch has ended within its stretch, or given a whole page by itself.
    """
    columns = ", ".join(asked.sort.columns)
    by = _by(asked, order)
    holds, held_values = _sql(CaseWords.objects.filter(hold(clinic, asked.words or "", "words")).values("case_id"))
    parts: list[str] = []
    values: list[Any] = []
    for number, branch in enumerate(branches):
        text, given = _sql(branch.order_by(*order).values_list(*asked.sort.columns)[:WALKED])
        parts.append(f"near{number} AS MATERIALIZED ({text})")
        # Each case of the stretch is asked by itself: the index of words is not to be gone through for it.
        parts.append(
            f"hits{number} AS MATERIALIZED (SELECT near{number}.* FROM near{number} CROSS JOIN LATERAL"  # noqa: S608
            f" ({holds} AND case_id = near{number}.id LIMIT 1) AS held ORDER BY {by} LIMIT {most})"
        )
        values += [*given, *held_values]
    whole = " AND ".join(
        f"((SELECT count(*) FROM near{number}) < {WALKED} OR (SELECT count(*) FROM hits{number}) = {most})"  # noqa: S608
        for number in range(len(branches))
    )
    together = " UNION ALL ".join(f"SELECT {columns} FROM hits{number}" for number in range(len(branches)))  # noqa: S608
    question = (
        f"WITH {', '.join(parts)} SELECT {whole},"  # noqa: S608
        f" ARRAY(SELECT id FROM ({together}) AS found ORDER BY {by} LIMIT {most})"
    )
    exact, found = _ask(question, values)
    return bool(exact), list(found)


def _looked_up(
    clinic: UUID, asked: Asked, branches: Sequence[QuerySet[Case]], order: Sequence[str], most: int
) -> list[UUID]:
    """What the index of words finds, each looked up by its id, authorised and filtered there."""
    holds, values = _sql(CaseWords.objects.filter(hold(clinic, asked.words or "", "words")).values("case_id"))
    this = Q(pk=RawSQL("hits.case_id", []))
    found = [_sql(branch.filter(this).order_by().values_list(*asked.sort.columns)) for branch in branches]
    together = " UNION ALL ".join(f"({text})" for text, _given in found)
    question = (
        f"WITH hits AS MATERIALIZED ({holds}) SELECT ARRAY(SELECT id FROM hits CROSS JOIN LATERAL"  # noqa: S608
        f" ({together} LIMIT 1) AS found ORDER BY {_by(asked, order)} LIMIT {most})"
    )
    (keys,) = _ask(question, [*values, *(value for _text, given in found for value in given)])
    return list(keys)


def _by(asked: Asked, order: Sequence[str]) -> str:
    direction = "DESC" if order[0].startswith("-") else "ASC"
    return ", ".join(f"{column} {direction}" for column in asked.sort.columns)


def _sql(question: QuerySet[Any, Any]) -> tuple[str, Sequence[Any]]:
    """The ORM's own text of a question; its values come beside it."""
    return question.query.sql_with_params()


def _ask(question: str, values: Sequence[Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        (row,) = cursor.fetchall()
    return tuple(row)
