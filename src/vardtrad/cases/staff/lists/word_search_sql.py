"""The SQL of a word search in a list: quick for words that most cases hold, and for words that few do (B-07).

For a common word the list is scanned in its own order until the page is full. For a rare word the index of words is
used, and its hits are sorted. Either way is slow for the other kind of word, and the kind is not known in advance. So
the first part of the list is scanned, and the index is used when that did not fill the page. The index reads all that
it has of a word, so it is asked only for those words of a search that are rare in a sample of the list.

Counting goes by the same sample: a count of common words walks the list, one of rare words the index. Left to itself
PostgreSQL compares all cases of the clinic with the hits, since it does not know that the hits are the clinic's own.
"""

# Each statement is put together from parts of its own and the ORM's SQL; values are passed beside it.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from vardtrad.cases.case.words import begins_with, clinic_word, together, words_of
from vardtrad.cases.staff.frame.queries import Question
from vardtrad.shared.lists.counts import COUNTED

SCANNED = 3_000
"""How many cases are scanned before the index of words is used; the branches of the list share them."""
SAMPLE = 300
"""How many of a list's first cases say which words are rare."""
RARE = 0.05
"""The share of the sample that holds a word which the index is asked for."""
COMMON = 0.1
"""The share of the sample from which on a list is walked to count what holds all words."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The cases of a list as SQL, in what order they stand, and how many make a page.

    ``branches`` are its parts in the list's order, each of which an index gives. ``cases`` are all of them in no order,
    and ``case`` the one with the id that ``hits.case_id`` names. Each selects ``columns``, of which ``id`` is one.
    """

    branches: tuple[Question, ...]
    cases: Question
    case: Question
    columns: tuple[str, ...]
    rises: bool
    most: int


class Hits(NamedTuple):
    """The ids of the first cases that hold the words, and how many do in all, if that came out as well."""

    ids: list[UUID]
    total: int | None


def hits(clinic: UUID, words: str, listed: Listed) -> Hits:
    """The first cases of a list that hold the words, in order; one query."""
    statement = _Statement(clinic, words, listed)
    with connection.cursor() as cursor:
        cursor.execute(*statement.page())
        ((ids, total),) = cursor.fetchall()
    return Hits(list(ids), total)


def count(clinic: UUID, words: str, listed: Listed) -> Question:
    """The query whose rows are the cases of a list that hold the words, at most one more than is counted."""
    return _Statement(clinic, words, listed).counted()


