"""The main job with only the keyboard: Tab, arrows, space and Enter; the focus is always visible."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import MESSAGE, Story
from tests.journeys.keys import NAME, go, log_in_by_keys
from tests.journeys.steps import heading, log_in_resident, row, said

STORY = "keyboard"


@pytest.mark.req("000-022", "000-025", "000-033", "000-036", "001-003")
def test_the_main_job_by_keyboard(visit, story: Story) -> None:
    resident = visit()
    log_in_resident(resident, story.resident)
    resident.keyboard.press("Tab")
    assert resident.evaluate(NAME) == "Hoppa till innehållet"
    resident.keyboard.press("Enter")
    go(resident, "Nytt ärende")
    resident.keyboard.press("Enter")
    expect(heading(resident, "Välj mottagning")).to_be_visible()
    go(resident, "Sök på namn eller ort")
    resident.keyboard.type(story.place)
    resident.keyboard.press("Enter")
    # The page without words may show the clinic too: what is found is waited for.
    expect(resident).to_have_url(re.compile(r"[?&]q="))
    for name in (story.clinic, MESSAGE):
        expect(resident.get_by_role("link", name=name, exact=True)).to_be_visible()
        go(resident, name)
        resident.keyboard.press("Enter")
    expect(heading(resident, MESSAGE)).to_be_visible()
    go(resident, "Vad vill du fråga eller berätta?")
    resident.keyboard.type("Skrivet på tangentbordet.")
    for name in ("Läs igenom", "Skicka"):
        go(resident, name, whole=True)
        resident.keyboard.press("Enter")
        expect(
            heading(resident, {"Läs igenom": "Läs igenom ditt ärende"}.get(name, "Ditt ärende är skickat"))
        ).to_be_visible()

    receiver = visit()
    log_in_by_keys(receiver, story, story.receiver)
    go(receiver, "Inkomna ärenden")
    receiver.keyboard.press("Enter")
    expect(row(receiver, MESSAGE)).to_be_visible()
    go(receiver, MESSAGE)
    receiver.keyboard.press("Enter")
    expect(heading(receiver, MESSAGE)).to_be_visible()
    expect(receiver.get_by_role("combobox", name="Fördela till", exact=True)).to_be_visible()
    go(receiver, "Fördela till", whole=True)
    receiver.keyboard.type("Hugo")
    go(receiver, "Fördela")
    receiver.keyboard.press("Enter")
    expect(said(receiver).first).to_contain_text(story.handler)

    handler = visit()
    log_in_by_keys(handler, story, story.handler)
    go(handler, "Tilldelade ärenden")
    handler.keyboard.press("Enter")
    expect(row(handler, MESSAGE)).to_be_visible()
    go(handler, MESSAGE)
    handler.keyboard.press("Enter")
    expect(heading(handler, MESSAGE)).to_be_visible()
    go(handler, "Besvara")  # the tab
    go(handler, "Meddelande till invånaren")
    go(handler, "Besvara")  # the button
    handler.keyboard.press("Enter")
    expect(handler.get_by_role("alert")).to_be_focused()  # the errors are read first
    go(handler, "Skriv ett svar eller lägg till ett standardsvar.")
    handler.keyboard.press("Enter")
    handler.keyboard.type("Svar från tangentbordet.")
    expect(handler.get_by_role("textbox", name="Meddelande till invånaren")).to_have_value("Svar från tangentbordet.")
    go(handler, "Besvara")
    handler.keyboard.press("Enter")
    expect(said(handler).first).to_contain_text("Svaret är skickat")
