"""A guest of a SIP: invited by number, answers the call on a phone, and has no way in once it is taken back (B-51)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.processes import Site
from tests.journeys.steps import box, button, heading, link, log_in_resident, log_in_staff
from tests.journeys.test_axe import all_faults
from vardtrad.kernel import clock

CLINIC = "Vårdcentralen Björklunda"
GUEST, NUMBER = "Erling Kvarnholm", "19590711-3178"


def plan_of_tuula(page: Page) -> None:
    """Ylva opens Tuula's SIP from the start page of planning."""
    log_in_staff(page, "Ylva Sandhed", CLINIC)
    page.goto("/planer/")
    page.get_by_role("row").filter(has_text="Niemispää").locator("a[href*='/sip/']").first.click()
    expect(page.locator("#inbjudna")).to_be_visible()


@pytest.mark.journey
@pytest.mark.req("B-51")
def test_a_guest_is_invited_answers_and_is_shut_out(visit, site: Site) -> None:
    staff = visit()
    plan_of_tuula(staff)
    at = staff.url
    invited = staff.locator("#inbjudna")
    link(staff, "Bjud in en person").click()
    box(staff, "Personnummer").fill(NUMBER)
    box(staff, "Roll").fill("God man")
    box(staff, "Varför personen kallas").fill("Du sköter ekonomin och kontakten med kommunen.")
    box(staff, "Sista dag").fill((clock.today() + timedelta(days=90)).isoformat())
    button(staff, "Visa vem det är").click()
    expect(staff.get_by_text(f"Numret hör till {GUEST}.")).to_be_visible()
    staff.get_by_role("checkbox", name=re.compile("^Patienten samtycker")).check()
    button(staff, "Bjud in").click()
    expect(invited).to_contain_text(f"{GUEST}, God man")
    expect(invited).to_contain_text("Har inte svarat på kallelsen.")

    guest = visit(width=390)
    log_in_resident(guest, GUEST)
    guest.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Min plan").click()
    invitations = guest.get_by_role("region", name="Planer där du är inbjuden")
    expect(invitations).to_be_visible()
    assert all_faults(guest, "planer-inbjuden") == []
    guest.set_viewport_size({"width": 390, "height": 844})
    link(guest, "Plan för Tuula Niemispää").click()
    expect(guest.get_by_text("Du sköter ekonomin och kontakten med kommunen.")).to_be_visible()
    assert all_faults(guest, "plan-inbjuden") == []
    guest.set_viewport_size({"width": 390, "height": 844})
    box(guest, "Meddelande, om du vill").fill("Jag kommer med bil.")
    button(guest, "Jag kommer").click()
    expect(guest.get_by_text("Du har svarat att du kommer.")).to_be_visible()

    staff.goto(at)
    expect(invited).to_contain_text("Kommer till mötet")
    invited.get_by_text("svar och kommentarer").click()
    expect(invited).to_contain_text("Jag kommer med bil.")
    staff.get_by_text("Ta tillbaka inbjudan till").locator("xpath=ancestor::summary").click()
    staff.get_by_role("button", name=re.compile("^Ta tillbaka")).click()
    expect(invited).to_contain_text("Inbjudan är återtagen.")
    box(guest, "Meddelande, om du vill").fill("Jag tar med papper.")
    button(guest, "Jag kommer").click()
    expect(guest.get_by_text("Jag tar med papper.")).to_be_visible()  # not lost, and not sent
    guest.goto("/min-plan")
    expect(heading(guest, "Min plan")).to_be_visible()
    expect(invitations).to_have_count(0)
