"""The views in which nobody is forgotten: everybody with HV is in one of them when something has to be done."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.people import now
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves import closing, opening
from vardtrad.cases.waiting_list import actions, queries
from vardtrad.cases.waiting_list.actions import Documented
from vardtrad.cases.waiting_list.following_up import TO_FOLLOW, View, working_days_ago
from vardtrad.cases.waiting_list.rules import Kind
from vardtrad.cases.waiting_list.tests.waiting_people import YES, answered, latest, offered
from vardtrad.kernel import clock
from vardtrad.shared.people.models import Person


@pytest.fixture
def reserve(db):
    """Somebody with a reserve number, who cannot log in."""
    return Person.objects.create(identity="19600101R012", given_name="Rea", street="Vägen 1", postal_code="999 01")


@pytest.fixture
def frozen(monkeypatch):
    """The product's clock, which the test moves: ``frozen.days(3)``. It begins on a Monday."""

    class Clock:
        moment = datetime(2026, 11, 2, 9, tzinfo=clock.STOCKHOLM)

        def days(self, days: int) -> None:
            self.moment += timedelta(days=days)

    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.moment)
    return moved


def views_of(who, entry):
    return {view for view in TO_FOLLOW if entry.id in {row.id for row in queries.page(who.actor, view).rows}}


def closed(hugo, entry):
    case = Case.objects.get(pk=entry.offer_id)
    closing.close_without_answer(hugo.actor, case.id, "Inget svar.", seen=now(case).content)


def read(resident, entry):
    opening.mark_read(resident.actor, entry.offer_id)


@pytest.mark.req("004-012", "004-067", "B-15")
def test_an_offer_goes_from_new_to_unread_and_closed_and_is_then_phoned(region, rut, hugo, alva, frozen):
    entry = offered(rut, region, alva.person)
    assert views_of(rut, entry) == set()
    frozen.days(14)
    assert views_of(rut, entry) == {View.OVERDUE}
    closed(hugo, entry)
    assert views_of(rut, entry) == {View.OVERDUE, View.UNREAD_CLOSED, View.CALL}


@pytest.mark.req("004-067")
def test_who_reads_and_never_answers_is_found_too(region, rut, hugo, alva, frozen):
    entry = offered(rut, region, alva.person)
    read(alva, entry)
    assert views_of(rut, entry) == {View.READ}
    closed(hugo, entry)
    assert views_of(rut, entry) == {View.READ, View.CALL}


@pytest.mark.req("004-013", "004-077")
def test_who_has_got_a_letter_only_is_watched_and_phoned_when_it_is_old(region, rut, reserve, frozen):
    entry = offered(rut, region, reserve)
    assert views_of(rut, entry) == {View.LETTER}
    frozen.days(14)
    assert View.CALL not in views_of(rut, entry)
    frozen.days(1)
    assert views_of(rut, entry) == {View.LETTER, View.OVERDUE, View.CALL}


@pytest.mark.req("004-006", "004-078")
def test_an_answer_is_to_be_confirmed_and_nobody_phones(region, rut, hugo, alva, frozen):
    entry = answered(alva, offered(rut, region, alva.person), YES)
    assert views_of(rut, entry) == {View.CONFIRM}
    frozen.days(14)
    assert views_of(rut, entry) == {View.CONFIRM, View.OVERDUE}


@pytest.mark.req("B-16", "004-011")
def test_a_next_try_comes_back_on_its_day_and_a_wrong_number_stays(region, rut, hugo, alva, frozen):
    entry = offered(rut, region, alva.person)
    read(alva, entry)
    closed(hugo, entry)
    in_two = clock.today() + timedelta(days=2)
    actions.document(rut.actor, entry.id, Documented("not_reached", next_try=in_two))
    assert views_of(rut, entry) == {View.READ}
    frozen.days(2)
    assert views_of(rut, entry) == {View.READ, View.CALL}
    actions.document(rut.actor, entry.id, Documented("wrong_number"))
    assert View.CALL in views_of(rut, entry)
    actions.document(rut.actor, entry.id, Documented("reached", told="ja"))
    assert views_of(rut, entry) == {View.CONFIRM}


def test_who_was_placed_and_never_offered_anything_is_not_forgotten(region, rut, alva):
    entry = actions.place(rut.actor, region.a, alva.person, Kind.VISIT).thing
    assert views_of(rut, entry) == {View.NO_OFFER}


def test_the_views_are_of_the_own_clinic(region, rut, olle, alva):
    offered(rut, region, alva.person)
    assert [row.id for view in View for row in queries.page(olle.actor, view).rows] == []


def test_who_has_waited_longest_for_a_call_stands_first(region, rut, hugo, alva, bo, frozen):
    entries = []
    for person in (alva, bo):
        entry = offered(rut, region, person.person)
        frozen.days(1)
        closed(hugo, entry)
        actions.document(rut.actor, entry.id, Documented("wrong_number"))
        entries.append(entry.id)
    assert [row.id for row in queries.page(rut.actor, View.CALL).rows] == entries
    assert [row.id for row in queries.page(rut.actor, View.HV).rows] == entries[::-1]


def test_working_days_are_counted_by_swedish_days(frozen):
    # Monday 2 November; ten working days before is Monday 19 October, seven is Thursday 22.
    assert clock.swedish_date(working_days_ago(10)).isoformat() == "2026-10-19"
    assert clock.swedish_date(working_days_ago(7)).isoformat() == "2026-10-22"


def test_a_walk_through_short_pages_shows_everybody_once(region, rut, alva, bo, reserve, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    keys = {offered(rut, region, person).id for person in (alva.person, bo.person, reserve)}
    seen, after = [], None
    while True:
        page = queries.page(rut.actor, View.HV, after)
        seen += [row.id for row in page.rows]
        after = page.older
        if after is None:
            break
    assert (len(seen), set(seen)) == (3, keys)
    assert latest(page.rows[0]).state == "hv"


@pytest.mark.req("004-011", "004-014", "B-15")
def test_nobody_is_asked_to_phone_somebody_who_has_died_and_the_dead_are_not_left_on_the_list(
    region, rut, hugo, alva, frozen
):
    entry = offered(rut, region, alva.person)
    frozen.days(14)
    closed(hugo, entry)
    assert View.CALL in views_of(rut, entry)
    Person.objects.filter(pk=alva.person.pk).update(deceased=True)
    assert views_of(rut, entry) == {View.DECEASED}
    page = rut.browser.open(rut.address("vardgaranti/lista?visa=avlidna"))
    assert "Avliden" in page.main.text
    assert "avliden enligt folkbokföringen" in rut.browser.open(rut.address(f"vardgaranti/{entry.id}/")).main.text
    actions.change(rut.actor, entry.id, actions.Move.REMOVE, seen=latest(entry).content)
    assert views_of(rut, entry) == set()


@pytest.mark.req("B-16", "004-008")
def test_a_new_offer_is_answered_in_peace_also_where_the_number_was_wrong_before(region, rut, alva, frozen):
    entry = offered(rut, region, alva.person)
    actions.document(rut.actor, entry.id, Documented("wrong_number"))
    assert View.CALL in views_of(rut, entry)
    frozen.days(1)
    again = offered(rut, region, alva.person)
    assert again.pk == entry.pk
    assert views_of(rut, again) == set()
