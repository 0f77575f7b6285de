"""Notera samtal: the clinic notes in an open case that it has talked with the resident, who sees nothing of it."""

from __future__ import annotations

import pytest

from tests.people import Employee, Resident, now
from vardtrad.cases.case.models import Case

BUTTON = "Notera samtalet"


def test_a_call_is_noted_for_staff_only(hugos_case: Case, hugo: Employee, rut: Employee, alva: Resident) -> None:
    due = now(hugos_case).due
    page = hugo.browser.open(hugo.case_address(hugos_case)).press(BUTTON, text="Vi sänker dosen.")
    assert page.address == hugo.case_address(hugos_case)
    assert "Samtalet är noterat." in page.alerts
    for who in (hugo, rut):
        seen = who.browser.open(who.case_address(hugos_case)).thread
        assert any("Vi sänker dosen." in entry and "Invånaren ser inte detta." in entry for entry in seen)
        assert any(entry.startswith("Samtal med invånaren noterat av Hugo Holm") for entry in seen)
    shown = alva.browser.open(f"/arenden/{hugos_case.id}").text
    assert "dosen" not in shown
    assert "noterat" not in shown
    # The resident still waits for a word in the case.
    assert (now(hugos_case).state, now(hugos_case).due) == ("assigned", due)


@pytest.mark.parametrize(("text", "sentence"), [(" ", "Skriv vad ni kom fram till."), ("x" * 501, "1 tecken för lång")])
def test_what_is_missing_or_too_long_is_said(hugos_case: Case, hugo: Employee, text: str, sentence: str) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case)).press(BUTTON, text=text)
    assert page.status == 422
    assert sentence in page.alerts
    assert page.fields(BUTTON)["text"].strip() == text.strip()


def test_no_call_is_noted_in_a_closed_case(hugos_case: Case, hugo: Employee) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case))
    hugo.does("answer", hugos_case, "Klart.")
    assert BUTTON not in hugo.browser.open(hugo.case_address(hugos_case)).text
    page = page.press(BUTTON, text="Vi sänker dosen.")
    assert page.status == 422
    assert page.fields(BUTTON)["text"] == "Vi sänker dosen."
