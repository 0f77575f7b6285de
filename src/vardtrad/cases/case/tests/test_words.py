"""The words by which cases are found: hostile searches, numbers, accents, and the clinic as a word (B-07)."""

from __future__ import annotations

import unicodedata

import pytest

from tests.people import Resident
from vardtrad.cases.case import words
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves import notes
from vardtrad.shared.people.models import Person

pytestmark = pytest.mark.req("B-07")


def matches(clinic, text: str) -> int:
    return Case.objects.filter(words.hold(clinic.id, text)).count()


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "'", "''", "&", "!", "|", "<->", ":*", "\\", "\0", "%", "(", "'&", "!'", "@", "½ ²", "\ud7ff", "och",
        "@" + "0" * 32, "'; DROP TABLE cases_case; --", "´`^¨", "🙂", "\u0301", "\u200b",
    ],
)  # fmt: skip
def test_a_search_without_any_word_is_not_an_error(region, alva, text) -> None:
    alva.sends(region.renewal_at_a, "Levaxin och Alvedon.")
    matches(region.a, text)
    matches(region.a, f"{text}levaxin{text}")
    assert matches(region.b, text) == 0


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "a " * 10_000, "'" * 10_000, " ".join(f"ord{number}" for number in range(3_000))]
)
def test_ten_thousand_characters(region, alva, text) -> None:
    alva.sends(region.renewal_at_a, "Levaxin.")
    assert matches(region.a, text) in {0, 1}
    assert len(words.words_of(text)) <= words.MOST_WORDS


@pytest.mark.parametrize(
    "searched",
    [
        "070-174 06 05", "070-174", "174", "19771207-2391", "2391", "alva@invanare.example", "invanare", "example",
        "3/4", "dos 1,5", "1.5", "anna-lena", "lena", "E10", "b12-brist", "brist", "levaxin.se/dos", "O'Hara", "hara",
    ],
)  # fmt: skip
def test_numbers_addresses_and_hyphens_are_found_by_each_part(region, alva, searched) -> None:
    text = (
        "Ring 070-174 06 05. 19771207-2391. Mejl alva@invanare.example, tog 3/4 av dos 1,5 (1.5) hos Anna-Lena O'Hara;"
        " E10, b12-brist, se www.levaxin.se/dos."
    )
    alva.sends(region.renewal_at_a, text)
    assert matches(region.a, searched) == 1
    assert matches(region.a, f"{searched} finnsinte") == 0


@pytest.mark.parametrize("name", ["Édith", "Zoë", "Ångström", "Đorđe", "Łukasz", "Ñuñez", "Þóra", "Müller"])
def test_names_with_accents_however_they_are_typed(region, name) -> None:
    person = Person.objects.get(identity="197712072391")
    person.given_name = name
    person.save(update_fields=["given_name"])
    Resident(person).sends(region.renewal_at_a, "Mitt recept.")
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, name)
        assert matches(region.a, typed) == 1
        assert matches(region.a, typed.upper() if name != "Þóra" else typed) == 1
        assert matches(region.a, unicodedata.normalize(form, name[:-2])) == 1


def test_a_word_of_the_clinic_moves_with_the_case(region, alva, rut) -> None:
    case = alva.sends(region.renewal_at_a, "Levaxin.")
    rut.does("transfer", case, region.b)
    assert [matches(clinic, "levaxin") for clinic in (region.a, region.b, region.c)] == [0, 1, 0]
    assert [matches(clinic, "") for clinic in (region.a, region.b, region.c)] == [0, 0, 0]


def test_the_word_of_another_clinic_cannot_be_written_into_a_case(region, alva) -> None:
    alva.sends(region.renewal_at_a, f"Hej {words.clinic_word(region.b.id)} '{words.clinic_word(region.b.id)}'")
    assert matches(region.b, "hej") == 0
    assert matches(region.a, "hej") == 1


def test_later_messages_are_found_too_and_a_long_text_is_not_an_error(region, hugos_case, hugo, alva) -> None:
    notes.note(hugo.actor, hugos_case.id, "Parkeringstillstånd 12-34.")
    hugo.does("ask", hugos_case, " ".join(f"ord{number}" for number in range(400)))
    alva.answers_back(hugos_case, "x" * 4_000)
    for text in ("parkeringstill 34", "ord399", "levaxin"):
        assert matches(region.a, text) == 1
