"""What a receiver may do without distributing: answer, ask, send a delsvar, also on somebody else's case."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.furnish import MESSAGE, PRESCRIPTION, Story
from tests.journeys.steps import (
    box,
    button,
    choose,
    link,
    log_in_resident,
    log_in_staff,
    menu,
    row,
    said,
    send,
    tab,
)

STORY = "receiver"


def say(page: Page, kind: str, text: str) -> None:
    tab(page, "Motfråga/delsvar").click()
    box(page, "Meddelande till invånaren").fill(text)
    page.get_by_role("radio", name=re.compile(f"^{kind}")).check()
    button(page, "Skicka").click()
    expect(said(page).first).to_contain_text(f"{kind}")


@pytest.mark.req("000-024", "000-052", "000-054", "000-035", "000-036", "000-040")
def test_a_receiver_answers_from_the_incoming_case_and_owns_what_was_asked(visit, story: Story) -> None:
    resident, receiver = visit(), visit()
    log_in_resident(resident, story.resident)
    send(resident, story, PRESCRIPTION, "Mina tabletter är slut.")
    send(resident, story, MESSAGE, "När öppnar ni?")
    log_in_staff(receiver, story.receiver, story.clinic)

    # Besvara, with nothing but a ready-made alternative; nothing at all is refused.
    menu(receiver, "Inkomna ärenden").click()
    link(row(receiver, PRESCRIPTION), PRESCRIPTION).click()
    expect(receiver.get_by_role("navigation", name="Hantera ärendet", exact=True).get_by_role("link")).to_have_text(
        ["Besvara", "Motfråga/delsvar", "Avsluta utan svar"]
    )
    button(receiver, "Besvara").click()
    expect(receiver.get_by_role("alert")).to_contain_text("Skriv ett svar eller lägg till ett standardsvar.")
    receiver.get_by_role("button", name="Lägg till Recept förnyat", exact=True).click()
    button(receiver, "Besvara").click()
    expect(said(receiver).first).to_contain_text("Svaret är skickat och ärendet är avslutat.")

    # A delsvar leaves it among the incoming cases; a motfråga makes it the receiver's own.
    row(receiver, MESSAGE).get_by_text(story.resident).click()
    say(receiver, "Delsvar", "Vi tittar på det.")
    expect(row(receiver, MESSAGE)).to_contain_text("Delsvar från ärendemottagare")
    link(row(receiver, MESSAGE), MESSAGE).click()
    say(receiver, "Motfråga", "Vilken dag tänker du på?")
    expect(row(receiver, MESSAGE)).to_have_count(0)
    menu(receiver, "Skickade frågor/Inkomna svar").click()
    asked = row(receiver, MESSAGE)
    expect(asked).to_contain_text("motfråga till invånare")
    expect(asked).to_contain_text(story.receiver)

    link(resident, "Inkorg").first.click()
    link(resident.get_by_role("article").filter(has_text=MESSAGE), MESSAGE).click()
    box(resident, "Ditt svar till mottagningen").fill("På lördag.")
    button(resident, "Skicka svar").click()
    expect(said(resident).first).to_contain_text("Ditt svar är skickat.")
    menu(receiver, "Skickade frågor/Inkomna svar").click()
    expect(row(receiver, MESSAGE)).to_contain_text("svar från invånare")
    link(row(receiver, MESSAGE), MESSAGE).click()
    expect(receiver.get_by_role("navigation", name="Hantera ärendet", exact=True).get_by_role("link")).to_have_text(
        ["Besvara", "Motfråga/delsvar", "Avsluta utan svar", "Omfördela"]
    )
    box(receiver, "Meddelande till invånaren").fill("Då har vi stängt.")
    button(receiver, "Besvara").click()
    expect(said(receiver).first).to_contain_text("Svaret är skickat och ärendet är avslutat.")
    menu(receiver, "Avslutade ärenden").last.click()
    expect(row(receiver, MESSAGE)).to_contain_text("Avslutat")


@pytest.mark.req("000-053", "000-042")
def test_a_receivers_delsvar_on_somebody_elses_case_leaves_it_there(visit, story: Story) -> None:
    resident, receiver, handler = visit(), visit(), visit()
    log_in_resident(resident, story.resident)
    send(resident, story, MESSAGE, "Jag behöver ett intyg.")
    log_in_staff(receiver, story.receiver, story.clinic)
    menu(receiver, "Inkomna ärenden").click()
    link(row(receiver, MESSAGE), MESSAGE).click()
    choose(receiver, story.handler)
    button(receiver, "Fördela").click()
    expect(said(receiver).first).to_contain_text("fördelat")
    menu(receiver, "Fördelade ärenden").click()
    link(row(receiver, MESSAGE), MESSAGE).click()
    say(receiver, "Delsvar", "Det tar två veckor.")
    menu(receiver, "Fördelade ärenden").click()
    expect(row(receiver, MESSAGE)).to_contain_text("Fördelat (delsvar ärendemottagare)")

    log_in_staff(handler, story.handler, story.clinic)
    menu(handler, "Tilldelade ärenden").click()
    expect(row(handler, MESSAGE)).to_contain_text("Tilldelat (delsvar ärendemottagare)")
    link(row(handler, MESSAGE), MESSAGE).click()
    expect(handler.get_by_text("Delsvar från ärendemottagare", exact=True)).to_be_visible()
    expect(tab(handler, "Besvara")).to_be_visible()
