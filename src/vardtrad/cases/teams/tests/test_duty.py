"""The day's responsible by the schedule: set, copied, and notified of incoming cases (002-013, 002-014)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.people import hire
from vardtrad.cases.teams import actions, queries
from vardtrad.cases.teams.models import DutyDay
from vardtrad.gate.models import Notification, Trace
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.actions import set_permissions
from vardtrad.shared.care_units.models import Assignment

TODAY, TOMORROW = date(2026, 11, 17), date(2026, 11, 18)
MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _now(frozen) -> None:
    """Tuesday 17 November 2026."""


@pytest.fixture
def stina(region):
    """Another receiver at clinic A."""
    return hire(region.a, "Stina", "Sand", "SE9921000015-P062", "receiver")


def notified(case) -> set:
    return set(
        Notification.objects.filter(key=case.id, move="send", recipient_kind="staff").values_list(
            "recipient_id", flat=True
        )
    )


def takes_away(person, *left: str) -> None:
    held = Assignment.objects.get(staff=person.staff, unit=person.clinic)
    set_permissions(system("testerna"), held.id, left, seen=held.content)


@pytest.mark.req("002-013")
def test_the_days_responsible_is_notified_instead_of_all(region, adam, alva, rut, stina) -> None:
    assert notified(alva.sends(region.renewal_at_a)) == {rut.staff.id, stina.staff.id}
    actions.set_duty(adam.actor, TODAY, [stina.staff.id])
    assert notified(alva.sends(region.renewal_at_a)) == {stina.staff.id}
    actions.set_duty(adam.actor, TODAY, [])
    assert notified(alva.sends(region.renewal_at_a)) == {rut.staff.id, stina.staff.id}


@pytest.mark.req("002-013")
def test_another_day_is_another_day(region, adam, alva, rut, stina, frozen) -> None:
    actions.set_duty(adam.actor, TOMORROW, [stina.staff.id])
    assert notified(alva.sends(region.renewal_at_a)) == {rut.staff.id, stina.staff.id}
    # 23.30 in UTC is the next day in Sweden.
    frozen.to(11, 18, 0, 30)
    assert notified(alva.sends(region.renewal_at_a)) == {stina.staff.id}


@pytest.mark.req("002-013")
def test_the_others_receive_when_the_responsible_person_no_longer_does(region, adam, alva, rut, stina) -> None:
    actions.set_duty(adam.actor, TODAY, [stina.staff.id])
    takes_away(stina, "handler")
    assert queries.on_duty([region.a.id]) == {}
    assert notified(alva.sends(region.renewal_at_a)) == {rut.staff.id}


def test_a_responsible_without_an_address_leaves_the_notices_to_the_others(region, adam, alva, rut, stina) -> None:
    actions.set_duty(adam.actor, TODAY, [stina.staff.id])
    stina.staff.email = ""
    stina.staff.save()
    assert queries.on_duty([region.a.id]) == {region.a.id: [stina.staff.id]}
    assert notified(alva.sends(region.renewal_at_a)) == {rut.staff.id}


@pytest.mark.req("000-017", "002-014")
def test_only_the_administrator_sets_it_and_only_for_receivers(adam, rut, hugo, olle) -> None:
    with pytest.raises(Refused) as refused:
        actions.set_duty(rut.actor, TODAY, [rut.staff.id])
    assert refused.value.reason is Reason.NOT_THERE
    for person in (hugo, olle):
        with pytest.raises(Refused, match="inte den behörighet som behövs"):
            actions.set_duties(adam.actor, {TODAY: [rut.staff.id], TOMORROW: [person.staff.id]})
    assert not DutyDay.objects.exists(), "nothing is half saved"
    assert Trace.objects.filter(action="set_duty", outcome=Trace.Outcome.REFUSED).count() == 3


def test_past_days_are_not_changed(adam, rut) -> None:
    with pytest.raises(Refused, match="har varit"):
        actions.set_duty(adam.actor, TODAY - timedelta(days=1), [rut.staff.id])


@pytest.mark.req("002-014")
def test_two_administrators_do_not_write_over_each_other(adam, rut, stina) -> None:
    shown = {TODAY: [], TOMORROW: []}
    assert actions.set_duties(adam.actor, {TODAY: [rut.staff.id], TOMORROW: []}, was=shown) == 1
    # Changing another day from the same old page is no conflict, and the first person's day is kept.
    assert actions.set_duties(adam.actor, {TODAY: [], TOMORROW: [rut.staff.id]}, was=shown) == 1
    assert [duty_day.day for duty_day in queries.duty_days(adam.clinic.id, TODAY, TOMORROW)] == [TODAY, TOMORROW]
    with pytest.raises(Refused) as refused:
        actions.set_duties(adam.actor, {TODAY: [stina.staff.id], TOMORROW: [stina.staff.id]}, was=shown)
    assert refused.value.reason is Reason.STALE
    assert {duty_day.staff_id for duty_day in DutyDay.objects.all()} == {rut.staff.id}


def test_an_untouched_day_may_keep_somebody_who_no_longer_receives(adam, rut, stina) -> None:
    actions.set_duties(adam.actor, {TODAY: [stina.staff.id]})
    takes_away(stina)
    was = {TODAY: [stina.staff.id]}
    assert actions.set_duties(adam.actor, {TODAY: [stina.staff.id], TOMORROW: [rut.staff.id]}, was=was) == 1
    assert DutyDay.objects.count() == 2


@pytest.mark.req("002-014")
def test_a_week_is_copied_to_the_next_without_writing_over(adam, rut, stina) -> None:
    week = [MONDAY + timedelta(days=n) for n in range(5)]
    actions.set_duties(adam.actor, {day: [rut.staff.id] for day in week[1:]})
    actions.set_duty(adam.actor, TODAY + timedelta(days=7), [stina.staff.id])
    assert actions.copy_week(adam.actor, MONDAY) == 3
    after = {
        duty_day.day: duty_day.staff_id
        for duty_day in queries.duty_days(adam.clinic.id, week[0] + timedelta(days=7), date.max)
    }
    assert after == {
        date(2026, 11, 24): stina.staff.id,
        date(2026, 11, 25): rut.staff.id,
        date(2026, 11, 26): rut.staff.id,
        date(2026, 11, 27): rut.staff.id,
    }
    assert actions.copy_week(adam.actor, MONDAY) == 0
    with pytest.raises(Refused):
        actions.copy_week(rut.actor, MONDAY)


@pytest.mark.req("002-014")
def test_copying_skips_holidays_and_staff_who_no_longer_receive(adam, rut, stina) -> None:
    monday = date(2026, 12, 14)
    actions.set_duties(adam.actor, {monday + timedelta(days=n): [rut.staff.id, stina.staff.id] for n in range(5)})
    takes_away(stina)
    # Christmas Eve and Christmas Day are a Thursday and a Friday.
    assert actions.copy_week(adam.actor, monday) == 3
    copied = queries.duty_days(adam.clinic.id, date(2026, 12, 21), date(2026, 12, 31))
    assert [(duty.day.day, duty.staff_id) for duty in copied] == [(day, rut.staff.id) for day in (21, 22, 23)]
