"""Section 5.10: Ställningstagande written by the ward, answered by the health centre, attested by all, broken."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.plan_steps import (
    DONE,
    MINE,
    STATEMENT,
    WAITS,
    cell,
    choose_doctor,
    choose_sip,
    ok,
    pick,
    see,
    write,
)
from tests.journeys.steps import box, button, link

pytestmark = [pytest.mark.journey]
STORY = "svu_statement"
OPINION = "Patientens yttrande till ställningstagande"
LEAVE = "Medicinsk ansvarsfördelning öppenvården"


def attest(page: Page) -> None:
    button(page, "Justera").click()
    expect(button(page, "Justera")).to_have_count(0)


def at(seats, who: str) -> Page:
    return seats.at(who, STATEMENT)


def unattested(page: Page) -> None:
    """The strip shows no attestation."""
    strip = page.get_by_role("group", name="Justering", exact=True)
    expect(strip.locator('.jbox[data-m="n"]')).to_have_count(3)


@pytest.mark.req("001-136", "001-137", "001-138", "001-139", "001-140", "001-141", "001-146", "001-154")
def test_the_ward_writes_and_marks(seats, planning) -> None:
    ward, care = at(seats, "vera"), at(seats, "oskar")
    expect(care.get_by_text("Slutenvården skriver sin del.")).to_be_visible()
    write(ward, OPINION, "Vill hem till lägenheten med hjälp morgon och kväll.")
    pick(ward, "Egenvård", "NEJ")
    pick(ward, "Förbrukningsmaterial", "JA")
    ward.reload()
    button(ward, "Klarmarkera").click()
    expect(ward.get_by_role("alert").first).to_contain_text("Förbrukningsmaterial, beskrivning")
    write(ward, "Förbrukningsmaterial, beskrivning", "Kompressionsstrumpor i sex veckor.")
    choose_doctor(ward, "Ansvarig läkare slutenvård", "Dor", planning.names["doris"])
    choose_sip(ward, 1)
    ward.reload()
    button(ward, "Klarmarkera").click()
    expect(button(ward, "Klarmarkera")).to_have_count(0)
    attest(ward)
    see(ward, STATEMENT, WAITS)


@pytest.mark.req("001-148", "001-149", "001-150", "001-151", "001-252")
def test_no_and_the_way_back(seats, planning) -> None:
    care = seats.start("oskar")
    expect(cell(care, planning.patients["elsa"], STATEMENT)).to_contain_text(MINE)
    cell(care, planning.patients["elsa"], STATEMENT).click()
    care.get_by_role("radio", name="Nej", exact=True).check()
    button(care, "Spara svaret").click()
    expect(care.get_by_role("alert").first).to_be_visible()
    box(care, "Varför godkänns det inte?").fill("Vi tror att en SIP behövs på sjukhuset.")
    button(care, "Spara svaret").click()
    see(care, STATEMENT, WAITS)
    expect(care.get_by_text("Öppenvården har inte godkänt ställningstagandet till SIP.")).to_be_visible()
    expect(care.get_by_text("Väntar på slutenvårdens justering").first).to_be_visible()
    unattested(care)

    ward = at(seats, "vera")
    see(ward, STATEMENT, MINE)
    unattested(ward)
    expect(ward.get_by_text("Vi tror att en SIP behövs på sjukhuset.")).to_be_visible()
    choose_sip(ward, 2)
    ward.reload()
    attest(ward)

    care = at(seats, "oskar")
    see(care, STATEMENT, MINE)
    care.get_by_role("radio", name="Ja", exact=True).check()
    button(care, "Spara svaret").click()
    expect(care.get_by_text(f"Besvarat av {planning.names['oskar']}")).to_be_visible()


@pytest.mark.req(
    "001-142",
    "001-143",
    "001-144",
    "001-147",
    "001-152",
    "001-153",
    "001-155",
    "001-156",
    "001-157",
    "001-250",
    "001-251",
)
def test_all_attest_and_the_ward_breaks_it(seats, planning) -> None:
    care = at(seats, "oskar")
    button(care, "Justera").click()
    expect(care.get_by_role("alert").first).to_be_visible()  # its two fields are not filled
    write(care, LEAVE, "Vårdcentralen följer blodtryck och läkemedel.")
    choose_doctor(care, "Ansvarig läkare öppenvård", "Did", planning.names["didrik"])
    attest(care)
    see(care, STATEMENT, WAITS, "Öppenvård klar")
    town = at(seats, "karin")
    see(town, STATEMENT, MINE)
    write(town, "Planerade åtgärder och insatser efter utskrivning", "Hemtjänst morgon och kväll.")
    town.reload()
    attest(town)
    for page in (town, at(seats, "oskar"), at(seats, "vera")):
        see(page, STATEMENT, DONE)
    for who in ("karin", "oskar"):
        page = at(seats, who)
        expect(page.get_by_text("Ställningstagandet är slutjusterat. Bara slutenvården kan bryta det.")).to_be_visible()
        expect(page.locator("form[data-autosave]")).to_have_count(0)

    ward = at(seats, "vera")
    expect(ward.get_by_text("Om du ändrar måste alla justera på nytt.")).to_be_visible()
    link(ward, "Ändra ändå").click()
    write(ward, OPINION, "Vill hem, men först på måndag.")
    ward.reload()
    expect(ward.get_by_text(re.compile(f"Justeringen bröts .* av {planning.names['vera']}"))).to_be_visible()
    for who in ("vera", "oskar", "karin"):
        page = at(seats, who)
        see(page, STATEMENT, MINE)
        unattested(page)


@pytest.mark.req("001-145")
def test_one_of_two_units_is_a_black_dot(seats, planning) -> None:
    """With two municipal units the first attestation is a black dot, and the second gives the tick."""
    town = at(seats, "karin")
    link(town, "Ny deltagare").click()
    tree = town.get_by_role("group", name="Ny deltagare")
    tree.get_by_text("Norrmarks kommun", exact=True).click()
    link(tree, f"Välj {planning.units['home_care']}").click()
    ok(town, f"lägg till {planning.units['home_care']}")
    at(seats, "karin")
    attest(town)
    strip = town.get_by_role("group", name="Justering", exact=True)
    expect(strip.locator("summary").filter(has_text="Kommun")).to_contain_text("1 av 2 enheter")
    expect(strip.locator('.jbox[data-m="p"]')).to_have_count(1)
    home = at(seats, "kurt")
    attest(home)
    expect(home.get_by_role("group", name="Justering", exact=True).locator('.jbox[data-m="y"]')).to_have_count(1)
