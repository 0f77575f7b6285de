"""Fråga en kollega: she reads the whole case, answers the question, and the resident sees nothing of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.furnish import MESSAGE, Story
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
)

STORY = "ask_colleague"
QUESTION, ANSWER = "Går det att vänta till nästa vecka?", "Ja, det går bra att vänta."


def unfold(page: Page, words: str) -> None:
    page.locator("summary", has_text=words).click()


@pytest.mark.req("B-08", "002-020")
def test_a_colleague_is_asked_and_answers(visit, story: Story) -> None:
    resident = visit()
    log_in_resident(resident, story.resident)
    case = send(resident, story, MESSAGE, "Knäet är svullet igen.")
    receiver = visit()
    log_in_staff(receiver, story.receiver, story.clinic)
    menu(receiver, "Inkomna ärenden").click()
    row(receiver, MESSAGE).get_by_text(story.number).click()
    choose(receiver, story.handler)
    button(receiver, "Fördela").click()
    expect(said(receiver).first).to_contain_text(story.handler)

    address = f"/personal/{story.unit}/arende/{case}/"
    handler, colleague = visit(), visit()
    log_in_staff(colleague, story.second, story.clinic)
    assert colleague.goto(address).status == 404  # not hers to read

    log_in_staff(handler, story.handler, story.clinic)
    handler.goto(address)
    unfold(handler, "Fråga en kollega")
    whom = handler.get_by_role("combobox", name="Vem vill du fråga?")
    option = whom.get_by_role("option").filter(has_text=story.second).first
    whom.select_option(label=option.inner_text())
    box(handler, "Din fråga").fill(QUESTION)
    button(handler, "Skicka frågan").click()
    expect(handler.get_by_text("Öppen fråga till kollega")).to_be_visible()

    colleague.goto(address)
    expect(heading(colleague, MESSAGE)).to_be_visible()
    expect(colleague.get_by_text("Knäet är svullet igen.")).to_be_visible()
    expect(colleague.get_by_role("navigation", name="Hantera ärendet", exact=True)).to_have_count(0)
    box(colleague, "Ditt svar till kollegan").fill(ANSWER)
    button(colleague, "Svara kollegan").click()
    expect(said(colleague).first).to_contain_text("Svaret till kollegan är skickat.")

    handler.reload()
    thread = handler.get_by_role("list", name="Meddelanden", exact=True)
    expect(thread.get_by_text(ANSWER)).to_be_visible()
    expect(handler.get_by_text("Öppen fråga till kollega")).to_have_count(0)
    resident.goto(f"/arenden/{case}")
    expect(resident.get_by_text("Knäet är svullet igen.")).to_be_visible()
    for words in (QUESTION, ANSWER):
        expect(resident.get_by_text(words)).to_have_count(0)

    # On paper too, the notes only when they are asked for.
    link(handler, "Skriv ut").click()
    expect(handler.get_by_text("Knäet är svullet igen.")).to_be_visible()
    expect(handler.get_by_text(ANSWER)).to_have_count(0)
    link(handler, "Visa med interna anteckningar").click()
    expect(handler.get_by_text(ANSWER)).to_be_visible()
