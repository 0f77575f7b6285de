"""What has the focus can be seen: no clipped table and no field beside it hides its middle (WCAG 2.4.11, 1.4.12)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.journeys.keys import NAME

STORY = "svu_start"
STOPS = 140
"""More stops than a start page has; the walk ends when the focus leaves the page."""

COVERED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return "gone";
    const boxes = [...one.getClientRects()].filter(box => box.width > 1 && box.height > 1);
    if (!boxes.length) return "";                       // said to a screen reader only
    const at = boxes.map(box => [box.left + box.width / 2, box.top + box.height / 2]);
    const own = ([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top && (one.contains(top) || [...one.labels ?? []].some(label => label.contains(top)));
    };
    const hidden = at.filter(point => !own(point));
    return hidden.length ? `${one.tagName}.${one.className} at ${hidden[0].map(Math.round)}` : "";
}"""
WIDER = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; }
        * { word-spacing: .16em !important; } p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


def covered_stops(page: Page) -> list[str]:
    """The names of what is hidden while it has the focus."""
    page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    faults, seen = [], 0
    for _stop in range(STOPS):
        page.keyboard.press("Tab")
        said = page.evaluate(COVERED)
        if said == "gone":
            break
        seen += 1
        if said:
            faults.append(f"{page.evaluate(NAME)}: {said}")
    assert seen > 20, "the walk reached the list"
    return faults


@pytest.mark.parametrize("width", [390, 960, 1024, 1152, 1280, 1440])
def test_the_start_page_of_planning_hides_nothing_that_has_the_focus(seats, planning, width) -> None:
    page = seats.start("vera")
    page.set_viewport_size({"width": width, "height": 900})
    assert covered_stops(page) == []
    page.evaluate(WIDER)
    assert covered_stops(page) == [], "with the text spacing that a reader may choose"
