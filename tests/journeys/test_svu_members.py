"""Section 7: a unit is added and removed, the plan moves to another ward, a role is added and removed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.plan_steps import ADMISSION, MINE, acknowledge, add_member, ok, row_of, section, see
from tests.journeys.steps import button, heading, link

pytestmark = [pytest.mark.journey]
STORY = "svu_members"


def add(page, organisation: str, unit: str) -> None:
    """Ny deltagare, down the tree, Välj, OK."""
    link(page, "Ny deltagare").click()
    add_member(page, organisation, unit, "Välj")


@pytest.mark.req("001-067", "001-068", "001-082", "001-225", "001-226", "001-227")
def test_add_and_remove_a_unit(seats, planning) -> None:
    care, name = seats.at("oskar", ADMISSION), planning.patients["elsa"]
    add(care, "Region Norrmark", planning.units["rehab"])
    rehab = seats.start("rolf")
    expect(row_of(rehab, name)).to_have_count(1)
    link(rehab, name).click()
    see(rehab, ADMISSION, MINE)

    members = section(care, "Deltagare")
    link(members, planning.units["rehab"]).click()
    card = care.get_by_role("group", name=planning.units["rehab"])
    expect(card.get_by_text(re.compile("Fysioterapeut.*(?=.*[Kk]vitt)", re.DOTALL)).first).to_be_visible()
    card.locator("summary").filter(has_text="Ta bort enhet").click()
    ok(card, f"ta bort {planning.units['rehab']}")
    expect(link(members, planning.units["rehab"])).to_have_count(0)
    rehab.goto(planning.plan("rolf"))
    expect(heading(rehab, name)).to_have_count(0)


@pytest.mark.req("001-228", "001-230")
def test_roles(seats, planning) -> None:
    care = seats.at("oskar", ADMISSION)
    link(section(care, "Deltagare"), planning.units["health_centre"]).click()
    card = care.get_by_role("group", name=planning.units["health_centre"])
    card.locator("summary").filter(has_text="Ta bort rollen Samordnare").click()
    expect(
        card.get_by_role("listitem").filter(has_text="Samordnare: ").get_by_text("Roller ska bara tas bort")
    ).to_be_visible()
    ok(card, "ta bort rollen Samordnare")
    coordinator = seats("olga")
    coordinator.goto(planning.plan("olga"))
    expect(heading(coordinator, planning.patients["elsa"])).to_have_count(0)

    link(section(care, "Deltagare"), planning.units["health_centre"]).click()
    card = care.get_by_role("group", name=planning.units["health_centre"])
    card.locator("summary").filter(has_text="Lägg till roll").click()
    card.get_by_role("combobox", name="Välj roll").select_option("Samordnare")
    button(card, "Lägg till roll").click()
    coordinator.goto(planning.plan("olga"))
    expect(heading(coordinator, planning.patients["elsa"])).to_be_visible()
    # In another organisation roles can only be read.
    link(section(care, "Deltagare"), planning.units["care_office"]).click()
    card = care.get_by_role("group", name=planning.units["care_office"])
    expect(card.get_by_text("Biståndshandläggare")).to_be_visible()
    expect(card.locator("summary").filter(has_text="Lägg till roll")).to_have_count(0)


@pytest.mark.req("001-224")
def test_move_to_another_ward(seats, planning) -> None:
    ward, other, name = seats.at("vera", ADMISSION), seats("agda"), planning.patients["elsa"]
    add(ward, "Region Norrmark", planning.units["ward_b"])
    other.goto(planning.plan("agda", step="inskrivning"))
    link(section(ward, "Deltagare"), planning.units["ward_a"]).click()
    card = ward.get_by_role("group", name=planning.units["ward_a"])
    card.locator("summary").filter(has_text="Ta bort enhet").click()
    ok(card, f"ta bort {planning.units['ward_a']}")
    ward.goto(planning.seats["vera"])
    expect(row_of(ward, name)).to_have_count(0)
    other.reload()
    expect(link(other, "Registrera händelse")).to_be_visible()
    acknowledge(seats.at("karin", ADMISSION))
