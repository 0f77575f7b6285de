"""No page and no state of a page breaks WCAG 2.2 AA or axe's best practice, on a phone or at a desk."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest

from tests.journeys.conftest import FULL, PHONE
from tests.journeys.tour import TOUR, Guide

STORY = "phone"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RUN = """async tags => (await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]}))
    .violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.target} ${node.failureSummary}`))"""


@pytest.mark.req("001-003", "001-047")
@pytest.mark.parametrize("width", [PHONE, FULL])
@pytest.mark.parametrize("who", TOUR)
def test_no_violation(who: str, width: int, visit, site, look, story) -> None:
    guide = Guide(visit, site, look, story)
    page = guide.page(who, width=width, bypass_csp=True)
    found = []
    for stop in guide.stops(who, page):
        page.evaluate(AXE)
        found += [f"{stop.name}: {violation}" for violation in page.evaluate(RUN, TAGS)]
    assert not found, "\n".join(found)
