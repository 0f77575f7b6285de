"""Two at once at the desk: nobody gets an error for what somebody else just did."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.people import Employee, now
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves import opening


@pytest.mark.req("B-02")
def test_opening_a_case_that_is_distributed_in_that_moment(
    new_case: Case, rut: Employee, hugo: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = opening.mark_seen

    def too_late(actor: Any, key: Any) -> Any:
        rut.does("assign", new_case, hugo.staff)
        return mark(actor, key)

    monkeypatch.setattr(opening, "mark_seen", too_late)
    assert rut.browser.get(rut.case_address(new_case)).status_code == 200
    assert now(new_case).unread_by_clinic  # Hugo has not seen it


@pytest.mark.req("B-02")
def test_distributing_a_case_that_somebody_has_just_distributed(
    new_case: Case, rut: Employee, hugo: Employee, hanna: Employee
) -> None:
    seen = now(new_case).content
    rut.does("assign", new_case, hugo.staff)
    answer = rut.browser.post(
        rut.case_address(new_case, "fordela"),
        {"to": str(hanna.staff.id), "seen": str(seen), "submit_key": str(uuid4())},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Det har hänt något sedan du öppnade sidan" in page
    assert "Fördelat till Hugo Holm" in page
    assert 'action="' + rut.case_address(new_case, "fordela") not in page
    assert now(new_case).handler_id == hugo.staff.id


@pytest.mark.req("000-053")
def test_a_receiver_is_never_offered_a_question_on_another_persons_case(hugos_case: Case, rut: Employee) -> None:
    answer = rut.browser.post(
        rut.case_address(hugos_case, "motfraga"),
        {"text": "", "seen": str(now(hugos_case).content), "submit_key": str(uuid4())},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Delsvar – invånaren kan inte svara" in page
    assert "Motfråga – invånaren kan svara" not in page
