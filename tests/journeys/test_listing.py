"""A resident asks to be listed at a clinic, staff accept, and the resident sees it; another request is declined."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import Story
from tests.journeys.processes import Site
from tests.journeys.steps import box, button, heading, link, log_in_resident, log_in_staff, menu, row, said

STORY = "listing"


@pytest.mark.req("004-016", "004-017", "004-072")
def test_a_listing_is_asked_for_declined_asked_for_again_and_accepted(visit, story: Story, site: Site) -> None:
    resident, staff = visit(width=390), visit()
    log_in_resident(resident, story.resident)

    def ask() -> None:
        resident.goto(f"/mottagningar/{story.unit}")
        link(resident, "Lista dig här").click()
        button(resident, "Skicka önskemål").click()
        expect(said(resident).first).to_contain_text("Ditt önskemål är skickat.")
        expect(resident.get_by_text("Väntar på mottagningen", exact=True)).to_be_visible()

    ask()

    # The clinic's start page says which clinic it is, and what waits.
    log_in_staff(staff, story.handler, story.clinic)
    crumbs = staff.get_by_role("navigation", name="Länkstig", exact=True)
    expect(crumbs).to_have_text(f"Startsida / {story.clinic}, {story.place}s kommun")
    card = staff.get_by_role("main").get_by_role("listitem").filter(has_text="Listningsönskemål")
    expect(card).to_contain_text(
        "Här visas ärenden om önskemål för listning. Du kan hantera inkomna ärenden och se de som har blivit hanterade."
    )
    expect(card).to_contain_text("1 att hantera")
    link(card, "Listningsönskemål").click()

    # Declined, with a reason that must be there.
    row(staff, story.resident).get_by_text(story.resident).click()
    expect(staff.get_by_text(story.number)).to_be_visible()
    button(staff, "Avböj").click()
    expect(staff.get_by_role("alert")).to_contain_text("Skriv varför önskemålet avböjs.")
    box(staff, "Varför avböjs önskemålet?").fill("Vi tar emot nya listningar från januari.")
    button(staff, "Avböj").click()
    expect(said(staff).first).to_contain_text("Önskemålet är avböjt.")
    resident.reload()
    expect(resident.get_by_text("Vi tar emot nya listningar från januari.")).to_be_visible()

    # Asked for again, and accepted.
    ask()
    staff.reload()
    row(staff, story.resident).get_by_text(story.resident).click()
    button(staff, "Godkänn").click()
    expect(said(staff).first).to_contain_text("Önskemålet är godkänt.")
    expect(staff.get_by_text("Inga önskemål hittades")).to_be_visible()
    menu(staff, "Hanterade").click()
    expect(heading(staff, "Listningsönskemål")).to_be_visible()
    expect(row(staff, story.resident)).to_have_count(2)
    expect(row(staff, "Godkänt")).to_contain_text(story.handler)

    resident.goto("/inkorg")
    link(resident, "Din listning").click()
    expect(resident.get_by_text(f"Du är listad på {story.clinic}.")).to_be_visible()
    expect(resident.get_by_text("Mottagningen har listat dig.")).to_be_visible()

    # There was a notice of both answers, without a word of what they are about.
    letters = site.letters.wait_for(story.mail("alva"), 2)
    assert {str(letter["Subject"]) for letter in letters} == {"Du har ett nytt meddelande"}
    assert not any(
        secret in letter.get_content() for letter in letters for secret in (story.clinic, story.number, "Avböjt")
    )
