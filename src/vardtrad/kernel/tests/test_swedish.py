"""The Swedish alphabet: where each letter of a Latin script stands in a list, and what a search takes for the same."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from vardtrad.kernel.swedish import alphabetical, holds, plain, search_words

LATIN = [
    char
    for char in map(chr, range(sys.maxunicode + 1))
    if char.isalpha() and unicodedata.name(char, "").startswith(("LATIN ", "FULLWIDTH LATIN "))
]
"""Every letter of a Latin script that Unicode knows."""


def test_the_last_letters_come_last_in_swedish_order() -> None:
    names = ["Öberg", "Åberg", "Zetterlund", "Ärlig", "Andersson", "ålund", "Ériksson", "Wiklund"]
    assert sorted(names, key=alphabetical) == [
        "Andersson",
        "Ériksson",
        "Wiklund",
        "Zetterlund",
        "Åberg",
        "ålund",
        "Ärlig",
        "Öberg",
    ]


def test_names_from_other_countries_stand_among_their_letters() -> None:
    names = ("Çelik", "Đorđević", "Łapiński", "Ŋamo", "Þorvald", "Ünal")
    assert [alphabetical(name)[0] for name in names] == [*"cdlnty"]
    assert sorted(["Öberg", "Çelik", "Ørsted", "Zebra", "Ñúñez", "Ædel", "Åberg"], key=alphabetical) == [
        "Çelik", "Ñúñez", "Zebra", "Åberg", "Ædel", "Öberg", "Ørsted",
    ]  # fmt: skip
    assert alphabetical("Strauß") == alphabetical("STRAUSS")


def test_every_letter_of_a_latin_script_has_its_place() -> None:
    assert len(LATIN) > 1_200
    assert [char for char in LATIN if not alphabetical(char)] == []
    assert [char for char in LATIN if not all("a" <= sign <= "}" for sign in alphabetical(char))] == []


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_letter_is_the_same_however_it_is_composed(form) -> None:
    for name in ("Åke Öberg", "Đặng Thị Ánh", "Čović", "Ærø", "Ǻsa", "Łódź"):
        assert alphabetical(unicodedata.normalize(form, name)) == alphabetical(name)
        assert plain(unicodedata.normalize(form, name)) == plain(name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Linnéa Forsgårde", "linnea"), ("Çelik", "Celik"), ("Čović", "covic"), ("O'Neill", "O’Neill"),
        ("O’Neill", "o'neill"), ("Öberg", "o\u0308berg"), ("Ñúñez", "nunez"), ("O´Neill", "O’Neill"),
        ("Łapiński", "lapinski"), ("Đorđević", "dordevic"), ("Sørensen", "sorensen"), ("Sørensen", "sörensen"),
        ("Sörensen", "sørensen"), ("Ærenlund", "ärenlund"), ("Ærenlund", "aerenlund"), ("Strauß", "strauss"),
        ("Þórður", "thordur"), ("Şahin", "sahin"), ("Yılmaz", "yilmaz"), ("İnan", "inan"), ("Œuvre", "oeuvre"),
        ("Anna‑Lena", "anna-lena"), ("Müller", "muller"), ("Van\u200bDer", "vander"), ("Nguyễn", "nguyen"),
    ],
)  # fmt: skip
def test_a_search_finds_a_name_without_the_marks_that_one_has_no_key_for(name, words) -> None:
    assert holds(name, words)


@pytest.mark.parametrize(
    ("name", "words"), [("Öberg", "oberg"), ("Åsa", "asa"), ("Ärlig", "arlig"), ("Oberg", "öberg")]
)
def test_the_last_letters_are_letters_of_their_own_in_a_search(name, words) -> None:
    assert not holds(name, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Öberg, Åke", ["Öberg", "Åke"]), ("  åke;öberg ", ["åke", "öberg"]), ("550505 - 1234", ["550505", "1234"]),
        *((text, []) for text in ("", " ", "%", "_", "()", "--", "😀", "*", ",", "\u200b", "…")),
    ],
)  # fmt: skip
def test_the_words_of_a_search_have_a_letter_or_a_digit(text, words) -> None:
    assert search_words(text) == words
