"""The page of an open SVU: its frame, who sees what, and what it says about confirmations."""

from __future__ import annotations

import pytest

from tests.plans import Drive


def page(who, svu, step=""):
    """The plan's page as somebody opens it."""
    return who.browser.open(f"{who.base}svu/{svu.key}/" + (f"{step}/" if step else ""))


@pytest.mark.req("001-064", "001-244")
def test_the_frame(planners):
    svu = Drive(planners).published()
    opened = page(svu.ward, svu)
    assert opened.status == 200
    assert "19330404-9228" in opened.text
    steps = [span.text for span in opened.root.all("span", class_="tab")]
    assert steps == ["Inskrivning", "Tid för utskrivning", "Kartläggning", "Ställningstagande", "Utskrivning"]
