"""One answer to many: which case types get it is shown, and one made for another type is not sent unasked (B-06)."""

from __future__ import annotations

import pytest

from tests.people import Employee, Region, Resident
from vardtrad.cases.case.models import Message
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.staff.bulk.tests.conftest import carried_out, sent
from vardtrad.cases.staff.bulk.tests.test_pages import choose, order, text_of

pytestmark = pytest.mark.req("B-06")

WARNING = "Svaret hör till en annan ärendetyp (2 av 3)."


@pytest.fixture
def address(region: Region, alva: Resident, bo: Resident, rut: Employee) -> str:
    """A job that answers two renewals and a question."""
    cases = [*sent(region, alva, 2), bo.sends(region.services["a", "question"])]
    return choose(rut, "besvara", cases)


@pytest.fixture
def made_for_questions(region: Region) -> str:
    """An answer that is made for questions."""
    answer = StandardAnswer.objects.create(
        clinic=region.a, name="Om din fråga", text="Tack för din fråga.", case_type=region.question
    )
    return str(answer.id)


def test_an_answer_for_another_type_is_sent_only_after_a_confirmation(
    address: str, made_for_questions: str, rut: Employee
) -> None:
    chosen = {"alternatives": made_for_questions}
    page = text_of(order(rut, address, **chosen))
    assert "Förnya recept: 2 ärenden" in page
    assert "Ställ en fråga: 1 ärende<" in page.replace(" <", "<")
    assert WARNING in page
    unsure = order(rut, address, **chosen, gor="utfor")
    assert unsure.status_code == 422
    assert WARNING in text_of(unsure)
    assert carried_out() == 0
    assert order(rut, address, **chosen, gor="utfor", annan_typ="ja").status_code == 302
    assert carried_out() == 1
    assert Message.objects.filter(text="Tack för din fråga.").count() == 3


@pytest.mark.parametrize("own", [True, False])
def test_an_answer_for_any_type_needs_no_confirmation(region: Region, address: str, rut: Employee, own: bool) -> None:
    answer = StandardAnswer.objects.create(clinic=region.a, name="Tack", text="Tack.")
    chosen = {"text": "Hej."} if own else {"alternatives": str(answer.id)}
    page = text_of(order(rut, address, **chosen))
    assert "Förnya recept: 2 ärenden" in page
    assert "hör till en annan ärendetyp" not in page
    assert order(rut, address, **chosen, gor="utfor").status_code == 302
