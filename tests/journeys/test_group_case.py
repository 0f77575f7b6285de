"""A group's case in two browsers: it is taken before it is worked with, and only one gets it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import MESSAGE, READY, READY_TEXT, TEAM, Story
from tests.journeys.steps import (
    box,
    button,
    choose,
    heading,
    log_in_resident,
    log_in_staff,
    menu,
    row,
    said,
    send,
    tab,
)

STORY = "group_case"
TAKE = "FÖRDELA TILL DIG SJÄLV"
BOX = "Fördela ärendet till dig själv innan du börjar arbeta med det, och svara direkt."


@pytest.mark.req("004-055", "004-056", "004-057", "B-02", "000-035")
def test_two_of_a_group_and_one_gets_the_case(visit, story: Story) -> None:
    resident = visit()
    log_in_resident(resident, story.resident)
    case = send(resident, story, MESSAGE, "Kan jag få en ny tid?")

    receiver = visit()
    log_in_staff(receiver, story.receiver, story.clinic)
    menu(receiver, "Inkomna ärenden").click()
    row(receiver, MESSAGE).get_by_text(story.number).click()
    choose(receiver, TEAM)
    button(receiver, "Fördela").click()
    expect(said(receiver).first).to_contain_text(f"Ärendet är fördelat till {TEAM}")

    address = f"/personal/{story.unit}/arende/{case}/"
    first, second = visit(), visit()
    for page, who in ((first, story.handler), (second, story.second)):
        log_in_staff(page, who, story.clinic)
        page.goto(address)
        expect(heading(page, MESSAGE)).to_be_visible()
        expect(page.get_by_text(BOX)).to_be_visible()
        expect(page.get_by_role("navigation", name="Hantera ärendet", exact=True)).to_have_count(0)
        expect(page.get_by_text(f"{TEAM} (grupp)")).to_be_visible()

    button(first, TAKE).click()
    expect(tab(first, "Besvara")).to_be_visible()
    expect(first).to_have_url(f"{first.url.split('/personal/')[0]}{address}")
    button(second, TAKE).click()
    expect(said(second).first).to_contain_text(f"{story.handler} har redan tagit ärendet.")

    # The person who has it answers directly: typed text stays, and the standard answer is inserted at the cursor.
    text = box(first, "Meddelande till invånaren")
    text.fill("Hälsningar från oss.")
    text.press("Home")
    first.get_by_role("searchbox", name="Sök bland standardsvaren").fill("recept")
    button(first, f"Lägg till {READY}").click()
    expect(text).to_have_value(f"{READY_TEXT}\n\nHälsningar från oss.")
    button(first, "Besvara").click()
    expect(said(first).first).to_contain_text("Svaret är skickat och ärendet är avslutat.")
    resident.goto(f"/arenden/{case}")
    expect(resident.get_by_text("Hälsningar från oss.")).to_be_visible()
