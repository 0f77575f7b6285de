"""Groups of a clinic: made and changed by its administrator; their cases reach only members who may work there."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import assign, hire
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.teams import actions, queries
from vardtrad.cases.teams.models import Group, Member
from vardtrad.gate import door
from vardtrad.gate.models import Notification, Trace
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.actions import set_permissions
from vardtrad.shared.care_units.models import Assignment


@pytest.fixture
def nurses(adam, hugo, hanna) -> Group:
    return actions.save_group(adam.actor, "Sjuksköterskor", [hugo.staff.id, hanna.staff.id])


def takes_away(person, *left: str) -> None:
    held = Assignment.objects.get(staff=person.staff, unit=person.clinic)
    set_permissions(system("testerna"), held.id, left, seen=held.content)


@pytest.mark.req("000-017", "002-039")
def test_only_the_administrator_makes_groups_and_each_change_leaves_a_trace(adam, rut, hugo, hanna, greta) -> None:
    for who in (rut, hugo, greta):
        with pytest.raises(Refused) as refused:
            actions.save_group(who.actor, "Min grupp", [hugo.staff.id])
        assert refused.value.reason is Reason.NOT_THERE
    assert not Group.objects.exists()
    group = actions.save_group(adam.actor, "Läkare", [hugo.staff.id])
    actions.save_group(adam.actor, "Läkarna", [hanna.staff.id], group=group.id)
    done = Trace.objects.filter(action="save_group", outcome=Trace.Outcome.DONE).order_by("at")
    assert [trace.key for trace in done] == [group.id, group.id]
    assert done[1].detail == {
        "name": "Läkarna", "was": "Läkare", "added": [str(hanna.staff.id)], "removed": [str(hugo.staff.id)],
    }  # fmt: skip
    assert Trace.objects.filter(action="save_group", outcome=Trace.Outcome.REFUSED).count() == 3


def test_another_clinics_group_is_not_there(adam, olle, region) -> None:
    there = Group.objects.create(clinic=region.b, name="Björkens")
    for act in (
        lambda: actions.save_group(adam.actor, "Ny", [], group=there.id),
        lambda: actions.use_group(adam.actor, there.id, active=False),
        lambda: actions.use_group(adam.actor, uuid4(), active=False),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reason is Reason.NOT_THERE
    there.refresh_from_db()
    assert (there.name, there.active) == ("Björkens", True)


def test_a_member_must_answer_cases_here(adam, rut, olle) -> None:
    for person in (rut, olle):
        with pytest.raises(Refused, match="inte den behörighet som behövs"):
            actions.save_group(adam.actor, "Läkare", [person.staff.id])
    assert not Group.objects.exists()
    assert not Member.objects.exists()


def test_a_name_is_used_once_at_a_clinic(adam, nurses, region) -> None:
    with pytest.raises(Refused, match="redan en grupp med det namnet"):
        actions.save_group(adam.actor, "Sjuksköterskor", [])
    Group.objects.create(clinic=region.b, name="Sjuksköterskor")
    other = actions.save_group(adam.actor, "Läkare", [])
    with pytest.raises(Refused, match="redan en grupp med det namnet"):
        actions.save_group(adam.actor, "Sjuksköterskor", [], group=other.id)


def test_a_stale_page_changes_nothing(adam, nurses, hugo, hanna) -> None:
    shown = actions.group_stamp("Sjuksköterskor", [hugo.staff.id, hanna.staff.id])
    actions.save_group(adam.actor, "Sjuksköterskor", [hanna.staff.id], group=nurses.id, was=shown)
    with pytest.raises(Refused) as refused:
        actions.save_group(adam.actor, "Sköterskor", [hugo.staff.id], group=nurses.id, was=shown)
    assert refused.value.reason is Reason.STALE
    assert queries.members_by_group(adam.clinic.id) == {nurses.id: [hanna.staff]}
    # A change already made is no conflict: a second click.
    actions.save_group(adam.actor, "Sjuksköterskor", [hanna.staff.id], group=nurses.id, was=shown)
    assert Trace.objects.filter(action="save_group", outcome=Trace.Outcome.DONE).count() == 2


def test_taken_out_of_use_and_into_use_again(adam, nurses) -> None:
    actions.use_group(adam.actor, nurses.id, active=False)
    actions.use_group(adam.actor, nurses.id, active=False)
    assert queries.groups_at(adam.clinic.id) == []
    assert queries.groups_at(adam.clinic.id, all_of_them=True) == [nurses]
    assert not queries.group_takes_cases(nurses.id, adam.clinic.id)
    assert Trace.objects.filter(action="use_group").count() == 1
    actions.use_group(adam.actor, nurses.id, active=True)
    assert queries.group_takes_cases(nurses.id, adam.clinic.id)


def test_a_group_without_anybody_who_may_answer_takes_no_cases(adam, region, nurses, hugo, hanna) -> None:
    assert not queries.group_takes_cases(nurses.id, region.b.id)
    takes_away(hugo, "receiver")
    assert queries.group_takes_cases(nurses.id, adam.clinic.id)
    takes_away(hanna)
    assert not queries.group_takes_cases(nurses.id, adam.clinic.id)
    empty = actions.save_group(adam.actor, "Tom", [])
    assert not queries.group_takes_cases(empty.id, adam.clinic.id)


@pytest.mark.req("000-031", "002-039")
def test_a_groups_case_notifies_its_members_who_may_then_work_with_it(nurses, new_case, rut, hugo, hanna, adam) -> None:
    takes_away(hanna, "receiver")
    rut.does("assign", new_case, nurses)
    notified = Notification.objects.filter(key=new_case.id, move="assign").values_list("recipient_id", flat=True)
    assert set(notified) == {hugo.staff.id}
    assert queries.coverage_of(hugo.staff.id, hugo.clinic.id).groups == (nurses.id,)
    assert queries.coverage_of(hugo.staff.id, uuid4()).groups == ()
    assert queries.coverage_of(adam.staff.id, hugo.clinic.id).groups == ()
    assert Case.objects.get(pk=new_case.id).holder == nurses.id
    _case, capacities = door.read(CASES, hugo.actor, new_case.id)
    assert "member" in capacities


def test_a_member_at_two_clinics_has_only_the_groups_of_this_one(region, adam, hugo, nurses) -> None:
    assign(hugo.staff, region.b, "handler")
    there = Group.objects.create(clinic=region.b, name="Björkens")
    Member.objects.create(group=there, staff=hugo.staff)
    assert queries.coverage_of(hugo.staff.id, region.a.id).groups == (nurses.id,)
    assert queries.coverage_of(hugo.staff.id, region.b.id).groups == (there.id,)
    stranger = hire(region.b, "Nils", "Ny", "SE9921000015-P061", "handler")
    Member.objects.create(group=nurses, staff=stranger.staff)
    assert stranger.staff.id not in queries.members_of([nurses.id])[nurses.id]
