"""A handler's own signature is under the next answer only after "Ja" and "Spara" (000-046…051)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.furnish import MESSAGE, Story
from tests.journeys.steps import (
    box,
    button,
    distribute,
    heading,
    link,
    log_in_resident,
    log_in_staff,
    menu,
    row,
    said,
    send,
)

STORY = "personal_settings"
SIGNATURE = "Med vänlig hälsning\nDoktorn\nTelefontid 8–9"


def answers(handler: Page, story: Story, text: str) -> None:
    """Answer the only case that the handler has."""
    handler.goto(f"/personal/{story.unit}/mina/")
    menu(handler, "Tilldelade ärenden").click()
    row(handler, MESSAGE).get_by_role("link").first.click()
    box(handler, "Meddelande till invånaren").first.fill(text)
    button(handler, "Besvara").click()
    expect(said(handler).first).to_contain_text("Svaret är skickat")


@pytest.mark.req("000-046", "000-047", "000-048", "000-049", "000-050", "000-051")
def test_an_own_signature_is_used_after_ja_and_spara(visit, story: Story) -> None:
    resident, receiver, handler = visit(width=390), visit(), visit()
    log_in_resident(resident, story.resident)
    log_in_staff(receiver, story.receiver, story.clinic)
    log_in_staff(handler, story.handler)
    expect(link(handler, "Personliga inställningar")).to_have_count(0)
    link(handler, story.clinic).click()

    # The link is to the right in the bar; name and signature come from the directory.
    link(handler, "Personliga inställningar").click()
    expect(heading(handler, "Personliga inställningar")).to_be_visible()
    expect(box(handler, "Tilltalsnamn")).to_have_value(story.handler)
    expect(handler.get_by_text(f"{story.handler}, distriktsläkare").first).to_be_visible()

    # Written and ticked, but not saved: the next answer has the standard signature.
    box(handler, "Egen signatur").fill(SIGNATURE)
    handler.get_by_role("checkbox", name="Ja", exact=True).check()
    first = send(resident, story, MESSAGE, "Min första fråga.")
    distribute(receiver, MESSAGE, story.handler)
    expect(said(receiver).first).to_contain_text("fördelat")
    answers(handler, story, "Första svaret.")
    resident.goto(f"/arenden/{first}")
    expect(resident.get_by_text(f"{story.handler}, distriktsläkare").first).to_be_visible()
    expect(resident.get_by_text("Telefontid 8–9")).to_have_count(0)

    # Ticked without a text: an error at the field, and nothing is saved. What was written is kept as a draft.
    link(handler, "Personliga inställningar").click()
    expect(box(handler, "Egen signatur")).to_have_value(SIGNATURE)
    box(handler, "Egen signatur").fill("")
    handler.get_by_role("checkbox", name="Ja", exact=True).check()
    button(handler, "Spara").click()
    expect(handler.get_by_role("alert")).to_contain_text("Skriv signaturen, eller ta bort bocken i Ja.")

    box(handler, "Egen signatur").fill(SIGNATURE)
    box(handler, "Tilltalsnamn").fill("Doktor Hugo")
    button(handler, "Spara").click()
    expect(said(handler).first).to_contain_text("Dina inställningar är sparade.")
    second = send(resident, story, MESSAGE, "Min andra fråga.")
    receiver.goto(f"/personal/{story.unit}/arenden/")
    distribute(receiver, MESSAGE, story.handler)
    expect(said(receiver).first).to_contain_text("fördelat")
    answers(handler, story, "Andra svaret.")
    resident.goto(f"/arenden/{second}")
    expect(resident.get_by_text("Telefontid 8–9").first).to_be_visible()
