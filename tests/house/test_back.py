"""Back never comes to a form that must be sent again: each address that takes a form can also be opened.

A page that answers a form takes the form out of its entry in the history (js/page.js), so Back asks for the address
alone. It shows its own page, or leads to what it belongs to. What the browser does with it is tried in
tests/javascript/test_page.py.
"""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.urls.exceptions import NoReverseMatch

from tests.house.test_access_matrix import LINES, WHO, patterns
from tests.people import Region
from tests.planners import Planners
from tests.plans import Drive

OPENED = {"200", ">", "L"}
"""The page, or the way to what it belongs to or to the login page."""
SENT = {"200", ">", "422"}


def answers(how: str) -> dict[tuple[str, str], dict[str, str]]:
    """Who gets what at each address and place, from the table of the access matrix."""
    return {
        (route, where): dict(zip(WHO, given, strict=True)) for route, method, where, *given in LINES if method == how
    }


def test_who_may_send_a_form_may_open_its_address() -> None:
    opened, sent = answers("GET"), answers("POST")
    wrong = [
        f"{route} at {where} by {who}: {opened[route, where][who]}"
        for (route, where), given in sent.items()
        if (route, where) in opened
        for who, answer in given.items()
        if answer in SENT and opened[route, where][who] not in OPENED
    ]
    assert wrong == []
    assert len([place for place in sent if place in opened]) > 100


def test_each_address_of_a_plan_can_be_opened(planners: Planners) -> None:
    svu = Drive(planners).published()
    vera, tried = svu.ward, 0
    for name in sorted({str(pattern.name) for pattern in patterns()}):
        try:
            address = reverse(name, args=[vera.unit.id, vera.role, svu.key])
        except NoReverseMatch:
            continue  # an address of something else than a plan
        if name.startswith("svu") and not name.endswith(("_history", "_values", "_person", "_pdf")):
            answer = vera.browser.get(address)
            assert answer.status_code in {200, 302}, name
            tried += 1
    assert tried > 20


@pytest.mark.parametrize(("path", "data", "posted"), [("/arenden/", {}, True), ("/inkorg", None, False)])
def test_only_a_page_that_answers_a_form_says_so(
    region: Region, path: str, data: dict[str, str] | None, posted: bool
) -> None:
    alva = region.people["alva"]
    if data is None:
        html = alva.browser.open(path).html
    else:
        case = alva.sends(region.renewal_at_a)
        html = alva.browser.send(f"/arenden/{case.id}", data).html
    assert ("data-posted" in html.partition("<head>")[0]) is posted
