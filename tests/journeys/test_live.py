"""Open pages follow what happens: they offer to be loaded again, update their counts, and say who has a case open."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import MESSAGE, Story
from tests.journeys.steps import button, choose, heading, link, log_in_resident, log_in_staff, menu, row, send

STORY = "live"
NEXT_LOOK = 15_000
"""Milliseconds: an open page asks for the present state at most every fifth to tenth second (js/now.js)."""


@pytest.mark.req("000-001", "000-026")
def test_open_pages_learn_of_a_change(visit, story: Story) -> None:
    resident, receiver, handler = visit(), visit(), visit()
    log_in_staff(receiver, story.receiver, story.clinic)
    menu(receiver, "Inkomna ärenden").click()
    expect(receiver.get_by_text("Inga ärenden hittades")).to_be_visible()
    count = receiver.locator(f"[data-count='/personal/{story.unit}/arenden/inkomna']")
    expect(count).to_have_text("0")
    log_in_resident(resident, story.resident)
    case = send(resident, story, MESSAGE, "Syns det här genast?")
    toast = receiver.get_by_role("status").filter(has_text="Något har ändrats sedan du öppnade sidan.")
    # The count updates automatically, and then the page says that it is out of date.
    expect(count).to_have_text("1", timeout=NEXT_LOOK)
    expect(toast).to_be_visible()
    link(toast, "Ladda om").click()
    expect(row(receiver, MESSAGE)).to_be_visible()

    # Two people look at the same case: one distributes it, the other is told.
    link(row(receiver, MESSAGE), MESSAGE).click()
    log_in_staff(handler, story.receiver, story.clinic)
    handler.goto(f"/personal/{story.unit}/arende/{case}/")
    choose(handler, story.handler)
    button(handler, "Fördela").click()
    expect(toast).to_be_visible(timeout=NEXT_LOOK)
    assert story.resident not in toast.inner_text()


@pytest.mark.req("B-02")
def test_two_in_one_case_are_told_of_each_other(visit, story: Story) -> None:
    resident, receiver, handler = visit(), visit(), visit()
    log_in_resident(resident, story.resident)
    case = send(resident, story, MESSAGE, "Vem av er läser det här?")
    address = f"/personal/{story.unit}/arende/{case}/"
    log_in_staff(receiver, story.receiver, story.clinic)
    receiver.goto(address)
    choose(receiver, story.handler)
    button(receiver, "Fördela").click()
    log_in_staff(handler, story.handler, story.clinic)

    # The last to open the case sees it at once or a moment later; the first is told while reading.
    for page in (receiver, handler):
        page.goto(address)
        expect(heading(page, MESSAGE)).to_be_visible()
    also = "{} har också ärendet öppet."
    expect(receiver.get_by_text(also.format(story.handler))).to_be_visible(timeout=NEXT_LOOK)
    expect(handler.get_by_text(also.format(story.receiver))).to_be_visible(timeout=NEXT_LOOK)

    # The list says so too, and the mark goes away when the person leaves.
    menu(receiver, "Fördelade ärenden").click()
    readers = row(receiver, MESSAGE).filter(has_text=story.handler).get_by_text(also.format(story.handler))
    expect(readers).to_be_attached()
    expect(handler.get_by_text(also.format(story.receiver))).to_be_hidden(timeout=NEXT_LOOK)
    menu(handler, "Tilldelade ärenden").click()
    expect(readers).to_have_count(0, timeout=NEXT_LOOK)
