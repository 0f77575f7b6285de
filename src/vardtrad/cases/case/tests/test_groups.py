"""Cases of groups: routed, distributed, taken, given back, and who may what meanwhile (004-055…057, 002-039, B-03)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import hire, now
from tests.people import region as make_region
from vardtrad.cases.case.capacities import capacities_of
from vardtrad.cases.case.models import Case, Service
from vardtrad.cases.case.moves import distributing
from vardtrad.cases.case.rules import Capacity
from vardtrad.cases.staff.frame.queries import WorkList, holders, listed
from vardtrad.cases.teams.models import Group, Member, Substitution
from vardtrad.cases.teams.queries import coverage_of
from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Reason, Refused


def team(region, *people, name: str = "Läkare", clinic=None) -> Group:
    group = Group.objects.create(clinic=clinic or region.a, name=name)
    Member.objects.bulk_create(Member(group=group, staff=person.staff) for person in people)
    return group


def routed(region, group: Group) -> None:
    Service.objects.filter(clinic=group.clinic, case_type=region.renewal).update(group=group)


def held(who, case: Case) -> set[str]:
    return set(capacities_of(who.actor, [now(case)])[case.id])


def lists(who, case: Case) -> set[str]:
    """The lists in which somebody who works with these hands finds the case."""
    hands = coverage_of(who.staff.id, who.clinic.id)
    cases_of = {which: listed(which, who.clinic.id, holders(which, hands)) for which in WorkList}
    roles = who.actor.roles
    return {which.name for which, cases in cases_of.items() if which.permissions & roles and cases.filter(pk=case.pk)}


def notified(case: Case, move: str) -> set[object]:
    notifications = Notification.objects.filter(key=case.id, move=move, recipient_kind="staff")
    return set(notifications.values_list("recipient_id", flat=True))


@pytest.mark.req("002-039", "004-055", "004-056")
def test_routed_stays_incoming_until_a_member_takes_it(region, alva, rut, hugo, hanna) -> None:
    routed(region, team(region, hugo))
    case = alva.sends(region.renewal_at_a)
    assert (now(case).state, now(case).handler_id) == ("received", None)
    assert held(hugo, case) == {Capacity.MEMBER}
    assert held(hanna, case) == set()
    assert held(rut, case) == {Capacity.RECEIVER}
    assert "INCOMING" in lists(rut, case)
    for verb in ("answer", "ask", "partial_reply", "close_without_answer"):
        with pytest.raises(Refused):
            hugo.does(verb, case, "Ett ord.")
    with pytest.raises(Refused) as refused:
        hanna.does("take", case)
    assert refused.value.reason is Reason.NOT_THERE
    hugo.does("take", case)
    assert (now(case).state, now(case).handler_id) == ("assigned", hugo.staff.id)
    assert not now(case).unread_by_clinic
    hugo.does("answer", case, "Ditt svar.")
    assert now(case).state == "closed"


@pytest.mark.req("002-039")
def test_a_group_out_of_use_gets_no_new_cases_and_keeps_the_old(region, alva, rut, hugo) -> None:
    group = team(region, hugo)
    routed(region, group)
    old = alva.sends(region.renewal_at_a)
    Group.objects.filter(pk=group.pk).update(active=False)
    assert now(alva.sends(region.renewal_at_a)).group_id is None
    fresh = alva.sends(region.services["a", "question"])
    with pytest.raises(Refused, match="kan inte få ärenden"):
        rut.does("assign", fresh, group)
    hugo.does("take", old)
    assert now(old).handler_id == hugo.staff.id


@pytest.mark.req("004-055", "004-056")
def test_a_member_removed_in_between_takes_nothing(region, alva, rut, hugo, hanna) -> None:
    group = team(region, hugo, hanna)
    case = rut.does("assign", alva.sends(region.renewal_at_a), group)
    assert notified(case, "assign") == {hugo.staff.id, hanna.staff.id}
    Member.objects.filter(staff=hugo.staff).delete()
    with pytest.raises(Refused) as refused:
        hugo.does("take", case)
    assert refused.value.reason is Reason.NOT_THERE
    assert lists(hugo, case) == set()
    Member.objects.all().delete()
    # Nobody is left in the group: the receiver sees it, and gives it to somebody else.
    assert "DISTRIBUTED" in lists(rut, case)
    with pytest.raises(Refused):
        rut.does("reassign", case, team(region, name="Tomma"))
    rut.does("reassign", case, hanna.staff)
    assert (now(case).handler_id, now(case).group_id) == (hanna.staff.id, None)


@pytest.mark.req("004-055", "000-030")
def test_to_a_person_and_back_to_the_group(region, alva, rut, hugo, hanna) -> None:
    group = team(region, hugo, hanna)
    case = rut.does("assign", alva.sends(region.renewal_at_a), group)
    with pytest.raises(Refused, match="redan fördelat"):
        rut.does("reassign", case, group)
    hugo.does("take", case)
    assert lists(hanna, case) == set()
    hugo.does("reassign", case, group)
    assert (now(case).handler_id, now(case).holder, now(case).unread_by_clinic) == (None, group.id, True)
    assert {"OWN_TO_DO", "OWN_ALL", "ASSIGNED", "UNTAKEN"} == lists(hanna, case) == lists(hugo, case)
    assert notified(case, "reassign") == {hanna.staff.id}  # not the person who gave it back
    hanna.does("take", case)
    with pytest.raises(Refused):
        hugo.does("take", case)


@pytest.mark.req("004-055", "000-039")
def test_the_residents_answer_to_a_case_that_a_group_now_has(region, alva, rut, hugo, hanna) -> None:
    group = team(region, hugo, hanna)
    case = rut.does("assign", alva.sends(region.renewal_at_a), hugo.staff)
    hugo.does("ask", case, "Vilken dos?")
    hugo.does("reassign", case, group)
    assert now(case).state == "asked"
    alva.answers_back(case)
    assert notified(case, "answer_back") == {hugo.staff.id, hanna.staff.id}
    assert "OWN_TO_DO" in lists(hanna, case)
    hanna.does("take", case)
    assert (now(case).state, now(case).handler_id) == ("answered", hanna.staff.id)
    hanna.does("answer", case, "Tack.")


@pytest.mark.req("004-056")
def test_two_who_take_at_once(committed) -> None:
    region = make_region.__wrapped__(None)
    alva, rut, hugo, hanna = (region.people[name] for name in ("alva", "rut", "hugo", "hanna"))
    case = rut.does("assign", alva.sends(region.renewal_at_a), team(region, hugo, hanna))
    seen = now(case).content
    actors = [hugo.actor, hanna.actor]
    outcomes = committed.together(
        *[lambda actor=actor: distributing.take(actor, case.id, seen=seen) for actor in actors],
    )
    (refused,) = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert isinstance(refused, Refused)
    winner = actors[0] if outcomes[1] is refused else actors[1]
    assert now(case).handler_id == winner.id


@pytest.mark.req("B-03")
def test_the_last_of_three_substitutes_answers_until_midnight(frozen, region, alva, rut, hugo, hanna) -> None:
    stina = hire(region.a, "Stina", "Sand", "SE9921000015-P063", "handler")
    sven = hire(region.a, "Sven", "Sjö", "SE9921000015-P064", "handler")
    today = clock.today()
    for replaced, substitute in ((hugo, hanna), (hanna, stina), (stina, sven)):
        Substitution.objects.create(staff=replaced.staff, substitute=substitute.staff, first=today, last=today)
    first, second = (rut.does("assign", alva.sends(region.renewal_at_a), hugo.staff) for _time in range(2))
    assert notified(first, "assign") == {sven.staff.id}
    frozen.to(11, 17, 23, 59)
    for member in (hanna, stina, sven):
        assert held(member, first) == {Capacity.HANDLER}
        assert "ASSIGNED" in lists(member, first)
    sven.does("partial_reply", first, "Jag ser på det.")
    assert now(first).feedback == "partial_handler"
    assert not first.messages.get(kind="partial_reply").by_receiver
    sven.does("answer", first, "Svar från ersättaren.")
    assert now(first).handler_id == hugo.staff.id
    frozen.to(11, 18, 0, 0)
    with pytest.raises(Refused) as refused:
        sven.does("answer", second, "För sent.")
    assert refused.value.reason is Reason.NOT_THERE
    assert lists(sven, second) == set()
    hugo.does("answer", second, "Jag är tillbaka.")


@pytest.mark.req("B-03")
def test_a_substitute_does_not_get_the_cases_of_the_replaced_persons_group(region, alva, rut, hugo, hanna) -> None:
    today = clock.today()
    Substitution.objects.create(staff=hugo.staff, substitute=hanna.staff, first=today, last=today)
    case = rut.does("assign", alva.sends(region.renewal_at_a), team(region, hugo))
    assert held(hanna, case) == set()


def test_capacities_do_not_reach_beyond_the_clinic(region, alva, rut, hugo, olle, petra) -> None:
    here, there = team(region, hugo, olle), team(region, olle, hugo, clinic=region.b)
    today = clock.today()
    Substitution.objects.create(staff=hugo.staff, substitute=olle.staff, first=today, last=today)
    case = rut.does("assign", alva.sends(region.renewal_at_a), here)
    own = rut.does("assign", alva.sends(region.renewal_at_a), hugo.staff)
    assert [held(olle, shared_or_own) for shared_or_own in (case, own)] == [set(), set()]
    assert held(petra, case) == set()
    for group in (there, team(region, petra, clinic=region.c)):
        with pytest.raises(Refused):
            rut.does("reassign", case, group)
    rut.does("transfer", own, region.b)
    assert held(hugo, own) == set() == held(rut, own)
    assert held(olle, own) == {Capacity.RECEIVER}


@pytest.mark.parametrize("who", ["rut", "hugo", "hanna"])
def test_capacities_take_as_many_queries_for_one_case_as_for_fifty(region, alva, bo, rut, hugo, hanna, who) -> None:
    group = team(region, hanna)
    today = clock.today() + timedelta(days=0)
    Substitution.objects.create(staff=hugo.staff, substitute=hanna.staff, first=today, last=today)
    cases = [rut.does("assign", alva.sends(region.renewal_at_a), group) for _one in range(25)]
    cases += [rut.does("assign", bo.sends(region.renewal_at_a), hugo.staff) for _one in range(25)]
    actor = region.people[who].actor

    def cost(some: list[Case]) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert len(capacities_of(actor, some)) == len(some)
        return len(caught)

    assert cost(cases) <= 2
    assert cost(cases) == max(cost(cases[:1]), cost(cases[-1:]))


@pytest.mark.req("004-056")
def test_a_member_sees_how_many_the_groups_have_and_where(region, alva, rut, hugo, hanna) -> None:
    group = team(region, hugo)
    case = alva.sends(region.renewal_at_a)
    rut.does("assign", case, group)
    start = hugo.browser.open(hugo.address())
    assert start.counts["Gruppernas ärenden"] == "1"
    assert "1 att ta i dina grupper" in start.main.text
    assert [row["href"] for row in start.follow("Gruppernas ärenden").rows] == [hugo.case_address(case)]
    assert "Gruppernas ärenden" not in hanna.browser.open(hanna.address()).menu
    assert hanna.browser.open(hanna.address("mina/grupper")).main.all("tbody") == []
    from vardtrad.cases.case.moves import distributing

    distributing.take(hugo.actor, case.id, seen=now(case).content)
    assert hugo.browser.open(hugo.address("mina/grupper")).main.all("tbody") == []
    assert hugo.browser.open(hugo.address()).counts["Gruppernas ärenden"] == "0"
