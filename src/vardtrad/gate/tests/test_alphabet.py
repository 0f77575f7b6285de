"""The database reads names as the kernel does: the same keys to sort by, and the same names found."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from django.db.models import Value

from vardtrad.gate import alphabet
from vardtrad.kernel import swedish
from vardtrad.shared.people.models import Person

pytestmark = pytest.mark.django_db

LETTERS = [
    char
    for char in map(chr, range(0x20, sys.maxunicode + 1))
    if unicodedata.name(char, "").startswith(("LATIN ", "FULLWIDTH LATIN ", "COMBINING ")) or char in swedish.SIGNS
]
NAMES = [
    "Åke Öberg", "O’Neill", "Đặng Thị Ánh", "Čović", "Ærø", "Ǻsa Ǿrn", "Łódź", "Strauß", "Þórður", "İnan Yılmaz",
    "Ünal", "a\u0323\u0308", "", " ", "'", "O`N", "王小明", "Œ'Ŋ", "Anna‑Lena", "\u200bX\u202e", "ABC xyz", "~{|}",
]  # fmt: skip


@pytest.fixture
def row(db: None) -> None:
    Person.objects.create(identity="191212121212", given_name="Tolvan", family_name="Tolvansson")


def read(expression) -> str:
    return Person.objects.values_list(expression, flat=True)[0]


@pytest.mark.usefixtures("row")
def test_each_letter_is_sorted_as_in_the_kernel() -> None:
    wrong = []
    for start in range(0, len(LETTERS), 200):  # hundreds of letters in one query, between signs that none touches
        for text in ("|".join(f"{before}{char}b" for char in LETTERS[start : start + 200]) for before in ("", "a")):
            pairs = zip(
                read(alphabet.alphabetical(Value(text))).split("|"), swedish.alphabetical(text).split("|"), strict=True
            )
            wrong += [(ours, kernels) for ours, kernels in pairs if ours != kernels]
    assert wrong == []


@pytest.mark.usefixtures("row")
@pytest.mark.parametrize("name", NAMES)
def test_names_are_sorted_and_found_as_in_the_kernel(name) -> None:
    assert read(alphabet.alphabetical(Value(name))) == swedish.alphabetical(name)
    for words in ("o", "ö", "oberg", "öberg", "O'Neill", "o’n", "dang", "covic", "ærø", "arö", "aero", "lodz",
                  "strauss", "thordur", "inan", "unal", "ä", "anna-lena", "x", "~", "小"):  # fmt: skip
        found = Person.objects.filter(alphabet.holds(Value(name), words)).exists()
        assert (name, words, found) == (name, words, swedish.holds(name, words))
