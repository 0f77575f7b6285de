"""Sections 5.1–5.3: the ward finds the patient and creates an SVU; information, consent, refusal and menprövning."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.plan_steps import find_staff, ok, section, sure
from tests.journeys.steps import box, button, heading, link

pytestmark = [pytest.mark.journey]
STORY = "svu_begin"


@pytest.mark.req("001-054", "001-055", "001-063", "001-077", "001-078", "001-079", "001-080", "001-081")
def test_create(seats, planning) -> None:
    name, number = planning.patients["elsa"], planning.numbers["elsa"]
    ward, town = seats.start("vera"), seats.start("karin")
    for page in (ward, town):
        expect(page.get_by_role("heading", name="Inga aktuella ärenden")).to_be_visible()
        box(page, "Personnummer, 12 siffror").fill(number[2:])
        button(page, "Sök").click()
        expect(page.get_by_role("alert").first).to_contain_text("Du skrev 10 tecken.")
        box(page, "Personnummer, 12 siffror").fill(number)
        button(page, "Sök").click()
        expect(heading(page, name)).to_be_visible()
        assert number.replace("-", "") not in page.url.replace("-", "")
    expect(button(town, "Skapa ny SVU")).to_be_disabled()
    expect(town.get_by_text("Bara slutenvården kan skapa en ny SVU.")).to_be_visible()

    for unit in ("ward_a", "health_centre", "care_office"):
        expect(ward.get_by_role("definition").filter(has_text=planning.units[unit]).first).to_be_visible()
    button(ward, "Skapa ny SVU").click()
    expect(heading(ward, name)).to_be_visible()
    members = section(ward, "Deltagare")
    for unit in ("ward_a", "health_centre", "care_office"):
        expect(link(members, planning.units[unit])).to_be_visible()
    # Nobody else sees it before the admission is published.
    town.goto(planning.seats["karin"])
    expect(town.get_by_role("heading", name="Inga aktuella ärenden")).to_be_visible()


@pytest.mark.req("001-083", "001-085", "001-086", "001-087", "001-088", "001-089", "001-091", "001-093", "001-094",
                 "001-248", "001-249")  # fmt: skip
def test_information_and_consent(seats, planning) -> None:
    page = seats("vera")
    page.goto(planning.seats["vera"])
    link(page, planning.patients["elsa"]).click()
    info = section(page, "Information")
    expect(page.get_by_text("Registrera först information till patienten")).to_be_visible()
    expect(info.get_by_text("Samtycke registreras när patienten har fått information.")).to_be_visible()
    # "Nej" asks why; then again with the reason.
    info.locator("summary").filter(has_text=re.compile(r"^\s*Nej")).click()
    ok(info, "registrera")
    expect(page.get_by_text("Skriv varför skriftlig information inte kan lämnas.").first).to_be_visible()
    box(info, "Varför kan skriftlig information inte lämnas?").fill("Patienten kan inte läsa just nu.")
    ok(info, "registrera")
    expect(info.get_by_text("Skriftlig information kunde inte lämnas").first).to_be_visible()
    expect(info.get_by_text("Patienten kan inte läsa just nu.")).to_be_visible()

    for choice, stands in (
        ("Registrera samtycke", "Samtycke registrerat"),
        ("Registrera nekat samtycke", "Nekat samtycke registrerat"),
    ):
        sure(page, choice, "Bekräfta")
        shown = info.get_by_role("button", name=re.compile(f"^{stands}"))
        shown.click()
        expect(
            info.get_by_text(re.compile(rf"^{planning.names['vera']}.*{planning.units['ward_a']}")).last
        ).to_be_visible()
        page.keyboard.press("Escape")
        expect(box(page, "Inskrivningsdatum")).to_be_visible()
        expect(box(page, "Inskrivningsorsak")).to_have_count(1 if choice == "Registrera samtycke" else 0)
        sure(page, "Avregistrera", "Bekräfta")
        expect(info.get_by_role("button", name=re.compile(f"^{stands}"))).to_have_count(0)
        # What the law requires can still be published: the dates, without the reason.
        expect(box(page, "Inskrivningsorsak")).to_have_count(0)

    # After a refusal a menprövning needs its reason.
    link(page, "Utför menprövning").click()
    dialog = page.get_by_role("dialog")
    find_staff(dialog, "Sök den som har ansvarat för menprövningen", "Dor", planning.names["doris"])
    box(dialog, "Varför kan samtycke inte längre inhämtas?").fill("Patienten är medvetslös.")
    dialog.get_by_role("button", name=re.compile("^Bekräfta")).click()
    expect(info.get_by_text(f"Ansvarig för menprövningen: {planning.names['doris']}").last).to_be_visible()
    expect(box(page, "Inskrivningsdatum")).to_be_visible()


@pytest.mark.req("001-092")
def test_only_licensed_staff_assess_harm(seats, planning) -> None:
    page = seats("vera")
    sure(page, "Avregistrera", "Bekräfta")
    expect(link(page, "Registrera samtycke")).to_be_visible()
    assistant = seats("ulla")
    assistant.goto(page.url.replace(planning.seats["vera"], planning.seats["ulla"]))
    info = section(assistant, "Information")
    expect(info.get_by_text("Utför menprövning: bara legitimerad personal.")).to_be_visible()
    expect(link(assistant, "Utför menprövning")).to_have_count(0)
