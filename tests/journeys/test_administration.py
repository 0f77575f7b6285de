"""The administrator adds, changes and removes; a withdrawn right is gone at the next request, in another browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.furnish import Story
from tests.journeys.steps import box, button, heading, link, log_in_staff, menu, said

STORY = "administration"


@pytest.mark.req("000-006", "000-008", "000-009", "000-017", "000-018", "000-019", "002-005")
def test_permissions_are_given_and_withdrawn_at_once(visit, story: Story) -> None:
    administrator, newcomer = visit(), visit()
    log_in_staff(administrator, story.administrator, story.clinic)
    expect(administrator.get_by_role("link", name="Mottagningens ärenden")).to_have_count(0)
    link(administrator, "Administration").first.click()
    expect(heading(administrator, "Personal och behörigheter")).to_be_visible()

    log_in_staff(newcomer, story.newcomer)
    expect(newcomer.get_by_text("Du har ingen behörighet än")).to_be_visible()

    # Wrong, then right, with a stray blank.
    box(administrator, "HSA-id").fill("SE9933300010-FINNSINTE")
    administrator.get_by_role("checkbox", name="Ärendemottagare", exact=True).check()
    button(administrator, "Lägg till").click()
    expect(administrator.get_by_role("alert")).to_contain_text("Ingen i katalogen har det HSA-id:t.")
    box(administrator, "HSA-id").fill(f" {story.newcomer_hsa_id} ")
    button(administrator, "Lägg till").click()
    expect(said(administrator).first).to_contain_text(f"{story.newcomer} är tillagd.")

    newcomer.reload()
    link(newcomer, story.clinic).click()
    expect(newcomer.get_by_role("heading", name="Mottagningens ärenden").first).to_be_visible()
    expect(link(newcomer, "Administration")).to_have_count(0)
    assert newcomer.goto(f"/personal/{story.unit}/administration/").status == 404
    expect(heading(newcomer, "Sidan finns inte")).to_be_visible()
    newcomer.goto(f"/personal/{story.unit}/arenden/")
    expect(heading(newcomer, "Mottagningens ärenden")).to_be_visible()

    # Another permission instead: the menu changes at the next click.
    link(administrator, story.newcomer).click()
    administrator.get_by_role("checkbox", name="Ärendemottagare", exact=True).uncheck()
    administrator.get_by_role("checkbox", name="Ärendehanterare", exact=True).check()
    button(administrator, "Spara").click()
    expect(said(administrator).first).to_contain_text("Behörigheterna är sparade.")
    newcomer.goto(f"/personal/{story.unit}/")
    expect(menu(newcomer, "Tilldelade ärenden")).to_be_visible()
    expect(menu(newcomer, "Inkomna ärenden")).to_have_count(0)
    assert newcomer.goto(f"/personal/{story.unit}/arenden/inkomna").status == 404

    # Removed: the clinic is gone at the next request.
    newcomer.goto(f"/personal/{story.unit}/mina/")
    link(administrator, story.newcomer).click()
    administrator.get_by_text("Ta bort från mottagningen").click()
    button(administrator, f"Ta bort {story.newcomer}").click()
    expect(said(administrator).first).to_contain_text("Personen är borttagen från mottagningen.")
    menu(newcomer, "Tilldelade ärenden").click()
    expect(heading(newcomer, "Sidan finns inte")).to_be_visible()
    newcomer.goto("/personal/mottagningar")
    expect(link(newcomer, story.clinic)).to_have_count(0)


@pytest.mark.req("000-018")
def test_an_administrator_cannot_be_locked_out_by_mistake(visit, story: Story) -> None:
    administrator = visit()
    log_in_staff(administrator, story.administrator, story.clinic)
    link(administrator, "Administration").first.click()
    link(administrator, story.administrator).click()
    administrator.get_by_role("checkbox", name="Administratör", exact=True).uncheck()
    button(administrator, "Spara").click()
    expect(administrator.get_by_role("alert")).to_contain_text("Du kan inte ta bort din egen behörighet")
