"""The words by which a case is found: PostgreSQL text vectors, with the clinic as a word of its own.

Each word is kept both as its Swedish stem and as it was written: the stem joins "läkemedlet" with "läkemedel", and the
written word lets a name be found while it is being typed ("Ahlgre"), which its stem ("ahlgr") is already too short for.
A search looks for beginnings of words, and reads what is searched for as plain words: nothing that somebody types can
be an operator.
"""

from __future__ import annotations

import re
from typing import TypeAlias
from uuid import UUID

from django.db.models import BooleanField, F, Func
from django.db.models.expressions import RawSQL

from vardtrad.cases.case.models import Case
from vardtrad.kernel import swedish
from vardtrad.kernel.swedish import composed

Written: TypeAlias = tuple[str, list[str]]
"""SQL with a place for each of its values."""

# A hyphen, a point or an @ would otherwise make PostgreSQL read "070-174" as two numbers, the second a negative one,
# and an e-mail address as one word that only its beginning finds.
_WORD = re.compile(r"[^\W_]+")
LONGEST = 100_000
"""How much of a text is searched, in characters; a text vector holds at most a megabyte."""
BEGINNING = 80
"""How many signs of its first message a list shows of a case."""
MOST_WORDS = 12
"""How many words of a search are looked for; the rest would only make it slow."""


def clinic_word(clinic: UUID) -> str:
    """The word that represents a clinic; no text can contain it, since only letters and digits of a text are read."""
    return f"@{clinic.hex}"


def of_new_case(case: Case, text: str) -> RawSQL:
    """The words of a case that begins: its clinic, its type, its person's name, and the text."""
    known = " ".join([case.case_type.name, case.choice, case.patient.given_name, case.patient.family_name, text])
    return RawSQL(f"{_CLINIC} || {_WORDS}", [clinic_word(case.clinic_id), *_plain(known)])  # noqa: S611


def beginning(text: str) -> str:
    """How a text begins, on one line: at most 80 signs, the last an ellipsis where it goes on."""
    line = " ".join(text[: 10 * BEGINNING].split())
    return line if len(line) <= BEGINNING else line[: BEGINNING - 1].rstrip() + "…"


def added(text: str) -> RawSQL:
    """The words of a case with those of one more message."""
    return RawSQL(f"cases_casewords.words || {_WORDS}", _plain(text))  # noqa: S611


def moved(before: UUID, after: UUID) -> RawSQL:
    """The words of a case that has gone from one clinic to another."""
    removed = "ts_delete(cases_casewords.words, %s::text)"
    return RawSQL(f"{removed} || {_CLINIC}", [clinic_word(before), clinic_word(after)])  # noqa: S611


_CLINIC = "array_to_tsvector(ARRAY[%s::text])"
_WORDS = "strip(to_tsvector('swedish', %s::text)) || strip(to_tsvector('simple', %s::text))"
"""The words of a text, without their places in it: nobody asks for phrases, and vectors stay half as large.

The SQL is written here rather than built, so that it is the same for every case and is prepared (gate.sets).
"""


def _plain(text: str) -> list[str]:
    """The values of ``_WORDS``.

    Beside each word with marks ("Linnéa") the same word as somebody types it who has no key for them ("Linnea").
    """
    words = _words(text[:LONGEST])
    bare = dict.fromkeys(form for word in dict.fromkeys(words) for form in _without_marks(word))
    return [" ".join([*words, *bare])] * 2


def words_of(text: str) -> list[str]:
    """The words of what somebody searches for, in small letters, each once; none when nothing can be searched for."""
    return list(dict.fromkeys(word.lower() for word in _words(text)))[:MOST_WORDS]


def _words(text: str) -> list[str]:
    """The words of a text, with each accent and its letter as a single character, however they were typed."""
    return _WORD.findall(composed(text))


def _without_marks(word: str) -> list[str]:
    """The word as it is searched for without its marks (å, ä and ö are letters); none when that is the word itself."""
    forms = dict.fromkeys(form for reading in swedish.plain(word) for form in _WORD.findall(reading))
    return [form for form in forms if form != word.lower()]


def hold(clinic: UUID, text: str, vector: str = "words__words") -> Func:
    """The condition that a case of this clinic holds every one of these words, or words that begin with them (B-07).

    ``vector`` is the path from the model that is asked to the words. Without any word in ``text`` no case does.
    """
    wanted = RawSQL(*together(clinic, text))  # noqa: S611
    return Func(F(vector), wanted, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())


def together(clinic: UUID, text: str) -> Written:
    """The text query for a case of this clinic that holds every one of these words, as SQL."""
    here, words = f"'{clinic_word(clinic)}'", words_of(text)
    sqls, values = ["%s::tsquery"], [here if words else f"{here} & !{here}"]
    for sql, forms in map(begins_with, words):
        sqls.append(sql)
        values += forms
    return f"({' && '.join(sqls)})", values


def begins_with(word: str) -> Written:
    """The text query for a word, by its stem or by its written beginning, as SQL.

    A word without a stem ("och") counts as it is written. With or without its marks: "Linnéa" finds who is written
    "Linnea", and the other way round.
    """
    forms = [f"'{form}':*" for form in (word, *_without_marks(word))]
    ways = ["to_tsquery('swedish', %s)", *["to_tsquery('simple', %s)"] * len(forms)]
    return f"({' || '.join(ways)})", [f"'{word}'", *forms]
