"""The help says what a steering document says: for whom, which version, how long it is valid, and who owns it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.people import Clock, Employee
from tests.reading import Page
from vardtrad import __version__

pytestmark = pytest.mark.req("002-040")

SAID = {
    "id": "RUT-1177-04",
    "owner": "Verksamhetschef primärvård",
    "reviewed_by": ["Rut Rask", "Hugo Holm"],
    "approved_by": "Adam Ask",
    "valid_from": date(2026, 9, 1),
    "valid_until": date(2027, 8, 31),
}


def facts(page: Page) -> dict[str, str]:
    part = page.main.one("section", aria_labelledby="dokument")
    return dict(zip([node.text for node in part.all("dt")], [node.text for node in part.all("dd")], strict=True))


def test_what_the_region_has_said(rut: Employee, settings: Any, frozen: Clock) -> None:
    settings.HELP = SAID
    page = rut.browser.open(rut.address("hjalp/"))
    assert facts(page) == {
        "Dokumenttyp": "Hjälp till Vårdtråd",
        "Gäller för": "Alla som arbetar med ärenden på mottagningen",
        "Dokument-id": "RUT-1177-04",
        "Version": __version__,
        "Giltig från": "2026-09-01",
        "Giltig till": "2027-08-31",
        "Ägare": "Verksamhetschef primärvård",
        "Granskad av": "Rut Rask, Hugo Holm",
        "Fastställd av": "Adam Ask",
    }
    assert "giltighet har gått ut" not in page.main.text


def test_help_past_its_last_day_says_so(rut: Employee, settings: Any, frozen: Clock) -> None:
    settings.HELP = SAID | {"valid_until": date(2026, 11, 16)}
    assert "Hjälpens giltighet har gått ut." in rut.browser.open(rut.address("hjalp/")).main.text
    settings.HELP = SAID | {"valid_until": date(2026, 11, 17)}
    assert "giltighet har gått ut" not in rut.browser.open(rut.address("hjalp/")).main.text


def test_without_a_file_it_says_that_nobody_owns_it(rut: Employee) -> None:
    shown = facts(rut.browser.open(rut.address("hjalp/")))
    assert shown["Ägare"] == "Inte angiven av den som driver tjänsten"
    assert "Giltig till" not in shown
