"""Addresses and forms made by hand: a refusal or a page, never a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from tests.people import Employee, Region
    from vardtrad.cases.models import Case

ODD = (
    "", "0", "-1", "x", "å", "\x00", "%00", "9" * 400, "9" * 5000, "0001-01-01", "9999-12-31", "-", "_", "@", "1-1-1", "a" * 3000,
    "9999-12-31T23:59:59-23:59_" + str(uuid4()), "0001-01-01T00:00:00+23:59_" + str(uuid4()),
    "0001-01-01_" + str(uuid4()), "9999-12-31_" + str(uuid4()), f"-62135596800000000-{uuid4()}", f"253402300799000000-{uuid4()}",
    f"1-253402300799000000-{uuid4()}", "0001-01-01T00:00:00+00:00_" + str(uuid4()), str(uuid4()),
)  # fmt: skip
PAGES = {
    "arenden/": "efter fore sok invanare hanterare arendetyp status fran till sortera visa lasning avslutat",
    "arenden/alla": "efter fore sok invanare hanterare fran till sortera avslutat",
    "mina/": "efter fore sok invanare hanterare fran till sortera",
    "listning/": "efter fran till", "listning/hanterade": "efter fran till",
    "kollegor/": "efter", "uppgifter/": "efter flik visa", "statistik/": "mottagning period fran till per typ",
    "vyer/": "x", "lista.csv": "x", "skicka/": "utskick", "schema/": "vecka",
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("value", ODD, ids=range(len(ODD)))
def test_addresses(region: Region, olle: Employee, page: str, value: str) -> None:
    for name in PAGES[page].split():
        more = {}
        if page == "statistik/":
            more = {"period": "egna"}
        if name in {"efter", "fore"} and page in {"arenden/", "mina/"}:
            for sort in ("uppdaterat", "skapat", "atgarda"):
                answer = olle.browser.get(olle.address(page), {name: value, "sortera": sort})
                assert answer.status_code < 500
        if page == "uppgifter/":
            for flik in ("", "klara"):
                assert (
                    olle.browser.get(
                        olle.address(page), {name: value} | ({"flik": flik} if name != "flik" else {})
                    ).status_code
                    < 500
                )
        answer = olle.browser.get(olle.address(page), {**more, name: value})
        assert answer.status_code < 500
