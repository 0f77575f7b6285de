"""The words by which a case is found: PostgreSQL text vectors in Swedish, with the clinic as a word of its own.

Snowball does not join "receptet" with "recept", so a search looks for beginnings of words. What is searched for is read
as plain words: nothing that somebody types can be an operator.
"""

from __future__ import annotations

import re
from uuid import UUID

from django.db.models import CharField, F, Func, Value
from django.db.models.expressions import Combinable

from vardtrad.cases.models import Case

_WORD = re.compile(r"[^\W_]+")
LONGEST = 100_000
"""How much of a text is searched, in characters; a text vector holds at most a megabyte."""


def clinic_word(clinic: UUID) -> str:
    """The word that stands for a clinic; no text can hold it, since only letters and digits of a text are read."""
    return f"@{clinic.hex}"


def _vector(text: str) -> Func:
    return Func(Value("swedish"), Value(text[:LONGEST], CharField()), function="to_tsvector")


def of_new_case(case: Case, text: str) -> Combinable:
    """The words of a case that begins: its clinic, its type, its person's name, and the text."""
    known = " ".join([case.case_type.name, case.choice, case.patient.given_name, case.patient.family_name, text])
    return _joined(_clinic(case.clinic_id), _vector(known))


def added(text: str) -> Combinable:
    """The words of a case with those of one more message."""
    return _joined(F("words"), _vector(text))


def moved(before: UUID, after: UUID) -> Combinable:
    """The words of a case that has gone from one clinic to another."""
    removed = Func(F("words"), Value(clinic_word(before)), function="ts_delete")
    return _joined(removed, _clinic(after))


def _clinic(clinic: UUID) -> Func:
    return Func(Value(clinic_word(clinic)), template="array_to_tsvector(ARRAY[%(expressions)s])")


def _joined(one: Combinable, other: Combinable) -> Func:
    return Func(one, other, template="(%(expressions)s)", arg_joiner=" || ")


def query(clinic: UUID, text: str) -> str:
    """The text query for a clinic's cases that hold every one of these words, or words that begin so; empty for none.

    To be read by ``to_tsquery('swedish', …)`` for the words and as it stands for the clinic.
    """
    found = [word.lower() for word in _WORD.findall(text)]
    return " & ".join(f"'{word}':*" for word in found)
