"""The browser has nothing to complain of on any page: no console error, nothing inline, no third party asked."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import shots
from tests.journeys.tour import TOUR, Guide

STORY = "phone"
DESK = 1440


@pytest.mark.parametrize("who", TOUR)
def test_the_browser_has_no_complaint(who: str, visit, site, look, story) -> None:
    guide = Guide(visit, site, look, story)
    page = guide.page(who, width=DESK)
    policies = set()
    page.on(
        "response",
        lambda answer: (
            policies.add(answer.headers.get("content-security-policy", f"none: {answer.url}"))
            if answer.url.startswith(site.address)
            else None
        ),
    )
    for stop in guide.stops(who, page):
        inline = page.locator("[style], style, script:not([src]), [onclick], [onload]").count()
        if inline:
            visit.complaints.append(f"{stop.name}: {inline} inline styles or scripts")
        page.screenshot(path=shots() / f"{stop.name}-{DESK}.png", full_page=True)
    (policy,) = policies
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "data:" not in policy
    # Visits.close fails the test for console errors and for requests to anybody else.
