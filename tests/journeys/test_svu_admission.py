"""Sections 5.4–5.6: the admission as a draft, published and acknowledged; a plan that is removed; a refusal."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.plan_steps import (
    ADMISSION,
    DONE,
    MINE,
    TIME,
    WAITS,
    acknowledge,
    ahead,
    cell,
    row_of,
    said,
    see,
    sure,
)  # fmt: skip
from tests.journeys.steps import box, button, heading, link

pytestmark = [pytest.mark.journey]
STORY = "svu_admission"
REASON = "Föll hemma och bröt höften. Opererad i går."


@pytest.mark.req(
    "001-095",
    "001-096",
    "001-097",
    "001-100",
    "001-101",
    "001-102",
    "001-103",
    "001-104",
    "001-115",
    "001-118",
    "001-246",
)
def test_draft_publish_acknowledge(seats, planning) -> None:
    name = planning.patients["elsa"]
    ward, care, town = seats.at("vera", ADMISSION), seats.start("oskar"), seats.start("karin")
    box(ward, "Inskrivningsdatum").fill(ahead(-1))
    box(ward, "Beräknad tid för utskrivning").fill(ahead(-3))
    box(ward, "Inskrivningsorsak").fill(REASON)
    button(ward, "Publicera").click()
    expect(ward.get_by_role("alert").first).to_be_visible()  # home before admission
    expect(box(ward, "Inskrivningsorsak")).to_have_value(REASON)
    box(ward, "Beräknad tid för utskrivning").fill(ahead(4))
    button(ward, "Spara utkast").click()
    said(ward, "Utkastet är sparat. Bara slutenvården ser det.")
    for page in (care, town):
        page.reload()
        expect(row_of(page, name)).to_have_count(0)

    button(ward, "Publicera").click()
    said(ward, "Inskrivningen är publicerad.")
    see(ward, ADMISSION, WAITS)
    see(ward, TIME, DONE)
    expect(ward.get_by_text(REASON)).to_be_visible()

    care.reload()
    todo = row_of(care, name).get_by_role("button", name=re.compile("^Att göra"))
    todo.hover()
    expect(
        care.get_by_role("group", name=re.compile("^Att göra")).get_by_role("link", name=re.compile("inskrivning"))
    ).to_be_visible()
    expect(cell(care, name, ADMISSION)).to_contain_text(MINE)
    cell(care, name, ADMISSION).click()
    expect(heading(care, name)).to_be_visible()
    see(care, ADMISSION, MINE)
    acknowledge(care)
    see(care, ADMISSION, WAITS)

    town.reload()
    link(town, planning.numbers["elsa"]).click()
    acknowledge(town)
    see(town, ADMISSION, DONE)
    ward.reload()
    see(ward, ADMISSION, DONE)
    strip = ward.get_by_role("group", name="Kvittering")
    strip.locator("summary").filter(has_text="Kommun").click()
    expect(strip.get_by_text(re.compile(rf"Kvitterade .*{planning.names['karin']}"))).to_be_visible()


@pytest.mark.req("001-089", "001-090", "001-098", "001-099", "001-263")
def test_refusal_then_removal(seats, planning) -> None:
    name = planning.patients["edvin"]
    ward, care = seats.at("vera", ADMISSION, "edvin"), seats("oskar")
    sure(ward, "Avregistrera", "Bekräfta")
    sure(ward, "Registrera nekat samtycke", "Bekräfta")
    expect(box(ward, "Inskrivningsorsak")).to_have_count(0)
    box(ward, "Inskrivningsdatum").fill(ahead(0))
    box(ward, "Beräknad tid för utskrivning").fill(ahead(5))
    button(ward, "Publicera").click()
    said(ward, "Inskrivningen är publicerad.")

    care.goto(planning.seats["oskar"])
    link(care, name).click()
    see(care, ADMISSION, MINE)
    care.goto(planning.plan("oskar", "edvin", "kartlaggning"))
    expect(care.get_by_text("Patienten har nekat samtycke. Kartläggningen är låst").first).to_be_visible()

    ward.goto(planning.plan("vera", "edvin", "inskrivning"))
    sure(ward, "Ta bort plan", "Ta bort")
    expect(row_of(ward, name)).to_have_count(0)
    care.goto(planning.seats["oskar"])
    expect(row_of(care, name)).to_have_count(0)
    care.goto(planning.plan("oskar", "edvin"))
    expect(heading(care, name)).to_have_count(0)
