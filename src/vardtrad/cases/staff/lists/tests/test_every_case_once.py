"""Filters, sorting and paging together: each case that fits once, in order; and counts agree with the lists."""

import random
from datetime import timedelta

import pytest

from vardtrad.cases.case.rules import Feedback, Origin, State
from vardtrad.cases.staff.frame.queries import WorkList, counts
from vardtrad.cases.staff.lists.filters import (
    CASE_TYPES,
    CLOSED,
    HOLDER,
    READING,
    RESIDENT,
    SINCE,
    STATUS,
    UNTIL,
    WITH_CLOSED,
    Closed,
    ListFilter,
    Reading,
    Sort,
    Status,
)
from vardtrad.cases.staff.lists.list_sql import counting
from vardtrad.cases.staff.lists.queries import work_list
from vardtrad.cases.teams.queries import coverage_of
from vardtrad.kernel import clock

TURN = {State.RECEIVED, State.ASSIGNED, State.ANSWERED}


def stands_in(case, which, holders):
    """Whether a case stands in a list, told anew from what the requirements say."""
    opened = case.state != State.CLOSED
    if which.own and which is not WorkList.URGENT and (case.handler_id or case.group_id) not in holders:
        return False
    return {
        WorkList.CLINIC_TO_DO: case.state in TURN,
        WorkList.CLINIC_ALL: opened,
        WorkList.INCOMING: case.state == State.RECEIVED,
        WorkList.DISTRIBUTED: case.state in {State.ASSIGNED, State.ASKED, State.ANSWERED},
        WorkList.CLINIC_CLOSED: not opened,
        WorkList.OWN_TO_DO: case.state in TURN,
        WorkList.OWN_ALL: opened,
        WorkList.ASSIGNED: case.state == State.ASSIGNED,
        WorkList.QUESTIONS: case.state in {State.ASKED, State.ANSWERED},
        WorkList.OWN_CLOSED: not opened,
        WorkList.UNTAKEN: opened and case.handler_id is None and case.group_id is not None,
        WorkList.URGENT: opened and case.urgent,
    }[which]


HAS_STATUS = {
    Status.UNHANDLED: lambda case: case.feedback == Feedback.NONE,
    Status.PARTIAL_RECEIVER: lambda case: case.feedback == Feedback.PARTIAL_RECEIVER,
    Status.PARTIAL_SENT: lambda case: case.feedback == Feedback.PARTIAL_HANDLER,
    Status.QUESTION: lambda case: case.feedback == Feedback.QUESTION and case.origin == Origin.RESIDENT,
    Status.ANSWER_CAME: lambda case: case.feedback == Feedback.ANSWER_CAME,
    Status.SENT_QUESTION: lambda case: case.feedback == Feedback.QUESTION and case.origin == Origin.CLINIC,
}


def fits(case, wanted):
    """Whether a case fits the filters."""
    opened = case.state != State.CLOSED
    said_last = not opened or case.feedback not in {Feedback.NONE, Feedback.ANSWER_CAME}
    day = clock.swedish_date(case.updated)
    statuses = set(wanted.value(STATUS) or ())
    others = statuses - {Status.FLAGGED}
    reading, since, until = wanted.value(READING), wanted.value(SINCE), wanted.value(UNTIL)
    resident, holder, types = wanted.value(RESIDENT), wanted.value(HOLDER), wanted.value(CASE_TYPES)
    return all(
        [
            Status.FLAGGED not in statuses or case.flagged is not None,
            not others or (opened and any(HAS_STATUS[status](case) for status in others)),
            reading is not Reading.UNREAD or (case.unread_by_resident and said_last),
            reading is not Reading.READ or (not case.unread_by_resident and said_last),
            since is None or day >= since,
            until is None or day <= until,
            resident is None or case.patient_id == resident,
            holder is None or (case.handler_id or case.group_id) == holder,
            not types or case.case_type_id in types,
        ]
    )


def place(case, sort):
    if sort is Sort.URGENCY:
        return (not case.urgent, case.due is None, case.due or case.created, case.id)
    return (case.updated if sort is Sort.UPDATED else case.created, case.id)


