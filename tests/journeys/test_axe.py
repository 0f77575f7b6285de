"""Every page and state of a page, on a phone and at a desk, in one walk: axe, widths, and the browser's complaints.

No page breaks WCAG 2.2 AA or axe's best practice; none scrolls sideways, not even at 320 px; the browser has
nothing to complain of: no console error, nothing inline, no other party asked. Pictures are left in tests/.shots/.
"""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE, shots
from tests.journeys.tour import TOUR, Guide

STORY = "phone"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RUN = """async tags => (await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]}))
    .violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.target} ${node.failureSummary}`))"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WHO = """() => [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map(one => `${one.tagName}.${one.className} ${one.getBoundingClientRect().right}`)"""
INLINE = "[style], style, script:not([src]), [onclick], [onload]"
REFLOW = 320
"""WCAG's reflow (1.4.10), as at 400 % zoom."""


def widths(page: Page) -> list[str]:
    """The elements that are too wide on a phone and at the narrowest width."""
    wide = []
    for width in (PHONE, REFLOW):
        page.set_viewport_size({"width": width, "height": 844})
        if (over := page.evaluate(WIDER)) > 0:
            wide.append(f"{over} px too wide at {width}, {page.evaluate(WHO)}")
    page.set_viewport_size({"width": PHONE, "height": 844})
    return wide


@pytest.mark.req("000-055", "001-003", "001-047")
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("who", TOUR)
def test_every_page(who: str, width: int, visit, site, look, story) -> None:
    guide = Guide(visit, site, look, story)
    page = guide.page(who, width=width)
    policies = set()
    page.on(
        "response",
        lambda answer: (
            policies.add(answer.headers.get("content-security-policy", f"none: {answer.url}"))
            if answer.url.startswith(site.address)
            else None
        ),
    )
    violations = []
    for stop in guide.stops(who, page):
        wrong = widths(page) if width == PHONE else []
        if inline := page.locator(INLINE).count():
            wrong.append(f"{inline} inline styles or scripts")
        page.screenshot(path=shots() / f"{stop.name}-{width}.png", full_page=True)
        page.evaluate(AXE)
        violations += [f"{stop.name}: {violation}" for violation in (*wrong, *page.evaluate(RUN, TAGS))]
    violations += guide.unreached
    assert not violations, "\n".join(violations)
    (policy,) = policies
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "data:" not in policy
    # Visits.close fails the test for console errors and for requests to anybody else.
