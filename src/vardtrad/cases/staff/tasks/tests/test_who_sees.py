"""A task says why somebody seeks care: a handler sees only tasks of cases that she may see, and her own (000-015)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import Employee, Region, now
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves import consulting
from vardtrad.cases.tasks import actions
from vardtrad.cases.tasks.models import Task
from vardtrad.cases.teams.models import Group, Member

pytestmark = pytest.mark.req("000-015", "000-016")

TEXT = "Ring om provsvar"
FORBIDDEN = ("Ring om provsvar", "Alva Ahlgren", "19771207-2391")


@pytest.fixture
def task(hugos_case: Case, hugo: Employee) -> Task:
    """A task beside Hugo's case that nobody in particular has."""
    return actions.add(hugo.actor, now(hugos_case), TEXT).thing


def shown(who: Employee, task: Task) -> tuple[bool, int, str]:
    """Whether the list of everybody's tasks shows it, the status of its page, and the menu's counts together."""
    page = who.browser.open(who.address("uppgifter/?visa=alla"))
    count = sum(int(page.counts[words]) for words in ("Uppgifter", "Lediga uppgifter"))
    found = [word in page.text for word in FORBIDDEN]
    assert len(set(found)) == 1
    return found[0], who.browser.get(who.address(f"uppgifter/{task.id}/")).status_code, str(count)


def test_another_handler_sees_nothing_of_it(task: Task, hugo: Employee, rut: Employee, hanna: Employee) -> None:
    assert shown(hugo, task) == (True, 200, "1")
    assert shown(rut, task) == (True, 200, "1")
    assert shown(hanna, task) == (False, 404, "0")
    for step in ("steg", "lamna", "andra"):
        answer = hanna.browser.post(hanna.address(f"uppgifter/{task.id}/{step}"), {"move": "finish"})
        assert answer.status_code == 404


def test_who_is_given_the_task_sees_it(task: Task, hugo: Employee, hanna: Employee, region: Region) -> None:
    actions.hand_over(hugo.actor, task.id, hanna.staff, seen=task.content)
    assert shown(hanna, task) == (True, 200, "1")
    assert hanna.browser.get(hanna.case_address(now(task.case))).status_code == 404


def test_whose_group_has_the_task_sees_it(task: Task, hugo: Employee, hanna: Employee, region: Region) -> None:
    group = Group.objects.create(clinic=region.a, name="Läkare")
    Member.objects.create(group=group, staff=hanna.staff)
    actions.hand_over(hugo.actor, task.id, group, seen=task.content)
    assert shown(hanna, task) == (True, 200, "1")


def test_who_is_asked_about_the_case_sees_it(task: Task, hugo: Employee, hanna: Employee, region: Region) -> None:
    consulting.consult(hugo.actor, task.case_id, "Vad tror du?", region.a, hanna.staff)
    assert shown(hanna, task) == (True, 200, "1")


def test_who_gives_away_the_task_of_a_case_that_she_may_not_see_comes_to_the_list(
    task: Task, hugo: Employee, hanna: Employee, rut: Employee, region: Region
) -> None:
    for to in (f"p:{rut.staff.id}", f"e:{region.b.id}"):
        actions.hand_over(rut.actor, task.id, hanna.staff, seen=Task.objects.get().content)
        form = {"to": to, "seen": Task.objects.get().content, "submit_key": str(uuid4())}
        answer = hanna.browser.post(hanna.address(f"uppgifter/{task.id}/lamna"), form)
        assert answer.headers["Location"] == hanna.address("uppgifter/")
        assert hanna.browser.get(answer.headers["Location"]).status_code == 200


def test_the_case_is_a_link_only_for_who_may_see_it(task: Task, hugo: Employee, hanna: Employee) -> None:
    actions.hand_over(hugo.actor, task.id, hanna.staff, seen=task.content)
    for who, expected in ((hugo, True), (hanna, False)):
        page = who.browser.get(who.address(f"uppgifter/{task.id}/")).content.decode()
        assert ("Öppna ärendet" in page) is expected
