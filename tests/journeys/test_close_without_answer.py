"""Avsluta utan svar: the case was answered in another way, and the reason stays with the staff."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

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

STORY = "close"
REASON = "Ringde upp. Vi bestämde en ny tid."


@pytest.mark.req("000-043", "000-044", "000-045", "000-052")
def test_the_handler_and_the_receiver_close_with_a_reason_that_the_resident_does_not_see(visit, story: Story) -> None:
    resident = visit()
    log_in_resident(resident, story.resident)
    for service in (PRESCRIPTION, MESSAGE):
        send(resident, story, service, f"Det här gäller: {service}")

    # The receiver closes one directly, undistributed.
    receiver = visit()
    log_in_staff(receiver, story.receiver, story.clinic)
    menu(receiver, "Inkomna ärenden").click()
    row(receiver, MESSAGE).get_by_text(story.resident).click()
    tab(receiver, "Avsluta utan svar").click()
    button(receiver, "Avsluta").click()
    expect(receiver.get_by_role("alert")).to_contain_text("Skriv orsaken till att ärendet avslutas utan svar.")
    box(receiver, "Orsak").fill(REASON)
    button(receiver, "Avsluta").click()
    expect(said(receiver).first).to_contain_text("Ärendet är avslutat utan svar.")

    # The other is distributed, and its handler closes it.
    row(receiver, PRESCRIPTION).get_by_text(story.resident).click()
    choose(receiver, story.handler)
    button(receiver, "Fördela").click()
    expect(said(receiver).first).to_contain_text("Ärendet är fördelat till")
    handler = visit()
    log_in_staff(handler, story.handler, story.clinic)
    menu(handler, "Tilldelade ärenden").click()
    row(handler, PRESCRIPTION).get_by_text(story.resident).dblclick()
    tab(handler, "Avsluta utan svar").click()
    box(handler, "Orsak").fill("   \u200b ")
    button(handler, "Avsluta").click()
    expect(handler.get_by_role("alert")).to_contain_text("Skriv orsaken till att ärendet avslutas utan svar.")
    box(handler, "Orsak").fill(REASON)
    button(handler, "Avsluta").click()
    expect(said(handler).first).to_contain_text("Ärendet är avslutat utan svar.")
    expect(row(handler, PRESCRIPTION)).to_have_count(0)

    for service in (PRESCRIPTION, MESSAGE):
        menu(receiver, "Avslutade ärenden").first.click()
        closed = row(receiver, service)
        expect(closed).to_contain_text("Avslutat")
        link(closed, service).click()
        expect(receiver.get_by_text(REASON)).to_be_visible()
        expect(receiver.get_by_text("Invånaren ser inte detta.")).to_be_visible()

        # No answer has come to the inbox, but the thread says what happened.
        link(resident, "Inkorg").first.click()
        mail = resident.get_by_role("article").filter(has_text=service)
        expect(mail).to_contain_text("Avslutat")
        expect(mail.get_by_text("OLÄST")).to_have_count(0)
        link(mail, service).click()
        expect(resident.get_by_text("Mottagningen har avslutat ärendet.")).to_be_visible()
        expect(resident.get_by_text(REASON)).to_have_count(0)
