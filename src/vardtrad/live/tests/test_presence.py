"""Who has a case open: colleagues are told, residents never, and it expires when the page no longer reports it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.people import Employee, Region, Resident
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.presence import actions as presence_actions
from vardtrad.cases.case.presence import queries as presence
from vardtrad.cases.case.presence.models import Presence
from vardtrad.live import queries
from vardtrad.live.queries import Kind, Place, Topic
from vardtrad.live.tests.test_listening import cookies


@pytest.mark.req("B-02")
def test_staff_with_a_capacity_in_a_case_may_have_it_open_and_residents_have_no_such_topic(
    new_case: Case, alva: Resident, rut: Employee, hugo: Employee, olle: Employee
) -> None:
    topic = queries.topic_for(Kind.OPEN, new_case.id, cookies(rut))
    assert topic is not None
    assert topic.reader == rut.staff.id
    for other in (alva, hugo, olle):
        assert queries.topic_for(Kind.OPEN, new_case.id, cookies(other)) is None
    elsewhere = Place(olle.clinic.id, "")
    assert queries.topic_for(Kind.OPEN, new_case.id, cookies(olle), elsewhere) is None


@pytest.mark.req("B-02")
def test_a_colleague_who_comes_and_goes_changes_the_open_case_and_the_list_but_not_the_residents_page(
    new_case: Case, region: Region, rut: Employee, hugo: Employee, frozen: Any, django_assert_num_queries: Any
) -> None:
    opened, mine, lists = Topic(Kind.OPEN, new_case.id), Topic(Kind.CASE, new_case.id), Topic(Kind.DESK, region.a.id)
    before = queries.stands([opened, mine, lists])
    with django_assert_num_queries(1):
        presence_actions.keep([(new_case.id, rut.staff.id), (new_case.id, hugo.staff.id)])
    during = queries.stands([opened, mine, lists])
    assert during[mine] == before[mine]
    assert during[opened] != before[opened]
    assert during[lists] != before[lists]
    assert [reader.name for reader in presence.present_in([new_case.id], rut.staff.id)[new_case.id]] == [
        hugo.staff.name
    ]
    presence_actions.leave(new_case.id, hugo.staff.id)
    assert presence.present_in([new_case.id], rut.staff.id) == {}
    frozen.go(seconds=presence.LASTS.total_seconds() + 1)
    assert queries.stands([opened, mine, lists]) == before


@pytest.mark.req("B-02")
def test_rows_of_a_killed_process_are_cleared(new_case: Case, rut: Employee, frozen: Any) -> None:
    presence_actions.keep([(new_case.id, rut.staff.id)])
    presence_actions.keep([(new_case.id, rut.staff.id)])
    assert Presence.objects.count() == 1
    frozen.go(seconds=timedelta(minutes=11).total_seconds())
    presence_actions.clear_old()
    assert not Presence.objects.exists()


@pytest.mark.req("B-02")
def test_a_page_asks_who_is_there_and_how_many_wait(
    new_case: Case, region: Region, alva: Resident, rut: Employee, hugo: Employee, hanna: Employee
) -> None:
    presence_actions.keep([(new_case.id, hugo.staff.id), (new_case.id, hanna.staff.id), (new_case.id, rut.staff.id)])
    said = rut.browser.get(rut.case_address(new_case, "lage")).json()
    assert said["who"] == f"{hanna.staff.name} och {hugo.staff.name} har också ärendet öppet."
    now = rut.browser.get(rut.address("lage")).json()
    assert now["counts"][rut.address("arenden/inkomna")] == "1"
    assert list(now["present"]) == [str(new_case.id)]
    alva.sends(region.renewal_at_a)
    later = rut.browser.get(rut.address("lage")).json()
    assert later["counts"][rut.address("arenden/inkomna")] == "2"
    assert later["stand"] != now["stand"]
    # Somebody who only handles cases is told nothing about those of others.
    assert hugo.browser.get(hugo.address("lage")).json()["present"] == {}
    assert hugo.browser.get(hugo.case_address(new_case, "lage")).status_code == 404
