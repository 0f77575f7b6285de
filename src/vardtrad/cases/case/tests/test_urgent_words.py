"""Urgent words are found however they were typed (B-11): decomposed, without marks, in Swedish and in English."""

from __future__ import annotations

import unicodedata
from typing import Any
from uuid import uuid4

import pytest

from tests.people import Region, Resident
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.urgent_words import BEGINNINGS, TOGETHER, found_in
from vardtrad.cases.resident import reviewed

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


URGENT = "Jag har bröstsmärta."


def send_at_once(region: Region, who: Resident, text: str, **fields: str) -> str:
    """What is on top of the page to which a form leads that says "skicka" by itself."""
    address = f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"
    form = {"text": text, "gor": "skicka", "submit_key": str(uuid4()), **fields}
    return who.browser.send(address, form).main.one("h1").text


def test_a_case_is_not_sent_past_the_page_that_warns(region: Region, alva: Resident, bo: Resident) -> None:
    """ASVS 2.3.1: no step is passed by, whatever the form says."""
    alva.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/")
    assert send_at_once(region, alva, URGENT) == "Läs igenom ditt ärende"
    assert send_at_once(region, alva, URGENT, reviewed="x") == "Läs igenom ditt ärende"
    # Neither with the mark of another text, nor of another person, nor of another service.
    for who, service, text in (
        (alva.person.id, region.renewal_at_a.id, "Jag vill förnya."),
        (bo.person.id, region.renewal_at_a.id, URGENT),
        (alva.person.id, region.a.id, URGENT),
    ):
        shown = reviewed.mark(who, service, text, "")
        assert send_at_once(region, alva, URGENT, reviewed=shown) == "Läs igenom ditt ärende"
    assert not Case.objects.exists()
    assert (
        alva.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/?steg=granska")
        .press("Skicka ändå")
        .main.one("h1")
        .text
        == "Ditt ärende är skickat"
    )


def test_the_page_that_was_looked_over_just_before_the_key_was_changed_can_be_sent(
    region: Region, alva: Resident, settings: Any
) -> None:
    page = alva.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/")
    page = page.press("Läs igenom", text="Jag vill förnya.")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" * 4, [settings.SECRET_KEY]
    assert page.press("Skicka").main.one("h1").text == "Ditt ärende är skickat"
