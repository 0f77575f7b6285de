"""The whole main job with JavaScript off."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import PRESCRIPTION, Story
from tests.journeys.steps import (
    box,
    button,
    choose,
    heading,
    link,
    log_in_resident,
    log_in_staff,
    menu,
    row,
    said,
    send,
    tab,
    unfold_distribution,
)

STORY = "plain"


@pytest.mark.req("000-001", "000-025", "000-036", "000-039", "000-040", "000-041")
def test_the_main_job_without_javascript(visit, story: Story) -> None:
    resident, receiver, handler = (visit(javascript=False) for _ in range(3))
    log_in_resident(resident, story.resident)
    send(resident, story, PRESCRIPTION, "Utan skript.")

    log_in_staff(receiver, story.receiver, story.clinic)
    menu(receiver, "Inkomna ärenden").click()
    link(row(receiver, PRESCRIPTION), PRESCRIPTION).click()
    unfold_distribution(receiver)
    receiver.locator("#fordela").get_by_role("link", name="Fördela till någon").click()
    button(receiver, "Fördela").click()
    expect(receiver.get_by_role("alert").first).to_contain_text("Välj vem som ska få ärendet.")
    choose(receiver, story.handler)
    button(receiver, "Fördela").click()
    expect(said(receiver).first).to_contain_text("Ärendet är fördelat")

    log_in_staff(handler, story.handler, story.clinic)
    menu(handler, "Tilldelade ärenden").click()
    for kind, text in (("Delsvar", "Vi läser."), ("Motfråga", "Vilken styrka?")):
        link(row(handler, PRESCRIPTION), PRESCRIPTION).click()
        tab(handler, "Motfråga/delsvar").click()
        box(handler, "Meddelande till invånaren").fill(text)
        handler.get_by_role("radio", name=re.compile(f"^{kind}")).check()
        button(handler, "Skicka").click()

    link(resident, "Till inkorgen").click()
    mail = resident.get_by_role("article").filter(has_text=PRESCRIPTION)
    expect(mail.get_by_text("OLÄST", exact=True)).to_be_visible()
    link(mail, PRESCRIPTION).click()
    button(resident, "Skicka svar").click()
    expect(resident.get_by_role("alert")).to_contain_text("Skriv ditt svar.")
    box(resident, "Ditt svar till mottagningen").fill("5 mg.")
    button(resident, "Skicka svar").click()
    expect(resident.get_by_text("5 mg.")).to_be_visible()

    menu(handler, "Skickade frågor/Inkomna svar").click()
    link(row(handler, PRESCRIPTION), PRESCRIPTION).click()
    box(handler, "Meddelande till invånaren").fill("Klart.")
    button(handler, "Besvara").click()
    expect(said(handler).first).to_contain_text("Svaret är skickat")
    menu(handler, "Avslutade ärenden").click()
    link(row(handler, PRESCRIPTION), PRESCRIPTION).click()
    expect(heading(handler, PRESCRIPTION)).to_be_visible()
    resident.reload()
    expect(resident.get_by_text("Klart.")).to_be_visible()
