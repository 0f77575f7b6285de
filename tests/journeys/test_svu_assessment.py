"""Section 5.9: Kartläggning saves itself, is seen by the others without loading anything, and never loses typed text.

How soon it is seen is measured by ``tests.bench.fields``."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.plan_steps import ASSESSING, ASSESSMENT, NOT_BEGUN, cell, pick, see, sure, write
from tests.journeys.steps import box, button, heading, link

pytestmark = [pytest.mark.journey]
STORY = "svu_assessment"
HOUSING, WISHES = "Boende och familj", "Patientens önskemål"


def place(page, label: str):
    """The field's box, to write in or only to read."""
    return page.locator(".autofield").filter(has_text=label)


@pytest.mark.req(
    "001-126", "001-127", "001-128", "001-129", "001-130", "001-131", "001-132", "001-133", "001-134", "001-135"
)
def test_start_write_follow(seats, planning) -> None:
    name = planning.patients["elsa"]
    ward, town = seats.at("vera", ASSESSMENT), seats.at("karin", ASSESSMENT)
    see(ward, ASSESSMENT, NOT_BEGUN)
    button(town, "Starta kartläggning").click()
    see(town, ASSESSMENT, NOT_BEGUN, "Startad")  # grey until something is written
    ward.reload()
    # Each writes in their own half and reads the other.
    expect(box(ward, WISHES)).to_be_editable()
    expect(ward.get_by_role("textbox", name=HOUSING)).to_have_count(0)
    expect(town.get_by_role("textbox", name=WISHES)).to_have_count(0)

    expect(town.locator("[data-live-fields]")).to_be_attached()
    write(ward, WISHES, "Vill hem till lägenheten.")
    expect(town.get_by_text("Vill hem till lägenheten.")).to_be_visible()
    expect(place(town, WISHES)).to_contain_text(planning.names["vera"])
    pick(ward, "Personlig vård", "Behöver viss hjälp")
    expect(place(town, "Personlig vård").first).to_contain_text("Behöver viss hjälp")
    # The page shows who is writing.
    box(town, HOUSING).press_sequentially("Bor ")
    expect(place(ward, HOUSING)).to_contain_text(planning.names["karin"])

    # Typed text is saved even if the page is left at once.
    box(town, HOUSING).fill("Bor ensam på tredje våningen.")
    link(town, "Startsida").click()
    expect(heading(town, "Startsida")).to_be_visible()
    expect(cell(town, name, ASSESSMENT)).to_contain_text(ASSESSING)
    expect(place(ward, HOUSING)).to_contain_text("Bor ensam på tredje våningen.")

    write(ward, WISHES, "Vill hem till lägenheten, gärna före helgen.")
    place(ward, WISHES).get_by_role("link", name=re.compile("Visa tidigare text")).click()
    expect(heading(ward, WISHES)).to_be_visible()
    expect(ward.get_by_role("listitem").filter(has_text="lägenheten")).to_have_count(2)


@pytest.mark.req("001-128")
def test_two_people_in_one_field_at_once(seats, planning) -> None:
    """Two nurses of the same half write in a field at once: both texts are shown until one of the nurses has chosen."""
    town, care = seats.at("karin", ASSESSMENT), seats.at("oskar", ASSESSMENT)
    field = "Hjälpmedel och bostadsanpassning"
    mine, theirs = "Rollator finns hemma.", "Har toalettförhöjning."
    box(care, field).focus()
    box(care, field).press_sequentially(mine[:5])
    write(town, field, theirs)
    box(care, field).press_sequentially(mine[5:])
    both = place(care, field)
    expect(both.get_by_text("Någon annan har skrivit här sedan du började.")).to_be_visible()
    expect(both.get_by_text(theirs)).to_be_visible()
    expect(box(care, field)).to_have_value(mine)
    button(both, "Behåll min text").click()
    expect(place(town, field).get_by_role("textbox")).to_have_value(mine)
    care.reload()
    expect(box(care, field)).to_have_value(mine)
    place(care, field).get_by_role("link", name=re.compile("Visa tidigare text")).click()
    for text in (mine, theirs):
        expect(care.get_by_text(text)).to_be_visible()


@pytest.mark.req("001-094", "001-128")
def test_consent_is_withdrawn_while_somebody_writes(seats) -> None:
    """Text typed when consent ends is neither saved nor lost: the page shows it and says so."""
    town, ward = seats.at("karin", ASSESSMENT), seats.at("vera", ASSESSMENT)
    field = "Hälsa och sjukdomar före inskrivningen"
    box(town, field).press_sequentially("Hjärtsvikt ")
    expect(place(town, field)).to_contain_text("Sparat")
    sure(ward, "Avregistrera", "Bekräfta")
    expect(link(ward, "Registrera samtycke")).to_be_visible()
    box(town, field).press_sequentially("sedan tio år.")
    expect(place(town, field).get_by_text("Inte sparat").first).to_be_visible()
    expect(box(town, field)).to_have_value("Hjärtsvikt sedan tio år.")
    # The ward can no longer read the municipality's texts, and the municipality can still read its own.
    ward.goto(ward.url)
    expect(ward.get_by_text("Hjärtsvikt")).to_have_count(0)
    town.on("dialog", lambda asked: asked.accept())
    town.goto(town.url)
    expect(town.get_by_text("Hjärtsvikt", exact=True).first).to_be_visible()
    expect(box(town, field)).to_have_count(0)
