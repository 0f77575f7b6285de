"""Section 5.7: the health centre registers permanent care contacts, one of them responsible for calling."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.plan_steps import ADMISSION, find_staff, ok, section
from tests.journeys.steps import box, link

pytestmark = [pytest.mark.journey]
STORY = "svu_contact"


@pytest.mark.req(
    "001-066", "001-105", "001-107", "001-108", "001-109", "001-110", "001-111", "001-113", "001-114", "001-061"
)
def test_contacts(seats, planning) -> None:
    care, ward = seats.at("oskar", ADMISSION), seats.at("vera", ADMISSION)
    expect(link(ward, "Registrera fast vårdkontakt")).to_have_count(0)
    part = section(care, "Fast vårdkontakt")
    link(care, "Registrera fast vårdkontakt").click()
    dialog = care.get_by_role("dialog")
    find_staff(dialog, "Sök den som ska vara fast vårdkontakt", "Did", planning.names["didrik"])
    dialog.get_by_role("button", name=re.compile("^Spara")).click()
    expect(care.get_by_role("alert").first).to_be_visible()  # neither convener nor responsibility
    opened = care.get_by_role("group", name="Registrera fast vårdkontakt")
    expect(opened.get_by_role("radio", name=re.compile(planning.names["didrik"]))).to_be_checked()
    opened.get_by_role("checkbox", name="Kallelseansvarig").check()
    opened.get_by_role("button", name=re.compile("^Spara")).click()
    expect(part.get_by_text(planning.names["didrik"]).first).to_be_visible()

    link(care, "Registrera fast vårdkontakt").click()
    dialog = care.get_by_role("dialog")
    find_staff(dialog, "Sök den som ska vara fast vårdkontakt", "Oskar", planning.names["oskar"])
    box(dialog, "Vårdkontaktens ansvar").fill("Dialys")
    dialog.get_by_role("button", name=re.compile("^Spara")).click()
    part.get_by_text(re.compile(r"^Visa alla \(2\)")).click()
    expect(part.locator("p").filter(has_text=planning.names["oskar"]).get_by_text("Dialys")).to_be_visible()

    ward.reload()
    expect(section(ward, "Fast vårdkontakt").get_by_text("Kallelseansvarig").first).to_be_visible()
    care.goto(planning.seats["oskar"])
    link(care, "Visa planer för en fast vårdkontakt/samordningsansvarig").click()
    expect(link(care, planning.patients["elsa"])).to_be_visible()
    link(care, planning.patients["elsa"]).click()

    part.get_by_text(re.compile(r"^Visa alla \(2\)")).click()
    gone = part.get_by_role("group").filter(has_text=f"Ta bort {planning.names['oskar']}").last
    gone.locator("summary").click()
    ok(part, f"ta bort {planning.names['oskar']}")
    expect(part.locator("p").filter(has_text=planning.names["oskar"]).get_by_text("Dialys")).to_have_count(0)
    expect(part.get_by_text(planning.names["didrik"]).first).to_be_visible()
