"""Sections 8–9: messages with and without Kvittera, Makulera, a file that is sent, and files that are refused."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.plan_steps import ADMISSION, row_of
from tests.journeys.steps import button
from tests.pdfs import pdf

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("scanner")]
STORY = "svu_messages"


def thread(page: Page):
    """The messages in the right field."""
    return page.locator("#meddelanden")


def opened(page: Page) -> Page:
    """The section is open."""
    if thread(page).get_attribute("open") is None:
        thread(page).locator("summary").first.click()
    return page


@pytest.mark.req("001-070", "001-231", "001-232", "001-233", "001-234", "001-235", "001-236", "001-237", "001-012")
def test_message_and_receipts(seats, planning) -> None:
    name = planning.patients["elsa"]
    ward = opened(seats.at("vera", ADMISSION))
    box = thread(ward).get_by_role("textbox").first
    expect(thread(ward).get_by_role("checkbox").first).to_be_hidden()
    box.press_sequentially("Nyckeln finns hos dottern.")
    asked = {
        checkbox.get_attribute("id"): checkbox.is_checked() for checkbox in thread(ward).get_by_role("checkbox").all()
    }
    assert sorted(asked.values()) == [False, True, True]  # all but the own unit
    button(thread(ward), "Skicka").click()
    expect(thread(ward).get_by_text("Nyckeln finns hos dottern.")).to_be_visible()

    care = seats.start("oskar")
    row_of(care, name).get_by_role("link", name=re.compile("^1 meddelande, 1 att kvittera")).click()
    expect(thread(care).get_by_text("Nyckeln finns hos dottern.")).to_be_visible()
    thread(care).get_by_role("button", name=re.compile("^Kvittera")).click()
    expect(thread(care).get_by_text(f"{planning.units['health_centre']} har kvitterat")).to_be_visible()
    ward.reload()
    expect(thread(ward).get_by_text(f"{planning.units['care_office']} har inte kvitterat")).to_be_visible()
    thread(ward).locator("summary").filter(has_text=re.compile("^Makulera")).click()
    thread(ward).get_by_role("button", name=re.compile("^Makulera meddelandet")).click()
    expect(thread(ward).get_by_text("Makulerat", exact=True)).to_be_visible()
    town = seats.at("karin", ADMISSION)
    expect(opened(town).get_by_text("Nyckeln finns hos dottern.")).to_be_visible()
    expect(thread(town).get_by_role("button", name=re.compile("^Kvittera"))).to_have_count(0)


@pytest.mark.req("001-238", "001-239", "001-240", "001-241", "001-242", "001-243")
def test_files(seats, planning) -> None:
    ward = opened(seats.at("vera", ADMISSION))
    for name, content in (
        (f"{planning.numbers['elsa']}.pdf", pdf("Hemplan.")),
        ("plan.pdf", pdf(f"Patient {planning.numbers['elsa']}")),
        ("plan.exe", b"MZ" + bytes(200)),
    ):
        thread(ward).get_by_role("textbox").first.fill("Här är hemplanen.")
        file = thread(ward).locator("input[type=file]")
        file.set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})
        expect(thread(ward).locator("[data-file-name]")).to_contain_text(name)
        button(thread(ward), "Skicka").click()
        expect(ward.get_by_role("alert").first).to_be_visible()
        expect(thread(ward).get_by_role("textbox").first).to_have_value("Här är hemplanen.")
        assert "Här är hemplanen." not in thread(ward).locator("ol.thread").inner_text()
    file = thread(ward).locator("input[type=file]")
    file.set_input_files({"name": "fel.pdf", "mimeType": "application/pdf", "buffer": pdf("Fel.")})
    thread(ward).get_by_role("button", name=re.compile("^Ta bort")).click()
    expect(thread(ward).locator("[data-file-name]")).to_have_text("")
    file.set_input_files({"name": "hemplan.pdf", "mimeType": "application/pdf", "buffer": pdf("Hemtjänst.")})
    button(thread(ward), "Skicka").click()
    expect(thread(ward).get_by_role("link", name=re.compile(r"^hemplan\.pdf"))).to_be_visible()

    town = seats.start("karin")
    row_of(town, planning.patients["elsa"]).get_by_role("link", name=re.compile("^1 bifogad fil")).click()
    with town.expect_download() as got:
        thread(town).get_by_role("link", name=re.compile("^Ladda ner")).click()
    assert got.value.suggested_filename == "hemplan.pdf"
    with open(got.value.path(), "rb") as kept:
        assert b"Hemtj" in kept.read()
