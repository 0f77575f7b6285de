"""Section 5.8: the estimated day is changed, the patient is ready, it is interrupted; each time acknowledged again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.plan_steps import DONE, MINE, TIME, WAITS, acknowledge, ahead, cell, find_staff, see
from tests.journeys.steps import box, button, link

pytestmark = [pytest.mark.journey]
STORY = "svu_time"


def change(ward, seats) -> None:
    """Press Ändra and OK."""
    seats.at("vera", TIME)
    link(ward, "Ändra").click()
    link(ward.get_by_role("dialog"), "OK").click()


def everybody_acknowledges(seats, words: str) -> None:
    """Health centre and municipality see a red step that says this, and press Kvittera."""
    for who in ("oskar", "karin"):
        page = seats.at(who, TIME)
        see(page, TIME, MINE, words)
        acknowledge(page)
    see(page, TIME, DONE, words)


@pytest.mark.req(
    "001-116",
    "001-117",
    "001-118",
    "001-119",
    "001-120",
    "001-121",
    "001-122",
    "001-123",
    "001-124",
    "001-125",
    "001-247",
)
def test_time(seats, planning) -> None:
    name = planning.patients["elsa"]
    ward = seats.at("vera", TIME)
    see(ward, TIME, DONE, "Beräknad ut")
    change(ward, seats)
    ward.get_by_role("radio", name="Beräknad ut").check()
    box(ward, "Datum").fill(ahead(6))
    button(ward, "Publicera").click()
    expect(ward.get_by_role("alert").first).to_be_visible()  # no reason
    box(ward, "Orsak till ändring").fill("Behöver träna mer i trappa.")
    button(ward, "Publicera").click()
    see(ward, TIME, WAITS, "Beräknad ut")
    everybody_acknowledges(seats, "Beräknad ut")

    ward = seats.at("vera", TIME)
    ward.get_by_role("radio", name="Utskrivningsklar").check()
    box(ward, "Datum").fill(ahead(0))
    find_staff(ward, "Ansvarig läkare", "Dor", planning.names["doris"])
    button(ward, "Publicera").click()
    see(ward, TIME, WAITS, "Utskrivningsklar")
    expect(ward.get_by_text(f"{planning.names['doris']}, överläkare").first).to_be_visible()
    seats.start("vera")
    expect(cell(ward, name, TIME)).to_contain_text("Utskrivningsklar")
    expect(cell(ward, name, TIME).locator(".est")).to_have_count(0)
    # One of the two has acknowledged when it is interrupted: the acknowledgement lapses.
    care = seats.at("oskar", TIME)
    acknowledge(care)
    change(ward, seats)
    expect(ward.get_by_role("radio", name="Beräknad ut")).to_be_visible()
    ward.get_by_role("radio", name="Beräknad ut").check()
    box(ward, "Datum").fill(ahead(3))
    box(ward, "Orsak till ändring").fill("Feber i natt.")
    button(ward, "Publicera").click()
    see(ward, TIME, WAITS, "Beräknad ut")
    everybody_acknowledges(seats, "Beräknad ut")
    ward = seats.start("vera")
    expect(cell(ward, name, TIME)).to_contain_text("Beräknad ut")
    expect(cell(ward, name, TIME).locator(".est")).to_have_count(1)


def test_kvittera_on_a_page_that_is_old(seats) -> None:
    """A time that changes while somebody looks at the old one is never acknowledged by mistake."""
    town = seats.at("karin", TIME)
    ward = seats("vera")
    change(ward, seats)
    ward.get_by_role("radio", name="Beräknad ut").check()
    box(ward, "Datum").fill(ahead(9))
    box(ward, "Orsak till ändring").fill("Väntar på röntgen.")
    button(ward, "Publicera").click()
    see(ward, TIME, WAITS)  # published, so the municipality is asked to acknowledge
    town = seats.at("karin", TIME)
    change(ward, seats)
    ward.get_by_role("radio", name="Beräknad ut").check()
    box(ward, "Datum").fill(ahead(10))
    box(ward, "Orsak till ändring").fill("Röntgen blev uppskjuten.")
    button(ward, "Publicera").click()
    see(ward, TIME, WAITS)
    button(town, "Kvittera").click()
    expect(town.get_by_role("alert").first).to_be_visible()
    see(town, TIME, MINE)
