"""The right field of an open SVU through a browser without JavaScript: information, consent, contacts, participants."""

from __future__ import annotations

from typing import Any

import pytest

from tests.planners import Planner, Planners
from tests.plans import Drive
from tests.reading import Page
from vardtrad.planning.rules import S


@pytest.fixture
def svu(planners: Planners) -> Drive:
    """An SVU that Vera's ward has created for Elsa."""
    return Drive(planners)


def opened(who: Planner, svu: Drive, asked: str = "") -> Page:
    """The SVU as somebody opens it."""
    page = who.browser.open(f"{who.base}svu/{svu.key}/inskrivning/{asked}")
    assert page.status == 200, page.text
    return page


def right(page: Page) -> str:
    """What stands in the right field."""
    return page.root.one("aside").text


def sent(who: Planner, svu: Drive, verb: str, **data: Any) -> Page:
    """A form of the right field as a browser sends it."""
    from uuid import uuid4

    given = {"submit_key": uuid4(), "steg": "inskrivning", **data}
    return who.browser.send(f"{who.base}svu/{svu.key}/{verb}", given)


@pytest.mark.req("001-064", "001-065", "001-083", "001-084", "001-086")
def test_information_then_one_of_three_alternatives(svu: Drive, vera: Planner) -> None:
    page = opened(vera, svu)
    assert "Registrera samtycke" not in right(page)
    page = page.press("Ja")
    assert svu.plan.state == S.INFORMED
    assert "Muntlig och skriftlig information lämnad" in right(page)
    assert "Vera Vide, sjuksköterska, Avdelning A" in right(page)