def drawn(chance, which, crowd, region, holders):
    """Something to ask for, by chance."""
    day = clock.swedish_date(chance.choice(crowd).updated)
    types = [region.renewal.id, region.question.id]
    chosen = {
        STATUS: tuple(status for status in Status if chance.random() < 0.12) or None,
        READING: chance.choice([None, None, None, *Reading]),
        SINCE: chance.choice([None, None, None, day - timedelta(days=2)]),
        UNTIL: chance.choice([None, None, None, day]),
        RESIDENT: chance.choice([None, None, None, chance.choice(crowd).patient_id]),
        HOLDER: chance.choice([None, None, None, chance.choice(holders)]),
        CASE_TYPES: tuple(sorted(chance.sample(types, chance.choice([0, 0, 1, 2])))) or None,
        CLOSED: Closed.INCLUDED if which in WITH_CLOSED and chance.random() < 0.4 else None,
    }
    wanted = ListFilter(sort=chance.choice(list(Sort)), turned=chance.random() < 0.4)
    for record, value in chosen.items():
        wanted = wanted.choose(record, value)
    return wanted


def walked(actor, which, hands, asked):
    """The ids of a list from its first page to its last, and again from the last to the first."""
    page = work_list(actor, which, hands, asked)
    there = [row.id for row in page.rows]
    assert page.newer is None
    while page.older is not None:
        page = work_list(actor, which, hands, asked, after=page.older)
        there += [row.id for row in page.rows]
    back = [row.id for row in page.rows]
    while page.newer is not None:
        page = work_list(actor, which, hands, asked, before=page.newer)
        back = [row.id for row in page.rows] + back
    return there, back


@pytest.mark.req("004-052", "004-055", "004-061", "004-062", "004-063", "004-066", "B-07")
def test_each_case_that_fits_once_and_counts_agree(region, crowd, rut, hugo, hanna, group) -> None:
    from vardtrad.cases.teams.models import CoverDay, Substitution

    # Hugo works with his own, Hanna's and the group's: three branches, six with closed ones. He covers today, too.
    today = clock.today()
    CoverDay.objects.create(clinic=region.a, staff=hugo.staff, day=today)
    Substitution.objects.create(staff=hanna.staff, substitute=hugo.staff, first=today, last=today)
    chance = random.Random(3)
    seen = set()
    for which in WorkList:
        who = hugo if which.own else rut
        hands = coverage_of(who.staff.id, region.a.id)
        assert not which.own or set(hands.holders) == {hugo.staff.id, hanna.staff.id, group.id}
        holders = [hugo.staff.id, hanna.staff.id, group.id]
        tries = [ListFilter(), ListFilter(sort=Sort.URGENCY), ListFilter(sort=Sort.CREATED, turned=True)]
        tries += [drawn(chance, which, crowd, region, holders) for _try in range(8)]
        for asked in tries:
            wanted = [
                case
                for case in crowd
                if fits(case, asked)
                and (stands_in(case, which, holders) or (asked.closed and stands_in(case, _closed(which), holders)))
            ]
            wanted.sort(key=lambda case: place(case, asked.sort), reverse=not asked.rises)
            there, back = walked(who.actor, which, hands, asked)
            assert there == [case.id for case in wanted], (which, asked)
            assert back == there, (which, asked)
            _menu, (count,) = counts(who.actor, hands, [counting(who.actor, which, hands, asked)])
            assert count == len(wanted), (which, asked)
            seen.add(len(wanted))
    assert max(seen) > 100  # more than two pages
    assert 0 in seen


def _closed(which):
    return WorkList.OWN_CLOSED if which.own else WorkList.CLINIC_CLOSED


def test_the_counts_of_the_menu_agree_with_its_lists(region, crowd, rut, hugo) -> None:
    for who in (rut, hugo):
        hands = coverage_of(who.staff.id, region.a.id)
        menu, _others = counts(who.actor, hands)
        for which in WorkList:
            if which in menu:
                assert menu[which] == sum(stands_in(case, which, hands.holders) for case in crowd)
        assert WorkList.ASSIGNED in menu
