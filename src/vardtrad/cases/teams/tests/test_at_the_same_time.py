"""Two who do it in the same moment: no loop is let through, and nothing is half written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people import region as make_region
from vardtrad.cases.teams import actions
from vardtrad.cases.teams.models import DutyDay, Group, Member, Substitution
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Reason, Refused


@pytest.fixture
def people(committed):
    """Everybody, in a database where everything is really committed."""
    return make_region.__wrapped__(None).people


@pytest.mark.req("B-03")
def test_two_people_who_name_each_other_at_once_make_no_loop(committed, people) -> None:
    hugo, hanna = people["hugo"], people["hanna"]
    hugos, hannas, today = hugo.actor, hanna.actor, clock.today()
    results = committed.together(
        lambda: actions.name_substitute(hugos, hanna.staff, today, today),
        lambda: actions.name_substitute(hannas, hugo.staff, today, today),
    )
    (refused,) = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, Refused)
    assert Substitution.objects.count() == 1


def test_a_double_click_names_one_substitute(committed, people) -> None:
    hugo, hanna, today = people["hugo"].actor, people["hanna"].staff, clock.today()
    results = committed.together(*[lambda: actions.name_substitute(hugo, hanna, today, today)] * 2)
    assert len({result.id for result in results}) == 1
    assert Substitution.objects.count() == 1


@pytest.mark.req("002-014")
def test_two_users_save_the_same_day_from_the_same_page(committed, people) -> None:
    rut, adam = people["rut"].staff.id, people["adam"].actor
    day = clock.today() + timedelta(days=1)
    results = committed.together(
        *[lambda: actions.set_duties(adam, {day: [rut]}, was={day: []})] * 2,
    )
    assert sorted(results) == [0, 1]
    assert DutyDay.objects.count() == 1


def test_two_users_make_or_change_the_same_group(committed, people) -> None:
    adam, hugo, hanna = people["adam"].actor, people["hugo"].staff.id, people["hanna"].staff.id
    results = committed.together(*[lambda: actions.save_group(adam, "Läkare", [hugo])] * 2)
    assert len([result for result in results if isinstance(result, Refused)]) == 1
    group = Group.objects.get()
    was = actions.group_stamp("Läkare", [hugo])
    results = committed.together(
        lambda: actions.save_group(adam, "Läkare", [hanna], group=group.id, was=was),
        lambda: actions.save_group(adam, "Läkarna", [hugo], group=group.id, was=was),
    )
    (refused,) = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.STALE
    group.refresh_from_db()
    stored = (group.name, list(Member.objects.values_list("staff_id", flat=True)))
    assert stored in [("Läkare", [hanna]), ("Läkarna", [hugo])]
