"""Standard case types in use: a certificate of a kind, a rebooking to video, an empty self-referral."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.furnish import Story
from tests.journeys.steps import button, heading, link, log_in_resident, log_in_staff, menu, row, said

STORY = "case_types"
CERTIFICATE = "Sjukskrivning till skola (gymnasiet)"


def begin(page: Page, story: Story, case_type: str) -> None:
    """Go to the page where a case of this type is written."""
    page.goto(f"/mottagningar/{story.unit}")
    link(page, case_type).click()
    expect(heading(page, case_type)).to_be_visible()


def send(page: Page) -> None:
    """Review it and send it."""
    button(page, "Läs igenom").click()
    expect(heading(page, "Läs igenom ditt ärende")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Skicka")).click()
    expect(heading(page, "Ditt ärende är skickat")).to_be_visible()


@pytest.mark.req("002-018", "002-026", "002-036", "002-037", "002-038", "002-042", "B-10", "B-11")
def test_a_certificate_a_rebooking_and_an_empty_self_referral(visit, story: Story) -> None:
    resident = visit(width=390)
    log_in_resident(resident, story.resident)

    # A certificate: the kind must be chosen, and the text stays when it is missing.
    begin(resident, story, "Intyg läkare")
    resident.get_by_role("textbox").fill("Jag har varit sjuk i tre veckor.")
    button(resident, "Läs igenom").click()
    expect(resident.get_by_role("alert")).to_contain_text("Välj något av alternativen.")
    resident.get_by_role("radio", name=CERTIFICATE, exact=True).check()
    send(resident)
    expect(resident.get_by_text(CERTIFICATE)).to_be_visible()

    # A rebooking to video, with words that may mean that it is urgent: there is a warning, and it is sent all the same.
    begin(resident, story, "Kontakt för att avboka eller omboka tid")
    resident.get_by_role("radio", name="Byta till video", exact=True).check()
    resident.get_by_role("textbox").fill("Torsdag 3 december klockan 10. Jag har svårt att andas när jag går.")
    button(resident, "Läs igenom").click()
    expect(resident.get_by_role("alert")).to_contain_text("Behöver du hjälp nu?")
    expect(resident.get_by_text("Byta till video")).to_be_visible()
    button(resident, "Skicka ändå").click()
    expect(heading(resident, "Ditt ärende är skickat")).to_be_visible()

    # One more of the same type: the open one is shown before anything is written.
    begin(resident, story, "Kontakt för att avboka eller omboka tid")
    expect(resident.get_by_text("Du har redan ett öppet ärende av samma typ här.")).to_be_visible()
    expect(link(resident, "Kontakt för att avboka eller omboka tid: Byta till video")).to_be_visible()

    # A self-referral: the link comes first; somebody who presses send all the same sends an empty case.
    begin(resident, story, "Egenremiss")
    expect(link(resident, "Skriv din egenremiss")).to_have_attribute("href", "https://remisser.example/in")
    send(resident)

    # The clinic sees the choices, gets a suggestion to mark the urgent one, and answers the empty one as prepared.
    staff = visit()
    log_in_staff(staff, story.receiver, story.clinic)
    menu(staff, "Inkomna ärenden").click()
    row(staff, "Kontakt för att avboka").get_by_role("link").first.click()
    expect(heading(staff, "Kontakt för att avboka eller omboka tid")).to_be_visible()
    expect(staff.get_by_text("Det kan vara bråttom. Texten innehåller ”svårt att andas”.")).to_be_visible()
    expect(staff.get_by_text("Byta till video").first).to_be_visible()
    menu(staff, "Inkomna ärenden").click()
    row(staff, "Egenremiss").get_by_role("link").first.click()
    expect(staff.get_by_text("Skickat utan text.")).to_be_visible()
    staff.get_by_role("button", name="Lägg till Egenremiss skickas på annat sätt", exact=True).click()
    button(staff, "Besvara").click()
    expect(said(staff).first).to_contain_text("Svaret är skickat och ärendet är avslutat.")

    resident.goto("/inkorg")
    link(resident.get_by_role("article").filter(has_text="Egenremiss"), "Egenremiss").click()
    expect(resident.get_by_text("https://remisser.example/in")).to_be_visible()
