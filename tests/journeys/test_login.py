"""Logging in and out: two separate worlds, the card's PIN code, and the page that the user was going to."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import PIN, Story
from tests.journeys.steps import box, button, heading, link, log_in_resident, log_in_staff

STORY = "login"


@pytest.mark.req("000-003", "000-004", "000-005", "001-040")
def test_a_card_opens_nothing_without_its_pin(visit, story: Story) -> None:
    page = visit()
    page.goto("/personal/logga-in")  # the direct address
    link(page, "E-tjänstekort").click()
    page.get_by_role("radio", name=re.compile(f"^{story.second}, ")).check()
    button(page, "OK").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv kortets pinkod.")
    box(page, "Ange pinkod för legitimering").fill("000000")
    button(page, "OK").click()
    expect(page.get_by_role("alert")).to_contain_text("Fel pinkod. Försök igen.")
    page.goto(f"/personal/{story.unit}/mina/")
    expect(heading(page, "Logga in")).to_be_visible()

    # With the right code, on to the requested page.
    link(page, "E-tjänstekort").click()
    page.get_by_role("radio", name=re.compile(f"^{story.second}, ")).check()
    box(page, "Ange pinkod för legitimering").fill(PIN)
    button(page, "OK").click()
    expect(heading(page, "Mina ärenden")).to_be_visible()


@pytest.mark.req("000-005")
def test_guessing_pins_is_held_back(visit, story: Story) -> None:
    page = visit()
    page.goto("/personal/logga-in")
    link(page, "E-tjänstekort").click()
    for guess in range(6):
        page.get_by_role("radio", name=re.compile(f"^{story.administrator}, ")).check()
        box(page, "Ange pinkod för legitimering").fill(f"{guess:06}" if guess < 5 else PIN)
        button(page, "OK").click()
        expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("För många felaktiga försök.")


@pytest.mark.req("003-012", "003-024", "003-025")
def test_the_worlds_are_apart_and_logging_out_closes_one(visit, story: Story) -> None:
    page = visit()
    log_in_resident(page, story.resident)
    page.goto("/personal/mottagningar")
    expect(heading(page, "Logga in")).to_be_visible()  # a resident has no access here
    log_in_staff(page, story.receiver, story.clinic)
    page.goto("/inkorg")
    expect(heading(page, "Inkorg")).to_be_visible()
    button(page, "Logga ut").click()
    expect(page.get_by_text("Du är utloggad.")).to_be_visible()
    expect(page.get_by_text("Din bank hjälper dig att skaffa BankID")).to_be_visible()
    expect(page.get_by_text("Med samordningsnummer eller reservnummer går det inte att logga in")).to_be_visible()
    page.go_back()
    page.reload()
    expect(heading(page, "Logga in")).to_be_visible()
    page.goto(f"/personal/{story.unit}/")
    expect(heading(page, story.clinic)).to_be_visible()  # the session of the other world is still valid
