"""Sections 6.1–6.5, 6.8, 6.13: each party creates a SIP, the patient is asked, units are called, a plan is removed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.plan_steps import (
    CALL,
    CARE_PLAN,
    DONE,
    MINE,
    WAITS,
    add_member,
    ahead,
    cell,
    fill_call,
    find_staff,
    look_up,
    ok,
    row_of,
    said,
    section,
    see,
    sure,
    tab,
)  # fmt: skip
from tests.journeys.steps import box, button, heading, link

pytestmark = [pytest.mark.journey]
STORY = "sip_begin"
REASON = "Behöver hjälp från både vården och kommunen."


@pytest.mark.req("001-168", "001-169", "001-171", "001-172", "001-173", "001-174", "001-175")
def test_each_party_creates_one_and_nobody_a_second(seats, planning) -> None:
    """Who creates takes part, and the other parties are added by listing and registration (6.1, 6.2)."""
    care, town, ward = seats.start("oskar"), seats.start("karin"), seats.start("vera")
    for page, patient, units in (
        (care, "elsa", ("health_centre", "care_office")),
        (town, "edvin", ("health_centre", "care_office")),
        (ward, "ebba", ("ward_a", "health_centre", "care_office")),
    ):
        look_up(page, planning.numbers[patient])
        button(page, "Skapa ny SIP").click()
        expect(heading(page, planning.patients[patient])).to_be_visible()
        members = section(page, "Deltagare")
        for unit in units:
            expect(link(members, planning.units[unit])).to_be_visible()
        expect(members.get_by_role("listitem")).to_have_count(len(units))
    # The others do not see it yet, but know that there is one: the button is grey, and says why.
    town.goto(planning.seats["karin"])
    expect(row_of(town, planning.patients["elsa"])).to_have_count(0)
    look_up(town, planning.numbers["elsa"])
    expect(button(town, "Skapa ny SIP")).to_be_disabled()
    expect(town.get_by_text("Personen har redan en pågående SIP.")).to_be_visible()
    care = seats.start("oskar")
    look_up(care, planning.numbers["elsa"])
    expect(button(care, "Skapa ny SIP")).to_be_disabled()
    link(care, "Gå till den pågående").click()
    expect(heading(care, planning.patients["elsa"])).to_be_visible()


@pytest.mark.req("001-003", "001-088", "001-178", "001-179", "001-180", "001-182", "001-223")
def test_information_consent_refusal_and_removal(seats, planning) -> None:
    """Nej asks why; consent is confirmed and says who; a refusal locks every step, and the plan can be removed."""
    page = seats("oskar")
    info = section(page, "Information")
    expect(button(page, "Skicka kallelse")).to_have_count(0)
    info.locator("summary").filter(has_text=re.compile(r"^\s*Nej")).click()
    ok(info, "registrera")
    expect(page.get_by_text("Skriv varför skriftlig information inte kan lämnas.").first).to_be_visible()
    box(info, "Varför kan skriftlig information inte lämnas?").fill("Patienten ser inte att läsa.")
    ok(info, "registrera")
    expect(info.get_by_text("Skriftlig information kunde inte lämnas").first).to_be_visible()
    expect(info.get_by_text("Patienten ser inte att läsa.")).to_be_visible()

    sure(page, "Registrera samtycke", "Bekräfta")
    shown = info.get_by_role("button", name=re.compile("^Samtycke registrerat"))
    signed = info.get_by_text(re.compile(rf"^{planning.names['oskar']}.*{planning.units['health_centre']}")).last
    page.mouse.move(0, 0)
    expect(signed).to_be_hidden()
    shown.hover()  # hovering tells who, and so does the button
    expect(signed).to_be_visible()
    page.keyboard.press("Escape")
    expect(button(page, "Skicka kallelse")).to_be_visible()
    sure(page, "Avregistrera", "Bekräfta")
    expect(button(page, "Skicka kallelse")).to_have_count(0)

    sure(page, "Registrera nekat samtycke", "Bekräfta")
    expect(page.get_by_text("Alla steg är låsta").first).to_be_visible()
    for step in (CALL, "Kartläggning", CARE_PLAN):
        tab(page, step).click()
        expect(page.get_by_text("Alla steg är låsta").first).to_be_visible()
        expect(page.get_by_role("main").locator("form[data-autosave]")).to_have_count(0)
        expect(button(page, "Starta Kartläggning")).to_have_count(0)
        expect(button(page, "Skicka kallelse")).to_have_count(0)
    tab(page, CALL).click()
    sure(page, "Ta bort plan", "Ta bort")
    expect(heading(page, "Startsida")).to_be_visible()
    expect(row_of(page, planning.patients["elsa"])).to_have_count(0)
    # The person has no ongoing plan any more, so that another unit can begin one.
    town = seats.start("karin")
    look_up(town, planning.numbers["elsa"])
    expect(button(town, "Skapa ny SIP")).to_be_enabled()


@pytest.mark.req("001-181")
def test_licensed_staff_assess_harm_where_consent_cannot_be_had(seats, planning) -> None:
    ward = seats.start("vera")
    link(ward, planning.patients["ebba"]).click()
    info = section(ward, "Information")
    button(info, "Ja").click()
    assistant = seats("ulla")
    assistant.goto(ward.url.replace(planning.seats["vera"], planning.seats["ulla"]))
    asked = section(assistant, "Information")
    expect(asked.get_by_text("Utför menprövning: bara legitimerad personal.")).to_be_visible()
    link(ward, "Utför menprövning").click()
    dialog = ward.get_by_role("dialog")
    find_staff(dialog, "Sök den som har ansvarat för menprövningen", "Dor", planning.names["doris"])
    dialog.get_by_role("button", name=re.compile("^Bekräfta")).click()
    expect(info.get_by_text(f"Ansvarig för menprövningen: {planning.names['doris']}").last).to_be_visible()
    expect(button(ward, "Skicka kallelse")).to_be_visible()


@pytest.mark.req("001-003", "001-170", "001-176", "001-183", "001-184", "001-185", "001-186", "001-187", "001-193")
def test_the_caller_adds_units_and_calls(seats, planning) -> None:
    """Participants are looked over and added before the call, whose time must lie ahead (6.5, 6.8)."""
    page, name = seats.start("karin"), planning.patients["edvin"]
    link(page, name).click()
    button(section(page, "Information"), "Ja").click()
    sure(page, "Registrera samtycke", "Bekräfta")
    expect(page.get_by_text("Se över listan innan du skickar.")).to_be_visible()
    link(page, "Ny Deltagare").click()
    tree = page.get_by_role("group", name="Ny Deltagare")
    tree.get_by_text("Region Norrmark", exact=True).click()
    centre = tree.get_by_role("listitem").filter(has_text=planning.units["health_centre"]).last
    expect(centre).to_contain_text("Ingår")
    tree.get_by_text("Region Norrmark", exact=True).click()
    add_member(page, "Region Norrmark", planning.units["ward_a"], "Lägg till")

    send = button(page, "Skicka kallelse")
    expect(send).to_be_disabled()
    expect(page.get_by_role("radio", name="Ny plan")).to_be_checked()
    fill_call(page, REASON, day=-1)
    expect(send).to_be_enabled()
    send.click()
    expect(page.get_by_text("Mötestiden måste vara i framtiden").first).to_be_visible()
    expect(page.get_by_role("textbox", name=re.compile("^Orsak"))).to_have_value(REASON)
    page.get_by_label("Datum för möte").fill(ahead(7))
    send.click()
    said(page, "Kallelsen är skickad till alla deltagande enheter.")
    see(page, CALL, WAITS)
    page.goto(planning.seats["karin"])
    expect(cell(page, name, CALL)).to_contain_text(WAITS)
    # What a step waits for is said when it is hovered, and in the same way when it has the focus of the keyboard.
    bubble = page.locator(".bubble")
    for point in (cell(page, name, CALL).hover, cell(page, name, CALL).focus):
        page.mouse.move(0, 0)
        expect(bubble).to_be_hidden()
        point()
        expect(bubble).to_contain_text("Väntar")
    page.keyboard.press("Escape")
    expect(bubble).to_be_hidden()
    for who in ("oskar", "vera"):
        other = seats.start(who)
        expect(cell(other, name, CALL)).to_contain_text("Kvittera")
        cell(other, name, CALL).click()
        expect(other.get_by_text(REASON)).to_be_visible()  # everybody reads why
        expect(other.get_by_text("Vårdcentralen, rum 3")).to_be_visible()
        see(other, CALL, MINE)


@pytest.mark.req("001-182", "001-188", "001-189")
def test_a_time_is_proposed_moved_acknowledged_and_cancelled(seats, planning) -> None:
    care, town, ward = seats("oskar"), seats.start("karin"), seats("vera")
    link(care, "Föreslå annan tid").click()
    dialog = care.get_by_role("dialog")
    dialog.get_by_label("Datum").fill(ahead(9))
    dialog.get_by_label("Tid").fill("13:00")
    box(dialog, "Meddelande").fill("Vi kan inte på förmiddagen.")
    button(dialog, "Skicka förslag").click()
    said(care, "Förslaget på annan tid är skickat till de andra enheterna.")

    link(town, planning.patients["edvin"]).click()
    expect(town.get_by_text("Vi kan inte på förmiddagen.")).to_be_visible()
    link(town, "Ändra möte").click()
    town.get_by_label("Datum för möte").fill(ahead(9))
    town.get_by_label("Tid för möte").fill("13:00")
    town.get_by_role("textbox", name=re.compile("^Orsak till ändringen")).fill("Vårdcentralen kan bara då.")
    button(town, "Ändra möte").click()
    said(town, "Mötet är ändrat.")
    for other in (care, ward):
        other.reload()
        expect(other.get_by_text("Vårdcentralen kan bara då.")).to_be_visible()
        expect(other.get_by_text("Att kvittera är att godkänna tiden och mötesformen").first).to_be_visible()
        button(other, "Kvittera").first.click()
        said(other, "Kallelsen är kvitterad för din enhet.")
    see(ward, CALL, DONE)

    link(town, "Ställ in möte").click()
    dialog = town.get_by_role("dialog")
    dialog.get_by_role("textbox", name=re.compile("^Ange anledning")).fill("Sjukdom hos patienten.")
    button(dialog, "Ställ in möte").click()
    said(town, "Mötet är inställt.")
    care.reload()
    expect(care.get_by_text("Sjukdom hos patienten.")).to_be_visible()
    # A plan that has been called to is ended, not removed.
    expect(link(town, "Ta bort plan")).to_have_count(0)
    expect(link(town, "Avsluta plan")).to_be_visible()
    # Every participant may take back what was registered about consent, and then all steps are locked for everybody.
    sure(ward, "Avregistrera", "Bekräfta")
    for page in (care, town):
        page.reload()
        expect(page.get_by_text("Alla steg är låsta").first).to_be_visible()
