"""On a phone the lists become cards; test_axe.py checks that no page scrolls sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE
from tests.journeys.tour import STAFF, Guide

STORY = "phone"


@pytest.mark.req("000-055", "004-051")
def test_a_row_is_a_card_with_what_the_columns_hold(visit, site, look, story) -> None:
    guide = Guide(visit, site, look, story)
    page = guide.page(STAFF, width=PHONE)
    page.goto(f"/personal/{guide.keys['unit']}/arenden/alla")
    card = page.get_by_role("row").nth(1)
    shown = [cell for cell in card.get_by_role("cell").all() if cell.is_visible()]
    columns = {cell.get_attribute("data-label") for cell in shown}
    assert columns >= {"Uppdaterat", "Skapat", "Personnummer", "Invånare", "Status"}
    # Two dates look the same without their labels; what is plain by itself needs none, so that a card is low.
    label = "cell => getComputedStyle(cell, '::before').content"
    labels = {cell.evaluate(label).strip('"') for cell in shown}
    assert labels >= {"Uppdaterat", "Skapat"}
    box = card.bounding_box()
    assert box is not None
    assert box["height"] < 160
    assert box["y"] < 844 / 2, "the first case is far down the screen"
    card.tap() if page.evaluate("navigator.maxTouchPoints") else card.click(position={"x": 12, "y": 60})
    expect(page.get_by_role("list", name="Meddelanden", exact=True)).to_be_visible()


@pytest.mark.req("000-008", "000-046")
def test_the_bar_is_one_row_and_the_rest_is_one_press_away(visit, site, look, story) -> None:
    guide = Guide(visit, site, look, story)
    page = guide.page(STAFF, width=PHONE)
    page.goto(f"/personal/{guide.keys['unit']}/arenden/alla")
    bar = page.get_by_role("banner").bounding_box()
    assert bar is not None
    assert bar["height"] < 844 * 0.1
    menu = page.get_by_role("navigation", name="Ärenden", exact=True)
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Meny", exact=True).click()
    for name in ("Inkomna ärenden", "Tilldelade ärenden", "Hjälp", "Personliga inställningar", "Byt mottagning"):
        expect(menu.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(menu.get_by_role("button", name="Logga ut", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    thumbs = page.get_by_role("navigation", name="Snabbval", exact=True)
    thumbs.get_by_role("link", name="Sök", exact=True).click()
    expect(page.get_by_role("searchbox")).to_be_visible()
    thumbs.get_by_role("link", name="Inkomna", exact=True).click()
    expect(page.get_by_role("heading", name="Inkomna ärenden", level=1)).to_be_visible()
