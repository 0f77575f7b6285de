"""Addresses made by hand: odd places, days and ids give a page or a refusal, never a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from tests.people import Employee

KEY = str(uuid4())
ODD = (
    "\x00",
    "9" * 5_000,
    "0001-01-01",
    "9999-12-31",
    f"0001-01-01_{KEY}",
    f"9999-12-31T23:59:59-23:59_{KEY}",
    f"0001-01-01T00:00:00+23:59_{KEY}",
    f"-62135596800000000-{KEY}",
    f"1-253402300799000000-{KEY}",
    KEY,
)
PAGES = {
    "arenden/?sortera=atgarda": "efter fore sok invanare hanterare arendetyp status fran till visa lasning",
    "arenden/alla?sortera=skapat": "efter fore fran till avslutat",
    "mina/": "efter fore sok invanare fran till sortera",
    "listning/": "efter fran till",
    "listning/hanterade": "efter fran till",
    "kollegor/": "efter",
    "uppgifter/": "efter flik visa",
    "uppgifter/?flik=klara": "efter",
    "statistik/?period=egna": "mottagning fran till per typ",
    "export?lista=arenden&fil=csv": "fraga",
    "skicka/": "utskick",
}


@pytest.mark.req("B-07", "002-017", "004-072")
@pytest.mark.parametrize("page", PAGES)
def test_an_address_that_nobody_wrote(olle: Employee, page: str) -> None:
    """Every part of a page's address that is read, with what no page of ours writes in it."""
    path, _mark, asked = page.partition("?")
    known = dict(pair.split("=") for pair in asked.split("&") if pair)
    for name in PAGES[page].split():
        for value in ODD:
            answer = olle.browser.get(olle.address(path), {**known, name: value})
            assert answer.status_code < 500, (name, value[:40])
