"""The address of a verb opened as a page leads to the case or its list; other wrong methods get a page of our own."""

from __future__ import annotations

import pytest

from tests.people import Employee
from vardtrad.cases.case.models import Case


@pytest.mark.req("B-04")
@pytest.mark.parametrize("verb", ["besvara", "delsvar", "motfraga", "avsluta", "omfordela", "ta", "anteckning"])
def test_the_address_of_a_verb_leads_to_the_case(hugos_case: Case, hugo: Employee, hanna: Employee, verb: str) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case, verb))
    assert page.address == hugo.case_address(hugos_case)
    assert page.status == 200
    # Who may not see the case is told no more than by any address.
    assert hanna.browser.open(hanna.case_address(hugos_case, verb)).status == 404


def test_to_change_the_language_on_a_form_that_came_back(hugos_case: Case, hugo: Employee) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case)).press("Besvara", text="")
    assert page.status == 422
    assert page.press("English").address == hugo.case_address(hugos_case)


def test_the_address_of_a_bulk_verb_leads_to_the_list_or_the_start(hugo: Employee) -> None:
    assert hugo.browser.open(hugo.address("markerade")).address == hugo.address()
    assert hugo.browser.open(hugo.address("lista/filter")).address == hugo.address()


def test_what_is_sent_to_a_page_gets_a_page_of_our_own(hugo: Employee) -> None:
    page = hugo.browser.send(hugo.address("mina/alla"), {"text": "Ett ord som inte får försvinna."})
    assert page.status == 405
    assert page.main.one("h1").text == "Sidan går inte att öppna så"
    assert "Ett ord som inte får försvinna." in page.main.text


def test_a_script_is_told_the_status(hugos_case: Case, hugo: Employee) -> None:
    answer = hugo.browser.get(hugo.case_address(hugos_case, "utkast"), headers={"accept": "application/json"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
