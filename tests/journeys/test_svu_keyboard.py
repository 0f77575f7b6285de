"""The planning tool by keyboard only: the focus is always visible, dialogs give it back, hints open without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.plan_steps import ADMISSION, ASSESSMENT, MINE, WAITS, ahead, row_of, said, section, see
from tests.journeys.steps import box, heading
from tests.journeys.test_keyboard import NAME, go

pytestmark = [pytest.mark.journey]
STORY = "svu_keyboard"


def press(page, name: str) -> None:
    """Tab to the element with this name and press Enter."""
    go(page, name)
    page.keyboard.press("Enter")


@pytest.mark.req("001-003", "001-088", "001-103")
def test_by_keyboard(seats, planning) -> None:
    name = planning.patients["elsa"]
    ward = seats.start("vera")
    ward.keyboard.press("Tab")
    assert ward.evaluate(NAME) == "Hoppa till innehållet"
    ward.keyboard.press("Enter")
    # The list by its keys: J to the first row, Enter opens it.
    ward.keyboard.press("j")
    ward.keyboard.press("Enter")
    expect(heading(ward, name)).to_be_visible()
    go(ward, "Inskrivningsdatum")
    # A date field is filled by its parts; which one comes first depends on the browser's language.
    box(ward, "Inskrivningsdatum").fill(ahead(0))
    box(ward, "Beräknad tid för utskrivning").fill(ahead(4))
    box(ward, "Beräknad tid för utskrivning").focus()
    go(ward, "Inskrivningsorsak")
    ward.keyboard.type("Fall i hemmet.")
    press(ward, "Publicera")
    said(ward, "Inskrivningen är publicerad.")
    see(ward, ADMISSION, WAITS)

    # The list of who has registered opens by Enter and closes by Escape.
    go(ward, "Samtycke registrerat")
    ward.keyboard.press("Enter")
    shown = section(ward, "Information").get_by_text(planning.names["vera"]).last
    expect(shown).to_be_visible()
    ward.keyboard.press("Escape")
    expect(shown).to_be_hidden()
    # A question opens, is left by Escape, and gives the focus back.
    go(ward, "Avregistrera")
    ward.keyboard.press("Enter")
    expect(ward.get_by_role("dialog")).to_be_visible()
    ward.keyboard.press("Escape")
    expect(ward.get_by_role("dialog")).to_have_count(0)
    assert ward.evaluate(NAME) == "Avregistrera"

    care = seats.start("oskar")
    go(care, "Att göra (1)")
    care.keyboard.press("Enter")
    press(care, "Kvittera inskrivningen")
    expect(heading(care, name)).to_be_visible()
    see(care, ADMISSION, MINE)
    press(care, "Kvittera")
    said(care, "är kvitterad för din enhet")
    # The strip says who may do it, without a mouse.
    go(care, "K Kommun")
    care.keyboard.press("Enter")
    expect(care.get_by_role("group", name="Kvittering").get_by_text(re.compile("Kan göra det"))).to_be_visible()

    press(care, ASSESSMENT)
    expect(care.get_by_role("button", name="Starta kartläggning")).to_be_visible()
    press(care, "Starta kartläggning")
    expect(box(care, "Boende och familj")).to_be_visible()
    go(care, "Boende och familj")
    with care.expect_response(lambda answer: "/spara" in answer.url):
        care.keyboard.type("Bor ensam.")
        care.keyboard.press("Tab")
    care.reload()
    expect(box(care, "Boende och familj")).to_have_value("Bor ensam.")

    town = seats.start("karin")
    town.keyboard.press("j")
    town.keyboard.press("x")
    expect(town.get_by_text("Näckrosvägen 4")).to_be_visible()
    town.keyboard.press("/")
    expect(town.get_by_role("searchbox", name=re.compile("^Filtrera listan"))).to_be_focused()
    town.keyboard.type("finns inte")
    town.keyboard.press("Enter")
    expect(row_of(town, name)).to_have_count(0)
    town.keyboard.press("Control+Home")
    press(town, "Visa alla igen")
    expect(row_of(town, name)).to_have_count(1)
