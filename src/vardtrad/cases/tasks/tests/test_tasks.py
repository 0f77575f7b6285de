"""Tasks of cases: they outlive the case, change hands and units, and no resident ever sees them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import now
from vardtrad.cases.case.models import ApprovedContact
from vardtrad.cases.tasks import actions, queries, shown
from vardtrad.cases.tasks.capacities import capacities_of
from vardtrad.cases.tasks.filters import FILTERS, TAB, WHOSE, Tab, Whose
from vardtrad.cases.tasks.models import StepList, Task
from vardtrad.cases.tasks.rules import Move
from vardtrad.cases.teams.models import Group, Member
from vardtrad.cases.teams.queries import coverage_of
from vardtrad.gate.models import Notification, Trace, Version
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.lists.filters import Chosen
from vardtrad.shared.people.models import Person, Protection

NOTHING_CHOSEN = Chosen.nothing(FILTERS)
EVERYBODYS = NOTHING_CHOSEN.choose(WHOSE, Whose.ALL)
DONE = NOTHING_CHOSEN.choose(TAB, Tab.DONE)


def seen(task: Task) -> int:
    return Task.objects.get(pk=task.pk).content


def steps(who, task: Task, *moves: Move) -> Task:
    for move in moves:
        task = actions.step(who.actor, task.id, move, seen=seen(task)).thing
    return task


def notified(task: Task) -> list[object]:
    return [
        notification.recipient_id
        for notification in Notification.objects.filter(label="task", key=task.id).order_by("created")
    ]


@pytest.fixture
def nurses(region, hanna) -> Group:
    group = Group.objects.create(clinic=region.a, name="Sköterskor")
    Member.objects.create(group=group, staff=hanna.staff)
    return group


@pytest.mark.req("002-017")
def test_a_task_outlives_its_case(hugos_case, hugo, hanna, rut) -> None:
    task = actions.add(hugo.actor, now(hugos_case), "Intyg klart: väntar på signering", to=hanna.staff).thing
    assert notified(task) == [hanna.staff.id]
    steps(hanna, task, Move.WAIT)
    hugo.does("close_without_answer", hugos_case, "Intyget skickas hem.")
    assert now(hugos_case).state == "closed"
    done = steps(hanna, task, Move.RESUME, Move.FINISH)
    assert done.state == "done"
    again = steps(rut, done, Move.REOPEN)  # anybody who works at the clinic may
    assert again.state == "to_do"
    # Begun after the closing, too.
    later = actions.add(rut.actor, now(hugos_case), "Ring Försäkringskassan").thing
    assert [row.id for row in queries.of_case(now(hugos_case))] == [task.id, later.id]


@pytest.mark.req("002-017")
def test_every_step_leaves_a_version_and_a_trace_about_the_patient(hugos_case, hugo, alva) -> None:
    task = actions.add(hugo.actor, now(hugos_case), "Skriv ut").thing
    actions.step(hugo.actor, task.id, Move.WAIT, note="Skrivaren är trasig.", seen=seen(task))
    assert [version.move for version in Version.objects.filter(key=task.id).order_by("number")] == ["add", "wait"]
    traces = Trace.objects.filter(label="task", key=task.id)
    assert {trace.person_id for trace in traces} == {alva.person.id}
    assert "Skrivaren" not in str([trace.detail for trace in traces])
    assert [line.note for line in shown.history(Task.objects.get(pk=task.id))] == ["", "Skrivaren är trasig."]


@pytest.mark.req("002-017")
def test_a_prepared_list_becomes_tasks_in_order_and_one_notice(hugos_case, hugo, hanna) -> None:
    intyg = StepList.objects.get(name="Intyg")
    assert intyg.steps == [
        "Skriv intyget", "Invänta elektronisk signering", "Skriv ut", "Fysisk signering",
        "Skicka till myndighet och/eller hem",
    ]  # fmt: skip
    key = uuid4()
    made = actions.add_steps(hugo.actor, now(hugos_case), intyg, to=hanna.staff, submit_key=key)
    assert [row.text for row in queries.of_case(now(hugos_case))] == intyg.steps
    assert Notification.objects.filter(label="task").count() == 1
    # A form that is sent twice is carried out once.
    again = actions.add_steps(hugo.actor, now(hugos_case), intyg, to=hanna.staff, submit_key=key)
    assert [moved.thing.id for moved in again] == [moved.thing.id for moved in made]
    assert Task.objects.count() == 5


@pytest.mark.req("002-028")
def test_the_treating_person_is_notified_of_a_cancelled_visit(alva, region, rut, hugo) -> None:
    case = rut.does("answer", alva.sends(region.renewal_at_a), "Besöket är avbokat.")
    task = actions.add(rut.actor, now(case), "Besöket är avbokat: boka en ny tid med patienten", to=hugo.staff).thing
    assert notified(task) == [hugo.staff.id]
    mine = queries.work_list(hugo.actor, coverage_of(hugo.staff.id, region.a.id), NOTHING_CHOSEN)
    assert [row.id for row in mine.rows] == [task.id]


@pytest.mark.req("002-017")
def test_at_another_unit_its_receivers_have_it(hugos_case, hugo, rut, olle, petra, region) -> None:
    task = actions.add(hugo.actor, now(hugos_case), "Signera", to=hugo.staff).thing
    task = steps(hugo, task, Move.WAIT)
    task = actions.hand_over(hugo.actor, task.id, region.b, seen=seen(task)).thing
    assert (task.unit_id, task.staff_id, task.state) == (region.b.id, None, "to_do")
    assert notified(task)[-1:] == [olle.staff.id]
    there = queries.work_list(olle.actor, coverage_of(olle.staff.id, region.b.id), NOTHING_CHOSEN)
    assert [row.id for row in there.rows] == [task.id]
    # The clinic of the case still reads it and may note, but no longer works with it.
    with pytest.raises(Refused) as refused:
        steps(rut, task, Move.FINISH)
    assert refused.value.reason is Reason.NOT_ALLOWED
    actions.note(rut.actor, task.id, "Läkaren är åter på måndag.")
    assert steps(olle, task, Move.FINISH).state == "done"
    # Never to another organisation, and nobody there has any capacity in it.
    with pytest.raises(Refused) as refused:
        steps(petra, task, Move.REOPEN)
    assert refused.value.reason is Reason.NOT_THERE
    task = steps(olle, task, Move.REOPEN)
    with pytest.raises(Refused) as refused:
        actions.hand_over(olle.actor, task.id, region.c, seen=seen(task))
    assert refused.value.reason is Reason.NEED


@pytest.mark.req("002-017", "003-021")
def test_a_task_about_a_protected_person_goes_only_to_a_unit_that_has_approved(hugos_case, hugo, alva, region) -> None:
    Person.objects.filter(pk=alva.person.pk).update(protection=Protection.SECRECY_MARK)
    task = actions.add(hugo.actor, now(hugos_case), "Signera").thing
    with pytest.raises(Refused) as refused:
        actions.hand_over(hugo.actor, task.id, region.b, seen=seen(task))
    assert refused.value.reason is Reason.NEED
    ApprovedContact.objects.create(clinic=region.b, person=alva.person)
    assert actions.hand_over(hugo.actor, task.id, region.b, seen=seen(task)).thing.unit_id == region.b.id


def test_nobody_gets_a_task_who_may_not_work_there(hugos_case, hugo, olle, adam, nurses, region) -> None:
    foreign = Group.objects.create(clinic=region.b, name="Läkare")
    for to in (olle.staff, adam.staff, foreign):
        with pytest.raises(Refused) as refused:
            actions.add(hugo.actor, now(hugos_case), "Skriv ut", to=to)
        assert refused.value.reason is Reason.NEED
    task = actions.add(hugo.actor, now(hugos_case), "Skriv ut").thing
    for to in (olle.staff, adam.staff, foreign):
        with pytest.raises(Refused) as refused:
            actions.hand_over(hugo.actor, task.id, to, seen=seen(task))
        assert refused.value.reason is Reason.NEED
    assert actions.hand_over(hugo.actor, task.id, nurses, seen=seen(task)).thing.group == nurses


def test_a_group_is_notified_and_a_member_takes_the_task(hugos_case, hugo, hanna, nurses, region) -> None:
    task = actions.add(hugo.actor, now(hugos_case), "Skriv ut", to=nurses).thing
    assert notified(task) == [hanna.staff.id]
    coverage = coverage_of(hanna.staff.id, region.a.id)
    assert queries.tasks_to_do(region.a.id, coverage.holders, Whose.OWN, receives=False).count() == 1
    taken = actions.take(hanna.actor, task.id, seen=seen(task)).thing
    assert (taken.staff_id, taken.group_id) == (hanna.staff.id, None)
    hugos = coverage_of(hugo.staff.id, region.a.id)
    assert queries.tasks_to_do(region.a.id, hugos.holders, Whose.OWN, receives=False).count() == 0


def test_residents_and_outsiders_have_no_access_to_a_task(hugos_case, hugo, alva, adam, greta, olle) -> None:
    task = Task.objects.select_related("case").get(
        pk=actions.add(hugo.actor, now(hugos_case), "Skriv ut").thing.id
    )  # fmt: skip
    for who in (alva, adam, greta, olle):
        assert capacities_of(who.actor, [task])[task.id] == frozenset()
    with pytest.raises(Refused) as refused:
        actions.add(alva.actor, now(hugos_case), "Skriv ut")
    assert refused.value.reason is Reason.NOT_THERE


def test_a_handler_adds_no_task_to_a_colleagues_case(hugos_case, hanna) -> None:
    with pytest.raises(Refused) as refused:
        actions.add(hanna.actor, now(hugos_case), "Skriv ut")
    assert refused.value.reason is Reason.NOT_THERE


def test_two_who_finish_at_once_the_second_sees_the_change(hugos_case, hugo, rut) -> None:
    task = actions.add(hugo.actor, now(hugos_case), "Skriv ut").thing
    old = seen(task)
    actions.step(rut.actor, task.id, Move.WAIT, seen=old)
    with pytest.raises(Refused) as refused:
        actions.step(hugo.actor, task.id, Move.FINISH, seen=old)
    assert refused.value.reason is Reason.STALE


def test_the_list_goes_on_by_day_and_none_is_skipped(hugos_case, hugo, region, frozen) -> None:
    today = clock.today()
    for number in range(55):
        due = today.replace(day=1 + number % 28) if number % 5 else None
        actions.add(hugo.actor, now(hugos_case), f"Uppgift {number}", due=due)
    coverage = coverage_of(hugo.staff.id, region.a.id)
    rows, after = [], ""
    while True:
        page = queries.work_list(hugo.actor, coverage, EVERYBODYS, after=after)
        rows += page.rows
        if not page.after:
            break
        after = page.after
    assert len(rows) == len({row.id for row in rows}) == 55
    assert [row.by_day for row in rows] == sorted(row.by_day for row in rows)
    assert [row.late for row in rows] == [row.due is not None and row.due < today for row in rows]
    assert queries.work_list(hugo.actor, coverage, EVERYBODYS, after="x_y").rows == rows[:50]


def test_those_done_are_shown_by_change_and_the_place_is_found_again(hugos_case, hugo, region, frozen) -> None:
    for number in range(52):
        frozen.go(seconds=1)
        steps(hugo, actions.add(hugo.actor, now(hugos_case), f"Uppgift {number}").thing, Move.FINISH)
    coverage = coverage_of(hugo.staff.id, region.a.id)
    first = queries.work_list(hugo.actor, coverage, DONE)
    assert [row.text for row in first.rows][:2] == ["Uppgift 51", "Uppgift 50"]
    assert first.after
    rest = queries.work_list(hugo.actor, coverage, DONE, after=first.after)
    assert [row.text for row in rest.rows] == ["Uppgift 1", "Uppgift 0"]