class _Statement:
    """The statements of one search, built from parts with their values in the order of the text."""

    def __init__(self, clinic: UUID, words: str, listed: Listed) -> None:
        self._here = f"'{clinic_word(clinic)}'"
        self._words = words_of(words)
        self._together, self._together_values = together(clinic, words)
        self._listed = listed
        self._numbers = range(len(listed.branches))
        self._parts: list[str] = []
        self._values: list[Any] = []

    def page(self) -> Question:
        """One row: the ids of the first page, and the number of hits or NULL."""
        columns, most = ", ".join(self._listed.columns), self._listed.most
        near = [f"near{number}" for number in self._numbers]
        hits = [f"hits{number}" for number in self._numbers]
        each = max(1, SCANNED // len(near))
        self._near(each)
        # One lookup for each case of the first part, so that PostgreSQL does not read the whole index of words.
        for part, held in zip(near, hits, strict=True):
            self._add(
                held,
                f"SELECT {part}.* FROM {part} CROSS JOIN LATERAL (SELECT FROM cases_casewords"
                f" WHERE case_id = {part}.id AND words @@ {self._together} LIMIT 1) AS held"
                f" ORDER BY {self._order()} LIMIT {most}",
                self._together_values,
            )
        # Where the scan of a branch ended before the branch did. What stands after that place may have been missed.
        ends = [
            f"(SELECT {columns} FROM {part} WHERE (SELECT count(*) FROM {part}) = {each}"
            f" AND (SELECT count(*) FROM {held}) < {most} ORDER BY {self._order(backwards=True)} LIMIT 1)"
            for part, held in zip(near, hits, strict=True)
        ]
        self._add("scanned", " UNION ALL ".join(f"SELECT {columns} FROM {held}" for held in hits))
        self._add("ends", " UNION ALL ".join(ends))
        passed = f"({self._of('scanned')}) {'>' if self._listed.rises else '<'} ({self._of('ends')})"
        sure = f"SELECT count(*) FROM scanned WHERE NOT EXISTS (SELECT FROM ends WHERE {passed})"
        full = " OR ".join(f"(SELECT count(*) FROM {held}) = {most}" for held in hits)
        self._add(
            "scan",
            f"SELECT NOT EXISTS (SELECT FROM ends) OR ({sure}) >= {most} AS is_whole,"
            f" NOT EXISTS (SELECT FROM ends) AND NOT ({full}) AS is_all",
        )
        self._shares()
        self._add_hits()
        self._add(
            "held",
            f"SELECT hit.* FROM hits CROSS JOIN LATERAL ({self._listed.case[0]} LIMIT 1) AS hit",
            self._listed.case[1],
        )
        first = f"ORDER BY {self._order()} LIMIT {most}"
        return self._written(
            f"SELECT CASE WHEN is_whole THEN ARRAY(SELECT id FROM scanned {first})"
            f" ELSE ARRAY(SELECT id FROM held {first}) END,"
            " CASE WHEN is_all THEN (SELECT count(*) FROM scanned)"
            " WHEN NOT is_whole THEN (SELECT count(*) FROM held) END FROM scan"
        )

    def counted(self) -> Question:
        """A row for each hit: by walking the list if a sample of it holds the words often, else by the index."""
        self._near(max(1, SAMPLE // len(self._listed.branches)))
        self._shares()
        self._add_hits()
        often = f"(SELECT held >= {COMMON} * sampled OR sampled < {SAMPLE} FROM shares)"
        walked = (
            f"SELECT FROM ({self._listed.cases[0]}) AS listed CROSS JOIN LATERAL (SELECT FROM cases_casewords"
            f" WHERE case_id = listed.id AND words @@ {self._together} LIMIT 1) AS held WHERE {often}"
        )
        looked_up = f"SELECT FROM hits CROSS JOIN LATERAL ({self._listed.case[0]} LIMIT 1) AS hit WHERE NOT {often}"
        self._values += [*self._listed.cases[1], *self._together_values, *self._listed.case[1]]
        return self._written(f"({walked} LIMIT {COUNTED + 1}) UNION ALL ({looked_up} LIMIT {COUNTED + 1})")

    def _near(self, each: int) -> None:
        """The first cases of each branch."""
        for number, (sql, values) in zip(self._numbers, self._listed.branches, strict=True):
            self._add(f"near{number}", f"{sql} LIMIT {each}", values)

    def _shares(self) -> None:
        """How many cases of a sample hold each word, and all of them."""
        each = max(1, SAMPLE // len(self._listed.branches))
        sample = " UNION ALL ".join(f"(SELECT id FROM near{number} LIMIT {each})" for number in self._numbers)
        asked = [begins_with(word) for word in self._words]
        of_words = [f"count(*) FILTER (WHERE words @@ {sql}) AS held{place}" for place, (sql, _v) in enumerate(asked)]
        together = f"count(*) FILTER (WHERE words @@ {self._together}) AS held"
        self._add(
            "shares",
            f"SELECT {', '.join(['count(*) AS sampled', together, *of_words])} FROM ({sample}) AS sample"
            " CROSS JOIN LATERAL (SELECT words FROM cases_casewords WHERE case_id = sample.id LIMIT 1) AS of_case",
            [*self._together_values, *(value for _sql, values in asked for value in values)],
        )

    def _add_hits(self) -> None:
        """The cases of the clinic that hold the words: the rare words by the index, the others by looking at each.

        A condition that is tested for truth is one that no index can answer.
        """
        rare, values = "%s::tsquery", [self._here]
        least = ", ".join(f"held{place}" for place in range(len(self._words)))
        for place, word in enumerate(self._words):
            sql, given = begins_with(word)
            rare += (
                f" && CASE WHEN held{place} <= {RARE} * sampled OR held{place} = least({least})"
                f" THEN {sql} ELSE %s::tsquery END"
            )
            values += [*given, self._here]
        self._add(
            "hits",
            f"SELECT case_id FROM cases_casewords WHERE words @@ (SELECT {rare} FROM shares)"
            f" AND (words @@ {self._together}) IS TRUE",
            [*values, *self._together_values],
        )

    def _add(self, name: str, sql: str, values: Sequence[Any] = ()) -> None:
        self._parts.append(f"{name} AS MATERIALIZED ({sql})")
        self._values += values

    def _written(self, sql: str) -> Question:
        return f"WITH {', '.join(self._parts)} {sql}", self._values

    def _order(self, *, backwards: bool = False) -> str:
        direction = "ASC" if self._listed.rises != backwards else "DESC"
        return ", ".join(f"{column} {direction}" for column in self._listed.columns)

    def _of(self, name: str) -> str:
        return ", ".join(f"{name}.{column}" for column in self._listed.columns)
