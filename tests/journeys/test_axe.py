"""Every page and state of a page in one walk: two accessibility engines, widths, HTML, and the browser's complaints.

No page breaks WCAG 2.2 AA or axe's best practice on a phone, on a small laptop or at a desk; none scrolls sideways, not
even at 320 px; none cuts off what it holds or breaks a name in the middle; its HTML needs no mending; the browser has
nothing to complain of: no console error, nothing inline, no other party asked. Pictures of pages with faults stand in
tests/.shots/ afterwards; with ``SHOTS=1`` those of every page.
"""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Error, Page, Response

from tests.journeys import page_checks as checks
from tests.journeys.conftest import FULL, PHONE, shots
from tests.journeys.tour import TOUR, Guide

STORY = "phone"
INLINE = "[style], style, script:not([src]), [onclick], [onload]"
REFLOW = 320
"""WCAG's reflow (1.4.10), as at 400 % zoom."""
LAPTOP = 1024
PAPER = 660
"""What is printed on of an A4, in pixels of CSS."""
BETWEEN = (960, 1152, 1366)
"""Other widths that people have, where columns and bars fold."""
JUDGED: set[str] = set()
"""Colours of text and of what lies behind it that were judged good, in the dark and on paper, on this run so far."""


class Documents:
    """The HTML of the page that was loaded last, as the server sent it."""

    def __init__(self, page: Page) -> None:
        self.last: Response | None = None
        page.on("response", self._came)

    def _came(self, answer: Response) -> None:
        if (answer.request.is_navigation_request() and answer.status < 300) or answer.status >= 400:
            kind = answer.headers.get("content-type", "")
            if kind.startswith("text/html") and answer.request.resource_type == "document":
                self.last = answer

    def faults(self) -> list[str]:
        """What is wrong in the HTML; nothing when the browser has let go of it."""
        last, self.last = self.last, None
        if last is None:
            return []
        try:
            return checks.faults_of_html(last.text())
        except Error:
            return []


def at_width(page: Page, width: int) -> list[str]:
    """The faults of a page that come with a width."""
    page.set_viewport_size({"width": width, "height": 844 if width <= PHONE else 900})
    faults = page.evaluate(checks.WHOLE, ["", width > REFLOW])
    return [f"at {width} px: {fault}" for fault in faults]


def at_double_size(page: Page, width: int) -> list[str]:
    """The faults of a page, at its present width, whose text is twice as large: nothing is lost, cut off or covered."""
    faults = page.evaluate(checks.WHOLE, ["200%", False])
    return [f"at {width} px with text of 200 %: {fault}" for fault in faults]


def contrasts(page: Page, *rules: str) -> list[str]:
    """Contrasts that are too low, among the colours that no page before had together."""
    told = page.evaluate(checks.RUN_AXE_COLOURS, [sorted(JUDGED), ["color-contrast", *rules]])
    JUDGED.update(told["judged"])
    return list(told["faults"])


def on_paper(page: Page) -> list[str]:
    """The faults of a page that is printed on A4: nothing is cut off, and black is not printed on dark."""
    page.set_viewport_size({"width": PAPER, "height": 900})
    page.emulate_media(media="print")
    page.evaluate(checks.SETTLED)
    faults = page.evaluate(checks.CUT) + contrasts(page)
    page.emulate_media(media="null")
    return [f"on paper: {fault}" for fault in faults]


def in_other_colours(page: Page) -> list[str]:
    """The faults of a page in the dark, by both engines, and under forced colours: at one width.

    IBM's engine runs here only: what it sees beside contrasts is the same in the light, whose contrasts axe measures.
    """
    page.emulate_media(color_scheme="dark")
    page.evaluate(checks.SETTLED)
    dark = contrasts(page, "link-in-text-block") + page.evaluate(checks.RUN_IBM, sorted(checks.NOT_ASKED))
    page.emulate_media(color_scheme="light", forced_colors="active")
    forced = page.evaluate(checks.MARKS_BY_FILL)
    page.emulate_media(color_scheme="null", forced_colors="null")
    return [f"in the dark: {fault}" for fault in dark] + [f"under forced colours: {fault}" for fault in forced]


def by_axe(page: Page, before: str) -> tuple[list[str], str]:
    """The faults that axe sees at this width, and what is seen; ``before`` is what was seen when axe looked last.

    All of its rules, unless the same boxes are seen in the same colours as before: then only those about places.
    """
    seen = page.evaluate(checks.SEEN)
    if seen == before:
        return page.evaluate(checks.RUN_AXE_PLACES), seen
    return page.evaluate(checks.RUN_AXE, checks.TAGS), seen


def all_faults(page: Page, name: str) -> list[str]:
    """Everything that is wrong with a page, at every width."""
    inline = page.locator(INLINE).count()  # before the engines, which write styles of their own
    faults = [f"{inline} inline styles or scripts"] if inline else []
    try:
        page.evaluate(checks.AXE)
    except Error:
        # What the stop pressed last was still on its way here, and has come now.
        page.wait_for_load_state()
        page.evaluate(checks.AXE)
    faults += page.evaluate(checks.GREY_ERRORS)
    seen = ""
    for width in (REFLOW, *BETWEEN, PHONE, LAPTOP, FULL):
        faults += at_width(page, width)
        if width in {PHONE, LAPTOP, FULL}:
            told, seen = by_axe(page, seen)
            faults += [f"at {width} px: {fault}" for fault in told]
        if width in {PHONE, FULL}:
            faults += at_double_size(page, width)
    page.evaluate(checks.IBM)
    faults += in_other_colours(page) + on_paper(page)
    faults += page.evaluate(checks.TWICE)
    if faults or "SHOTS" in os.environ:
        for width in (PHONE, FULL):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=shots() / f"{name}-{width}.png", full_page=True)
    return faults


@pytest.mark.req("000-055", "001-003", "001-047")
@pytest.mark.parametrize("who", TOUR)
def test_every_page(who: str, visit, site, look, story) -> None:
    guide = Guide(visit, site, look, story)
    page = guide.page(who, width=FULL)
    policies = set()
    page.on(
        "response",
        lambda answer: (
            policies.add(answer.headers.get("content-security-policy", f"none: {answer.url}"))
            if answer.url.startswith(site.address)
            else None
        ),
    )
    documents = Documents(page)
    violations = []
    for stop in guide.stops(who, page):
        violations += [f"{stop.name}: {fault}" for fault in (*documents.faults(), *all_faults(page, stop.name))]
    violations += guide.unreached
    assert not violations, "\n".join(violations)
    (policy,) = policies
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "data:" not in policy
    # Visits.close fails the test for console errors and for requests to anybody else.
