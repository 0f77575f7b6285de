"""A parent adds a child, acts for it in ombudsläget, and the clinic sees who wrote; a grandparent is refused."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.processes import Site
from tests.journeys.steps import box, button, heading, link, log_in_resident, log_in_staff

CLINIC = "Vårdcentralen Björklunda"
TEXT = "Elina har hosta sedan två veckor, och vi undrar om hon behöver komma."


def add(page: Page, number: str) -> None:
    """ "Lägg till barn" by number, from the menu."""
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Barn").click()
    link(page, "Lägg till barn").click()
    box(page, "Personnummer").fill(number)
    button(page, "Lägg till barn").click()


@pytest.mark.req("003-001", "003-002", "003-003", "003-004", "003-006", "003-008")
def test_a_parent_writes_for_a_child_and_the_clinic_sees_who_wrote(visit, site: Site) -> None:
    parent = visit(width=390)
    log_in_resident(parent, "Nasrin Tavakolpour")
    add(parent, "20180502-2389")
    parent.get_by_role("button", name="Elina Tavakolpour", exact=True).click()
    banner = parent.get_by_role("region", name="Ombudsläge")
    expect(banner).to_contain_text("Du är ombud för Elina Tavakolpour.")
    parent.goto("/mottagningar")
    expect(banner).to_be_visible()
    link(parent, CLINIC).first.click()
    expect(banner).to_be_visible()
    parent.locator("article.mail h3 a").first.click()
    parent.get_by_role("textbox").fill(TEXT)
    button(parent, "Läs igenom").click()
    expect(heading(parent, "Läs igenom ditt ärende")).to_be_visible()
    expect(banner).to_be_visible()
    button(parent, "Skicka").click()
    expect(parent.get_by_role("heading", level=1)).to_be_visible()
    staff = visit()
    log_in_staff(staff, "Ylva Sandhed", CLINIC)
    staff.goto(parent.url.replace("/kvitto", "").replace("/arenden/", f"/personal/{_unit(staff)}/arende/") + "/")
    expect(staff.get_by_role("main")).to_contain_text("genom ombud: Nasrin Tavakolpour")
    expect(staff.get_by_role("main")).to_contain_text(TEXT)


def _unit(page: Page) -> str:
    return page.url.split("/personal/")[1].split("/")[0]


@pytest.mark.req("003-005", "003-007", "003-026")
def test_others_are_refused_and_a_newborn_stands_with_its_number(visit, site: Site) -> None:
    stranger = visit(width=390)
    log_in_resident(stranger, "Tuula Niemispää")
    add(stranger, "20180502-2389")
    expect(stranger.get_by_role("alert").first).to_contain_text("Det går inte att lägga till personen.")
    parent = visit(width=390)
    log_in_resident(parent, "Emil Söderäng")
    add(parent, "20231231-2388")
    expect(parent.get_by_role("main")).to_contain_text("När barnet fyller 13 år")
    parent.get_by_role("button", name="20231231-2388", exact=True).click()
    expect(parent.get_by_role("region", name="Ombudsläge")).to_contain_text("Du är ombud för 20231231-2388.")
