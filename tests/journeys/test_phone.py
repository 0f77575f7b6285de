"""On a phone the lists become cards; test_axe.py checks that no page scrolls sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE
from tests.journeys.tour import STAFF, Guide

STORY = "phone"


@pytest.mark.req("000-055", "004-051")
def test_a_row_is_a_card_with_its_labels(visit, site, look, story) -> None:
    guide = Guide(visit, site, look, story)
    page = guide.page(STAFF, width=PHONE)
    page.goto(f"/personal/{guide.keys['unit']}/arenden/alla")
    card = page.get_by_role("row").nth(1)
    label = "cell => getComputedStyle(cell, '::before').content"
    shown = [cell.evaluate(label).strip('"') for cell in card.get_by_role("cell").all() if cell.is_visible()]
    for name in ("Uppdaterat", "Skapat", "Personnummer", "Invånare", "Status"):
        assert name in shown
    card.tap() if page.evaluate("navigator.maxTouchPoints") else card.click(position={"x": 12, "y": 60})
    expect(page.get_by_role("list", name="Meddelanden", exact=True)).to_be_visible()
