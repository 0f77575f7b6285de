"""On a phone no page scrolls sideways and lists become cards; pictures are left in tests/.shots/."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, shots
from tests.journeys.tour import STAFF, TOUR, Guide

STORY = "phone"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WHO = """() => [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map(one => `${one.tagName}.${one.className} ${one.getBoundingClientRect().right}`)"""


@pytest.mark.req("000-055")
@pytest.mark.parametrize("who", TOUR)
def test_nothing_scrolls_sideways(who: str, visit, site, look, story) -> None:
    guide = Guide(visit, site, look, story)
    page = guide.page(who, width=PHONE)
    wide = []
    for stop in guide.stops(who, page):
        page.screenshot(path=shots() / f"{stop.name}-{PHONE}.png", full_page=True)
        # 320 px is WCAG's reflow (1.4.10), as at 400 % zoom.
        for width in (PHONE, 320):
            page.set_viewport_size({"width": width, "height": 844})
            if (over := page.evaluate(WIDER)) > 0:
                wide.append(f"{stop.name} at {width}: {over} px, {page.evaluate(WHO)}")
        page.set_viewport_size({"width": PHONE, "height": 844})
    assert not wide, "\n".join(wide)


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
