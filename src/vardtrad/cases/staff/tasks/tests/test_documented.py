"""A case that is documented in the record system stays open until the resident has had an answer (002-016)."""

from __future__ import annotations

import pytest

from tests.people import Clock, Employee, Region, Resident, now
from vardtrad.cases.case.models import Case
from vardtrad.cases.tasks.models import Task
from vardtrad.kernel.actors import system
from vardtrad.shared.care_units.actions import set_permissions
from vardtrad.shared.care_units.models import Assignment

pytestmark = pytest.mark.req("002-016")

PRESS = "Dokumenterat i journalsystemet"
OPEN = "Dokumenterat i journalsystemet, men ärendet är inte avslutat."


def documented(who: Employee) -> list[str]:
    """The residents of the cases in the tab Dokumenterat men inte avslutat."""
    page = who.browser.open(who.address("uppgifter/?flik=dokumenterat"))
    assert "Dokumenterat men inte avslutat" in page.main.text
    return [row["Invånare"] for row in page.rows] if page.main.all("tbody") else []


def test_the_mark_closes_nothing_and_the_handler_is_reminded_until_an_answer_is_sent(
    hugos_case: Case, hugo: Employee, alva: Resident
) -> None:
    assert documented(hugo) == []
    page = hugo.browser.open(hugo.case_address(hugos_case)).press(PRESS)
    assert "Ärendet är fortfarande öppet. Avsluta det med ett svar till invånaren." in page.alerts
    assert OPEN in page.main.text
    case = now(hugos_case)
    assert (case.state, case.is_open) == ("assigned", True)
    (task,) = Task.objects.all()
    assert (task.kind, task.state, task.staff_id) == ("record", "to_do", hugo.staff.id)
    assert documented(hugo) == [alva.person.name]
    assert "Avsluta ärendet med ett svar" in hugo.browser.open(hugo.address("uppgifter/")).main.text
    # The resident is told nothing of it, and still waits for the answer.
    assert "journalsystemet" not in alva.browser.open(f"/arenden/{case.id}").text
    # Marked as done by itself, the task closes no case either.
    hugo.browser.open(hugo.case_address(hugos_case)).press("Klar Dokumenterat i journalsystemet. Avsluta ärendet med "
                                                           "ett svar till invånaren.")  # fmt: skip
    assert now(hugos_case).is_open


def test_once_it_is_answered_it_is_in_no_list_to_do(hugos_case: Case, hugo: Employee, settings: object) -> None:
    settings.UNDO_SECONDS = 0  # type: ignore[attr-defined]
    hugo.browser.open(hugo.case_address(hugos_case)).press(PRESS)
    hugo.browser.open(hugo.case_address(hugos_case, "?flik=besvara")).press("Besvara", text="Receptet är förnyat.")
    assert now(hugos_case).state == "closed"
    assert documented(hugo) == []
    assert "Avsluta ärendet med ett svar" not in hugo.browser.open(hugo.address("uppgifter/")).main.text
    page = hugo.browser.open(hugo.case_address(hugos_case))
    assert OPEN not in page.main.text
    assert PRESS not in [button.text for button in page.main.all("button")]


def test_one_that_waits_is_reminded_of_too_and_goes_when_the_case_is_closed(
    hugos_case: Case, hugo: Employee, alva: Resident, settings: object
) -> None:
    settings.UNDO_SECONDS = 0  # type: ignore[attr-defined]
    hugo.browser.open(hugo.case_address(hugos_case)).press(PRESS)
    task = Task.objects.get()
    hugo.browser.open(hugo.address(f"uppgifter/{task.id}/")).press("Väntar")
    assert Task.objects.get().state == "waiting"
    assert documented(hugo) == [alva.person.name]
    waits = "uppgifter/?flik=vantar"
    assert alva.person.name in hugo.browser.open(hugo.address(waits)).main.text
    hugo.does("answer", now(hugos_case), "Klart.")
    assert documented(hugo) == []
    assert alva.person.name not in hugo.browser.open(hugo.address(waits)).main.text
    assert "Avsluta ärendet med ett svar" not in hugo.browser.open(hugo.case_address(hugos_case)).main.text


def test_where_the_handler_has_left_the_reminder_is_of_who_documented(
    hugos_case: Case, hugo: Employee, rut: Employee
) -> None:
    held = Assignment.objects.get(staff=hugo.staff, unit=hugo.clinic)
    set_permissions(system("testerna"), held.id, [], seen=held.content)
    rut.browser.open(rut.case_address(hugos_case)).press(PRESS)
    assert Task.objects.get().staff_id == rut.staff.id


def test_pressed_twice_it_is_one_task_and_a_closed_case_is_told(
    hugos_case: Case, hugo: Employee, hanna: Employee, settings: object
) -> None:
    settings.UNDO_SECONDS = 0  # type: ignore[attr-defined]
    page, beside = (hugo.browser.open(hugo.case_address(hugos_case)) for _window in range(2))
    for _time in range(2):
        page.press(PRESS)
    assert Task.objects.count() == 1
    other = hanna.browser.get(hanna.address(f"uppgifter/dokumenterat/{hugos_case.id}"))
    assert other.status_code in {302, 404}
    hugo.does("answer", now(hugos_case), "Klart.")
    for old in (page, beside):
        assert "Ärendet är redan avslutat." in old.press(PRESS).alerts
    assert Task.objects.count() == 1


def test_the_clock_of_the_case_goes_on(
    frozen: Clock, region: Region, alva: Resident, rut: Employee, hugo: Employee
) -> None:
    """Who has documented is flagged in time as everybody is: only a word to the resident stops the clock."""
    case = alva.sends(region.renewal_at_a)
    rut.does("assign", case, hugo.staff)
    due = now(case).due
    assert due is not None
    hugo.browser.open(hugo.case_address(case)).press(PRESS)
    assert now(case).due == due
