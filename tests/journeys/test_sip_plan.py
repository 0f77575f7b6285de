"""Sections 6.6–6.7 and 6.9–6.12: a called SIP is mapped, written, approved, followed up, updated and ended."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.plan_steps import (
    ASSESSMENT,
    CALL,
    CARE_PLAN,
    DONE,
    MINE,
    WAITS,
    cell,
    fill_call,
    find_staff,
    row_of,
    said,
    saves,
    section,
    see,
    tab,
    write,
)  # fmt: skip
from tests.journeys.steps import box, button, heading, link

pytestmark = [pytest.mark.journey]
STORY = "sip_plan"
GOAL, ACTIVITY = "Kunna bo kvar hemma.", "Hemtjänst morgon och kväll."


def open_row(page: Page, words: str) -> Locator:
    """Open the row with this in its line."""
    row = page.locator("[data-row]").filter(has_text=words).last
    row.locator("[data-row-toggle]").first.click()
    expect(row).to_have_attribute("data-open", "")
    return row


def write_in(place: Locator, page: Page, label: str, text: str) -> None:
    """Write in a field of an open row."""
    text_box = place.get_by_role("textbox", name=re.compile(rf"^{label}")).first
    text_box.fill(text)
    saves(page, text_box.blur)


def choose_in(place: Locator, page: Page, label: str, value: str) -> None:
    """Choose in a list, or mark an answer, of a field of an open row."""
    listed = place.get_by_role("combobox", name=re.compile(f"^{label}"))
    answer = place.get_by_role("group", name=re.compile(f"^{label}")).get_by_role("radio", name=value, exact=True)
    if listed.count():
        saves(page, lambda: listed.select_option(label=value))
    else:
        saves(page, answer.check)


@pytest.mark.req("001-190", "001-191", "001-192")
def test_one_coordinator_is_registered_and_changed(seats, planning) -> None:
    page, place = seats.at_sip("oskar", CALL), "Samordningsansvarig"
    link(page, "Registrera samordningsansvarig").click()
    dialog = page.get_by_role("dialog")
    first = dialog.get_by_role("radio").first
    expect(dialog.get_by_role("radio", name=re.compile(f"^{planning.names['oskar']}"))).to_have_count(1)
    first.check()
    dialog.get_by_role("button", name=re.compile("^Lägg till")).click()
    said(page, "Samordningsansvarig är registrerad.")
    right = section(page, place)
    expect(right).to_contain_text(planning.names["oskar"])
    expect(right).to_contain_text("031-390 06 00")
    expect(link(page, "Registrera samordningsansvarig")).to_have_count(0)  # there is only one
    right.locator("summary").filter(has_text="Ändra").click()
    right.get_by_role("button", name=re.compile("^Ta bort")).click()
    said(page, "Samordningsansvarig är borttagen.")

    link(page, "Registrera fast vårdkontakt").click()
    dialog = page.get_by_role("dialog")
    find_staff(dialog, "Sök den som ska vara fast vårdkontakt", "Did", planning.names["didrik"])
    dialog.get_by_role("button", name=re.compile("^Spara")).click()
    expect(section(page, "Fast vårdkontakt").get_by_text(planning.names["didrik"]).first).to_be_visible()

    town = seats.at_sip("karin", CALL)
    link(town, "Registrera samordningsansvarig").click()
    dialog = town.get_by_role("dialog")
    dialog.get_by_role("radio", name=re.compile(f"^{planning.names['karin']}")).check()
    dialog.get_by_role("button", name=re.compile("^Lägg till")).click()
    expect(section(town, place)).to_contain_text(planning.names["karin"])
    town.goto(f"{planning.seats['karin']}vardkontakt/")
    expect(row_of(town, planning.patients["elsa"])).to_have_count(1)


@pytest.mark.req("001-194", "001-195", "001-196", "001-197", "001-198")
def test_the_needs_assessment_saves_itself_and_the_others_see_it(seats, planning) -> None:
    care, town = seats.at_sip("oskar", ASSESSMENT), seats.at_sip("karin", ASSESSMENT)
    button(care, "Starta Kartläggning").click()
    town.reload()
    expect(town.locator("[data-live-fields]")).to_be_attached()
    write(care, "Det här är viktigt för mig", "Vill sköta mig själv.")
    expect(box(town, "Det här är viktigt för mig")).to_have_value("Vill sköta mig själv.")
    several = town.get_by_role("group", name=re.compile("^Hälsa"))
    saves(town, several.get_by_role("checkbox", name="Svårt att sova").check)
    saves(town, several.get_by_role("checkbox", name="Långvarig smärta").check)
    write(town, "Hälsa, kommentar", "Vaknar av värken.")
    write(town, "Det här är viktigt för mig", "Vill sköta mig själv, med hund.")
    place = care.locator(".autofield").filter(has_text="Det här är viktigt för mig")
    expect(place).to_contain_text(planning.names["karin"])  # who wrote last, without hovering
    place.get_by_role("link", name=re.compile("Visa tidigare text")).click()
    expect(care.get_by_role("listitem").filter(has_text="sköta mig själv")).to_have_count(2)
    care.goto(planning.seats["oskar"])
    expect(cell(care, planning.patients["elsa"], ASSESSMENT)).to_contain_text(re.compile(r"\d"))  # when it was changed


@pytest.mark.req("001-199", "001-200", "001-201", "001-202", "001-203", "001-204", "001-205", "001-206", "001-207")
def test_the_plan_is_written_by_both(seats, planning) -> None:
    care, town = seats.at_sip("oskar", CARE_PLAN), seats.at_sip("karin", CARE_PLAN)
    expect(box(care, "Initiativorsak")).to_have_value("Behöver samordnat stöd hemma.")
    for unit in ("health_centre", "care_office"):
        expect(care.locator("[data-rows=enheter]")).to_contain_text(planning.units[unit])
    write(care, "Nuvarande situation", "Bor ensam, ser dåligt.")
    care.reload()
    lacks = care.get_by_role("list", name="Innan godkännandet kan startas behöver det här fyllas i:")
    expect(lacks).to_contain_text("Huvudmål")
    expect(lacks).to_contain_text(planning.units["care_office"])
    write(town, "Huvudmål", "Vara trygg hemma.")
    write(care, "Riskbedömning", "Fallrisk.")
    write(care, "Åtgärdsplan", "Rollator och nattlampa.")
    row = open_row(town, planning.units["care_office"])
    write_in(row, town, "Namn", "Karin från kommunen")
    write_in(row, town, "Telefon", "031-390 06 01")
    button(town, "Lägg till ytterligare deltagare").click()
    other = town.locator("[data-rows=deltagare] > [data-row]").last
    write_in(other, town, "Namn", "Dottern Eva")

    button(town, "Skapa nytt delmål").click()
    goal = town.locator("[data-rows=delmal] > [data-row]").last
    write_in(goal, town, "Delmål", GOAL)
    choose_in(goal, town, "Ansvarig enhet", planning.units["care_office"])
    button(town, "Skapa ny aktivitet").click()
    activity = town.locator("[data-rows=aktivitet] > [data-row]").last
    write_in(activity, town, "Aktivitet", ACTIVITY)
    write_in(activity, town, "Beskrivning", "Med stöd vid måltider.")
    choose_in(activity, town, "Ansvarig för uppföljning", "Dottern Eva")
    # Everything is on the other page already, without loading it.
    expect(care.locator("[data-rows=aktivitet]")).to_contain_text(ACTIVITY)
    expect(care.locator("[data-rows=enheter]")).to_contain_text("Karin från kommunen")
    button(care, "Skapa nytt delmål").click()
    extra = care.locator("[data-rows=delmal] > [data-row]").last
    extra.get_by_role("link", name=re.compile("^Ta bort delmål")).click()
    care.get_by_role("button", name=re.compile("^Ta bort")).first.click()
    expect(care.locator("[data-rows=delmal] > [data-row]")).to_have_count(1)


@pytest.mark.req("001-003", "001-209", "001-210", "001-211", "001-212", "001-213", "001-215")
def test_everybody_approves_and_the_plan_is_active(seats, planning) -> None:
    care, town, name = seats.at_sip("oskar", CARE_PLAN), seats.at_sip("karin", CARE_PLAN), planning.patients["elsa"]
    button(care, "Starta godkännande av SIP").click()
    expect(care.get_by_role("alert").first).to_contain_text("Delmål med aktivitet saknas för")
    row = open_row(care, planning.units["health_centre"])
    choose_in(row, care, "Egna insatser", "Inga egna insatser")
    button(care, "Starta godkännande av SIP").click()
    said(care, "Godkännandet är startat.")
    button(care, "Godkänn").first.click()
    said(care, "Planen är godkänd för din enhet.")
    see(care, CARE_PLAN, WAITS)
    town.reload()
    see(town, CARE_PLAN, MINE)
    # Hovering over a unit that has approved tells who did, and so does opening it.
    approved = town.locator(".just details").filter(has_text="Öppenvård").first
    approved.locator("summary").hover()
    expect(town.locator(".bubble")).to_contain_text(planning.names["oskar"])
    approved.locator("summary").click()
    expect(approved.get_by_role("listitem").first).to_contain_text(planning.names["oskar"])
    button(town, "Godkänn").first.click()
    see(town, CARE_PLAN, DONE)
    expect(town.get_by_text("Aktiv", exact=True)).to_be_visible()
    # Only how the activities go can be written now.
    expect(town.get_by_text("Status och Uppföljning av aktiviteterna kan fyllas i.")).to_be_visible()
    expect(box(town, "Huvudmål")).to_have_count(0)
    activity = open_row(town, ACTIVITY)
    write_in(activity, town, "Uppföljning", "Fungerar bra.")
    expect(activity.get_by_role("textbox", name=re.compile("^Beskrivning"))).to_have_count(0)
    see(town, CARE_PLAN, DONE)
    town.goto(planning.seats["karin"])
    expect(cell(town, name, CARE_PLAN)).to_contain_text(DONE)


@pytest.mark.req("001-183", "001-216", "001-217", "001-218", "001-219", "001-220", "001-221", "B-49", "B-50")
def test_it_is_followed_up_and_updated_as_a_new_version(seats, planning, look) -> None:
    town, care = seats("karin"), seats("oskar")
    look("UPDATE planning_meeting SET starts = now() - interval '1 hour' WHERE plan_id = %s", planning.sips["elsa"])
    seats.at_sip("karin", CALL)
    link(town, "Registrera hållet möte").click()
    dialog = town.get_by_role("dialog")
    dialog.get_by_role("radio", name="Fysiskt möte").check()
    for unit, presence in (("health_centre", "Lämnade återbud"), ("care_office", "Deltog")):
        dialog.get_by_role("group", name=re.compile(f"^{planning.units[unit]}")).get_by_role(
            "radio", name=presence
        ).check()
    button(dialog, "Registrera").click()
    said(town, "Det är registrerat att mötet har hållits.")
    expect(town.get_by_text("Lämnade återbud")).to_be_visible()
    button(town, "Boka nytt möte").click()
    expect(town.get_by_role("radio", name="Uppföljning")).to_be_checked()
    fill_call(town, "Ett år har gått.", day=14)
    button(town, "Skicka kallelse").click()
    said(town, "Kallelsen är skickad till alla deltagande enheter.")
    seats.at_sip("oskar", CALL)
    see(care, CALL, MINE)
    button(care, "Kvittera").first.click()
    said(care, "Kallelsen är kvitterad för din enhet.")

    tab(town, CARE_PLAN).click()
    link(town, "Uppdatera plan").click()
    dialog = town.get_by_role("dialog")
    dialog.get_by_role("textbox", name=re.compile("^Ange anledning")).fill("Behöver mer hjälp på kvällen.")
    button(dialog, "Uppdatera plan").click()
    said(town, "Planen är öppen för ändring.")
    write(town, "Huvudmål", "Vara trygg hemma, också på kvällen.")
    button(town, "Starta godkännande av SIP").click()
    said(town, "Godkännandet är startat.")
    for page in (town, seats.at_sip("oskar", CARE_PLAN)):
        button(page, "Godkänn").first.click()
        said(page, "Planen är godkänd för din enhet.")
    see(care, CARE_PLAN, DONE)
    # The plan that was approved before can still be read.
    care.goto(care.url.replace("/plan/", "/versioner/"))
    versions = care.get_by_role("main").get_by_role("link", name=re.compile("[Vv]ersion"))
    expect(versions.first).to_be_visible()


@pytest.mark.req("001-222")
def test_it_is_ended_with_a_reason(seats, planning) -> None:
    town = seats.at_sip("karin", CARE_PLAN)
    link(town, "Avsluta plan").click()
    dialog = town.get_by_role("dialog")
    button(dialog, "Avsluta plan").click()
    expect(town.get_by_text("Skriv varför.").first).to_be_visible()
    town.get_by_role("textbox", name=re.compile("^Ange anledning")).fill("Målen är uppfyllda.")
    button(town, "Avsluta plan").click()
    said(town, "Planen är avslutad.")
    expect(heading(town, planning.patients["elsa"])).to_be_visible()
    expect(town.get_by_text("Avslutad", exact=True).first).to_be_visible()
    expect(town.get_by_text("Målen är uppfyllda.")).to_be_visible()
    expect(link(town, "Avsluta plan")).to_have_count(0)
