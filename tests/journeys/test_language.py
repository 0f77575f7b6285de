"""English when chosen, Swedish otherwise; texts that people have written stay as they are."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import page_checks, plan_tour
from tests.journeys.furnish import MESSAGE, Story
from tests.journeys.plan_steps import enter
from tests.journeys.steps import button, heading, link, log_in_resident, log_in_staff, send

STORY = "language"


@pytest.mark.req("000-001")
def test_the_resident_switches_to_english_and_back(visit, story: Story) -> None:
    page = visit()
    log_in_resident(page, story.resident)
    send(page, story, MESSAGE, "Det här är min egen text.")
    link(page, "Visa ärendet").click()
    where = page.url
    button(page, "English").click()
    assert page.url == where
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(link(page, "Inbox").first).to_be_visible()
    expect(page.get_by_text("Det här är min egen text.")).to_be_visible()
    expect(button(page, "Log out")).to_be_visible()
    button(page, "Svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(link(page, "Inkorg").first).to_be_visible()


@pytest.mark.req("000-008")
def test_the_staff_tool_switches_too(visit, story: Story) -> None:
    page = visit()
    log_in_staff(page, story.receiver, story.clinic)
    link(page, "Inkomna ärenden").click()
    button(page, "English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(heading(page, "Inkomna ärenden")).to_have_count(0)
    expect(page.get_by_role("columnheader").filter(has_text="Updated")).to_be_visible()
    button(page, "Svenska").click()
    expect(heading(page, "Inkomna ärenden")).to_be_visible()


@pytest.mark.parametrize("width", [1024, 1280])
def test_english_has_room_in_the_widest_tables(visit, site, width: int) -> None:
    page = visit(width=width)
    enter(page, site.plans[plan_tour.STORY].staff["vera"])
    page.goto(site.plans[plan_tour.STORY].seats["vera"])
    button(page, "English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(site.plans[plan_tour.STORY].seats["vera"])
    expect(page.get_by_role("columnheader", name="Changed")).to_be_in_viewport(ratio=1)
    assert page.evaluate("[...document.querySelectorAll('.scroll-x')].every(box => box.scrollWidth <= box.clientWidth)")
    assert page.evaluate(page_checks.BROKEN) == []
