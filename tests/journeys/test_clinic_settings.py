"""The administrator configures the clinic, and the receiver and the resident see the result."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import PRESCRIPTION, Story
from tests.journeys.steps import (
    box,
    button,
    heading,
    link,
    log_in_resident,
    log_in_staff,
    menu,
    row,
    said,
    send,
)

STORY = "clinic_settings"
ANSWER = "Hej {förnamn}! Ditt recept är förnyat."


@pytest.mark.req("000-017", "000-035", "002-002", "002-013", "002-014", "002-039", "B-05")
def test_the_clinic_is_set_up_and_the_receiver_sees_the_effect(visit, story: Story) -> None:
    administrator = visit()
    log_in_staff(administrator, story.administrator, story.clinic)
    link(administrator, "Administration").first.click()
    side = administrator.get_by_role("navigation", name="Administration", exact=True)

    # A group, and a case type that goes to it.
    link(side, "Grupper").click()
    box(administrator, "Gruppens namn").fill("Sjuksköterskor")
    administrator.get_by_role("checkbox", name=re.compile(f"^{story.second}")).check()
    button(administrator, "Skapa gruppen").click()
    expect(said(administrator).first).to_contain_text("Gruppen finns nu.")
    link(side, "Ärendetyper").click()
    link(administrator, PRESCRIPTION).click()
    administrator.get_by_role("combobox", name="Grupp", exact=True).select_option(label="Sjuksköterskor")
    button(administrator, "Spara").click()
    expect(row(administrator, PRESCRIPTION)).to_contain_text("Sjuksköterskor")

    # A standard answer, with a variable inserted at the cursor.
    link(side, "Standardsvar").click()
    link(administrator, "Nytt standardsvar").click()
    box(administrator, "Namn").fill("Förnyat och klart")
    text = box(administrator, "Text till invånaren")
    text.fill("Hej ! Ditt recept är förnyat.")
    text.evaluate("box => box.setSelectionRange(4, 4)")
    administrator.get_by_role("button", name=re.compile("Invånarens förnamn$")).click()
    expect(text).to_have_value(ANSWER)
    button(administrator, "Förhandsgranska").click()
    expect(administrator.get_by_text("Hej Kim! Ditt recept är förnyat.")).to_be_visible()
    button(administrator, "Spara").click()
    expect(said(administrator).first).to_contain_text("Standardsvaret är sparat.")

    # The person responsible on the next working day.
    link(side, "Schema").click()
    administrator.get_by_role("combobox", name="Dagens ansvarig", exact=True).first.select_option(index=1)
    button(administrator, "Spara schemat").click()
    expect(said(administrator).first).to_contain_text("Schemat är sparat: 1 dag ändrad.")

    # A resident writes; the case is incoming, with the group.
    resident = visit(width=390)
    log_in_resident(resident, story.resident)
    send(resident, story, PRESCRIPTION, "Mitt läkemedel tar slut.")
    receiver = visit()
    log_in_staff(receiver, story.receiver, story.clinic)
    menu(receiver, "Inkomna ärenden").click()
    expect(row(receiver, PRESCRIPTION)).to_contain_text("Sjuksköterskor")
    row(receiver, PRESCRIPTION).get_by_role("link").first.click()
    expect(receiver.get_by_text("Förnyat och klart").first).to_be_attached()
    link(receiver, "Hjälp").click()
    link(receiver, "Se schemat").click()
    expect(heading(receiver, "Schema")).to_be_visible()
    expect(receiver.get_by_role("cell").filter(has_text=story.receiver)).to_have_count(1)

    # Switched off, the case type is no longer offered.
    link(side, "Ärendetyper").click()
    link(administrator, PRESCRIPTION).click()
    administrator.get_by_role("checkbox", name="Invånare kan skicka den här ärendetypen").uncheck()
    button(administrator, "Spara").click()
    # The demo's types may belong to the base range: then a reason is asked for, and the rest is kept.
    reason = box(administrator, "Undantag från basutbudet: orsak")
    if reason.count():
        expect(administrator.get_by_role("alert")).to_contain_text("Skriv varför mottagningen inte erbjuder den.")
        reason.fill("Mottagningen förnyar inga recept.")
        button(administrator, "Spara").click()
    expect(row(administrator, PRESCRIPTION)).to_contain_text(re.compile("Stängd|Undantag"))
    resident.goto(f"/mottagningar/{story.unit}")
    expect(link(resident, PRESCRIPTION)).to_have_count(0)


@pytest.mark.req("000-019")
def test_the_pages_fit_a_phone_and_are_worked_by_keys(visit, story: Story) -> None:
    page = visit(width=390)
    log_in_staff(page, story.administrator, story.clinic)
    for path in ("", "grupper/", "arendetyper/", "standardsvar/nytt/", "tidsgranser/", "schema/", "aviseringar/"):
        page.goto(f"/personal/{story.unit}/administration/{path}")
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), path
    page.goto(f"/personal/{story.unit}/administration/schema/")
    box_of_a_day = page.get_by_role("combobox", name="Dagens ansvarig", exact=True).last
    box_of_a_day.focus()
    page.keyboard.press("ArrowDown")
    button(page, "Spara schemat").press("Enter")
    expect(said(page).first).to_contain_text("Schemat är sparat")
