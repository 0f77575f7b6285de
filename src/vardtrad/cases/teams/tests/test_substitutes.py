"""Substitutes (B-03): chains but no loops, only on common days; the substitute answers and is notified."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.people import assign, hire, now
from vardtrad.cases.teams import actions, queries
from vardtrad.cases.teams.models import Substitution
from vardtrad.gate.models import Notification, Trace
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.actions import set_permissions
from vardtrad.shared.care_units.models import Assignment

pytestmark = pytest.mark.req("B-03")

DAY = date(2026, 11, 17)
LATER = DAY + timedelta(days=10)


@pytest.fixture(autouse=True)
def _now(frozen) -> None:
    """Tuesday 17 November 2026."""


@pytest.fixture
def stina(region):
    """A third handler at clinic A."""
    return hire(region.a, "Stina", "Sand", "SE9921000015-P063", "handler")


def replaces(who, substitute, first=DAY, last=LATER) -> Substitution:
    return actions.name_substitute(who.actor, substitute.staff, first, last)


def takes_away(person, *left: str) -> None:
    held = Assignment.objects.get(staff=person.staff, unit=person.clinic, state="active")
    set_permissions(system("testerna"), held.id, left, seen=held.content)


def notified(case, move: str) -> set:
    notifications = Notification.objects.filter(key=case.id, move=move, recipient_kind="staff")
    return set(notifications.values_list("recipient_id", flat=True))


def test_a_substitute_answers_and_is_notified(new_case, rut, hugo, hanna) -> None:
    replaces(hugo, hanna)
    rut.does("assign", new_case, hugo.staff)
    assert notified(new_case, "assign") == {hanna.staff.id}
    assert queries.coverage_of(hanna.staff.id, hanna.clinic.id).staff == (hanna.staff.id, hugo.staff.id)
    hanna.does("answer", new_case, "Ditt recept är förnyat.")
    assert now(new_case).state == "closed"


def test_outside_the_period_nobody_is_replaced(hugo, hanna, frozen, hugos_case) -> None:
    replaces(hugo, hanna, DAY + timedelta(days=1), DAY + timedelta(days=2))
    assert queries.coverage_of(hanna.staff.id, hanna.clinic.id).staff == (hanna.staff.id,)
    with pytest.raises(Refused):
        hanna.does("answer", hugos_case, "Ett svar.")
    # The first and the last day count, by the Swedish clock.
    for day, hour, replaced in ((18, 0, True), (19, 23, True), (20, 0, False)):
        frozen.to(11, day, hour, 30)
        assert (hugo.staff.id in queries.coverage_of(hanna.staff.id, hanna.clinic.id).staff) is replaced
        acting = queries.acting_for([(hugo.staff.id, hugo.clinic.id)])
        assert acting == {(hugo.staff.id, hugo.clinic.id): hanna.staff.id if replaced else hugo.staff.id}


def test_a_chain_leads_to_its_end(hugo, hanna, stina, new_case, rut) -> None:
    replaces(hugo, hanna)
    replaces(hanna, stina)
    assert set(queries.coverage_of(stina.staff.id, stina.clinic.id).staff) == {
        stina.staff.id, hanna.staff.id, hugo.staff.id,
    }  # fmt: skip
    rut.does("assign", new_case, hugo.staff)
    assert notified(new_case, "assign") == {stina.staff.id}
    stina.does("answer", new_case, "Ett svar.")


def test_somebody_who_may_not_handle_cases_here_is_skipped(region, hugo, hanna, stina) -> None:
    replaces(hugo, hanna)
    replaces(hanna, stina)
    place = (hugo.staff.id, region.a.id)
    takes_away(stina)
    assert queries.acting_for([place])[place] == hanna.staff.id
    takes_away(hanna)
    assert queries.acting_for([place])[place] == hugo.staff.id
    takes_away(stina, "handler")
    assert queries.acting_for([place])[place] == stina.staff.id


def test_a_case_at_another_clinic_goes_to_nobody_who_does_not_work_there(region, hugo, hanna, alva, olle) -> None:
    assign(hugo.staff, region.b, "handler")
    replaces(hugo, hanna)
    case = alva.sends(region.services["b", "renewal"])
    olle.does("assign", case, hugo.staff)
    assert notified(case, "assign") == {hugo.staff.id}
    with pytest.raises(Refused):
        hanna.does("answer", case, "Ett svar.")
    assert set(queries.acting_for([(hugo.staff.id, region.a.id), (hugo.staff.id, region.b.id)]).values()) == {
        hanna.staff.id, hugo.staff.id,
    }  # fmt: skip


def test_no_loops_of_two_or_three(hugo, hanna, stina) -> None:
    replaces(hugo, hanna)
    with pytest.raises(Refused, match="ersätts i sin tur av dig"):
        replaces(hanna, hugo)
    replaces(hanna, stina)
    with pytest.raises(Refused, match="ersätts i sin tur av dig"):
        replaces(stina, hugo)
    assert Substitution.objects.count() == 2


def test_a_loop_needs_a_day_in_common_all_the_way_round(hugo, hanna, stina) -> None:
    first, second, third = DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)
    replaces(hugo, hanna, first, second)
    replaces(hanna, stina, second, third)
    # Hugo is away on days one and two, Hanna on two and three: the chain is whole on day two, but not on one or three.
    with pytest.raises(Refused):
        replaces(stina, hugo, first, third)
    with pytest.raises(Refused):
        replaces(stina, hugo, second, second)
    replaces(stina, hugo, first, first)
    replaces(stina, hugo, third, third)
    replaces(hanna, hugo, LATER, LATER)
    for day in (first, second, third, LATER):
        for staff in (hugo, hanna, stina):
            place = (staff.staff.id, staff.clinic.id)
            assert queries.acting_for([place], day)[place] != staff.staff.id or not any(
                sub.first <= day <= sub.last for sub in Substitution.objects.filter(staff=staff.staff)
            )


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (LATER, DAY, "Slutdatumet kan inte vara före"),
        (DAY - timedelta(days=9), DAY - timedelta(days=1), "har redan varit"),
        (date(2026, 12, 1), date(2026, 12, 2), ""),
        (DAY, DAY + timedelta(days=731), ""),
        (DAY, DAY + timedelta(days=732), "högst två år framåt"),
        (date(9999, 12, 30), date(9999, 12, 31), "högst två år framåt"),
    ],
)
def test_the_period_makes_sense(hugo, hanna, first, last, sentence) -> None:
    if sentence:
        with pytest.raises(Refused, match=sentence):
            replaces(hugo, hanna, first, last)
    else:
        assert replaces(hugo, hanna, first, last).first == first


def test_a_substitute_is_single_another_person_and_may_get_cases_here(hugo, hanna, stina, rut, olle) -> None:
    with pytest.raises(Refused, match="din egen ersättare"):
        replaces(hugo, hugo)
    for person in (rut, olle):
        with pytest.raises(Refused, match="kan inte få ärenden"):
            replaces(hugo, person)
    kept = replaces(hugo, hanna)
    with pytest.raises(Refused, match="redan en ersättare"):
        replaces(hugo, stina, LATER, LATER + timedelta(days=1))
    assert replaces(hugo, hanna).id == kept.id, "a second click changes nothing"
    assert Trace.objects.filter(action="name_substitute", outcome=Trace.Outcome.DONE).count() == 1
    assert Trace.objects.filter(action="name_substitute", outcome=Trace.Outcome.REFUSED).count() == 4


def test_only_the_owner_ends_a_substitution_and_it_ends_at_once(hugo, hanna, hugos_case) -> None:
    kept = replaces(hugo, hanna)
    for who, key in ((hanna, kept.id), (hugo, uuid4())):
        with pytest.raises(Refused) as refused:
            actions.end_substitution(who.actor, key)
        assert refused.value.reason is Reason.NOT_THERE
    actions.end_substitution(hugo.actor, kept.id)
    assert queries.coverage_of(hanna.staff.id, hanna.clinic.id).staff == (hanna.staff.id,)
    with pytest.raises(Refused):
        hanna.does("answer", hugos_case, "Ett svar.")
    trace = Trace.objects.get(action="end_substitution", outcome=Trace.Outcome.DONE)
    assert trace.detail["substitute"] == str(hanna.staff.id)
    assert Trace.objects.filter(action="end_substitution", outcome=Trace.Outcome.REFUSED).count() == 2
