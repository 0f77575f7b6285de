"""Section 4: earlier versions are read with the yellow box, never edited, and compared with the current one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.plan_steps import TIME, see
from tests.journeys.steps import button, link

pytestmark = [pytest.mark.journey]
STORY = "svu_versions"


@pytest.mark.req("001-074", "001-075", "001-076")
def test_versions(seats) -> None:
    page = seats.at("karin", TIME)
    expect(button(page, "Kvittera")).to_be_visible()
    page.get_by_role("link", name=re.compile(r"^Version \d")).click()
    shown = page.get_by_role("dialog")
    expect(shown.get_by_text("aktuell", exact=True)).to_be_visible()
    shown.get_by_role("link", name=re.compile("^Version 1")).click()
    old = page.get_by_role("status").filter(has_text="Du läser version 1 från")
    expect(old).to_be_visible()
    for name in ("Kvittera", "Publicera"):
        expect(button(page, name)).to_have_count(0)
    link(old, "Gå till den aktuella versionen").click()
    expect(button(page, "Kvittera")).to_be_visible()
    expect(old).to_have_count(0)
    see(page, TIME, "Att göra")
