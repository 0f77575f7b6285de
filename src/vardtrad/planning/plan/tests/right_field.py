"""The right field of an open SVU, as the tests of it open it, read it and send its forms."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.planners import Planner
from tests.plans import Drive
from tests.reading import Page

SAVE = "Spara fast vårdkontakt"


def opened(who: Planner, svu: Drive, asked: str = "") -> Page:
    """The SVU as somebody opens it."""
    page = who.browser.open(f"{who.base}svu/{svu.key}/inskrivning/{asked}")
    assert page.status == 200, page.text
    return page


def right(page: Page) -> str:
    """The text of the right field."""
    return page.root.one("aside").text


def sent(who: Planner, svu: Drive, verb: str, **data: Any) -> Page:
    """A form of the right field as a browser sends it."""
    given = {"submit_key": uuid4(), "steg": "inskrivning", **data}
    return who.browser.send(f"{who.base}svu/{svu.key}/{verb}", given)
