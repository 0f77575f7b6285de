"""An open page says that something has changed, and offers to be loaded again; it says nothing of what."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import MESSAGE, Story
from tests.journeys.steps import button, choose, link, log_in_resident, log_in_staff, menu, row, send

STORY = "live"


@pytest.mark.req("000-001", "000-026")
def test_open_pages_learn_of_a_change(visit, story: Story) -> None:
    resident, receiver, handler = visit(), visit(), visit()
    log_in_staff(receiver, story.receiver, story.clinic)
    menu(receiver, "Inkomna ärenden").click()
    expect(receiver.get_by_text("Inga ärenden hittades")).to_be_visible()
    log_in_resident(resident, story.resident)
    case = send(resident, story, MESSAGE, "Syns det här genast?")
    toast = receiver.get_by_role("status").filter(has_text="Något har ändrats sedan du öppnade sidan.")
    expect(toast).to_be_visible()
    link(toast, "Ladda om").click()
    expect(row(receiver, MESSAGE)).to_be_visible()

    # Two who look at the same case: one distributes it, the other is told.
    link(row(receiver, MESSAGE), MESSAGE).click()
    log_in_staff(handler, story.receiver, story.clinic)
    handler.goto(f"/personal/{story.unit}/arende/{case}/")
    choose(handler, story.handler)
    button(handler, "Fördela").click()
    expect(toast).to_be_visible()
    assert story.resident not in toast.inner_text()
