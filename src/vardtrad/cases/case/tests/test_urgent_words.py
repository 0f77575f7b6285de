"""Urgent words are found however they were typed (B-11): decomposed, without marks, in Swedish and in English."""

from __future__ import annotations

import unicodedata

import pytest

from tests.people import Region, Resident
from vardtrad.cases.case.urgent_words import BEGINNINGS, TOGETHER, found_in

pytestmark = pytest.mark.req("B-11")


@pytest.mark.parametrize("words", [*BEGINNINGS, *TOGETHER])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_urgent_word_is_found_composed_and_decomposed(words: str, form: str) -> None:
    text = unicodedata.normalize(form, f"Hej! {words.upper()} sedan i natt.")
    assert found_in(text) == [words]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jag har brostsmarta i dag", ["brostsmarta"]),
        ("ont i brostet", ["ont i brostet"]),
        ("Sjalvmordstankar", ["sjalvmordstankar"]),
        ("I have chest pain", ["chest pain"]),
        ("I can’t breathe", ["can’t breathe"]),
        ("I don't want\nto live", ["don't want to live"]),
        ("Straße, ﬁn bröstsmärta!", ["bröstsmärta"]),
        ("Jag vill doktorn väl, och chesterfield", []),
    ],
)
def test_without_marks_and_in_english(text: str, found: list[str]) -> None:
    assert found_in(text) == found


def test_the_resident_is_warned_of_a_decomposed_word(region: Region, alva: Resident) -> None:
    page = alva.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/")
    preview = page.press("Läs igenom", text=unicodedata.normalize("NFD", "Jag har bröstsmärta."))
    assert "bröstsmärta" in preview.main.text
    assert "112" in preview.main.text
