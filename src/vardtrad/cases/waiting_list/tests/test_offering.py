"""After an offer is sent: the entry, and the letter for those whom no notice reaches (004-002…004, 004-077)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from vardtrad.cases.waiting_list import actions
from vardtrad.cases.waiting_list.actions import Documented
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.offering import OFFER_LETTERS, Sent, after_sending
from vardtrad.cases.waiting_list.rules import Kind
from vardtrad.cases.waiting_list.tests.waiting_people import OFFER, case_for, latest, offered
from vardtrad.kernel.tables import Refused
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.people.models import Person


@pytest.fixture
def reserve(db):
    """Somebody with a reserve number, who cannot log in."""
    return Person.objects.create(identity="19600101R012", given_name="Rea", street="Vägen 1", postal_code="999 01")


def letters(person):
    return list(Letter.objects.filter(kind=OFFER_LETTERS, person=person))


@pytest.mark.req("004-002")
def test_who_has_an_account_and_a_notice_gets_no_letter(region, rut, alva):
    entry = offered(rut, region, alva.person)
    assert (entry.state, entry.by_letter, letters(alva.person)) == ("hv", False, [])
    assert entry.offer.patient_id == alva.person.id


@pytest.mark.req("004-003", "004-027")
def test_who_has_an_account_but_no_notice_gets_a_letter_too(region, rut, alva):
    Person.objects.filter(pk=alva.person.pk).update(email="")
    alva.person.refresh_from_db()
    entry = offered(rut, region, alva.person)
    (letter,) = letters(alva.person)
    assert (entry.by_letter, letter.unit_id, letter.status) == (True, region.a.id, "waiting")
    assert OFFER in letter.text
    assert "inkorg" in letter.text
    assert alva.person.identity not in letter.title + letter.text


@pytest.mark.req("004-004", "004-013", "004-077")
def test_who_has_no_account_gets_a_letter_only_and_stands_on_the_list(region, rut, reserve):
    entry = offered(rut, region, reserve)
    (letter,) = letters(reserve)
    assert (entry.offer_id, entry.by_letter, entry.offered is not None) == (None, True, True)
    assert region.a.phone in letter.text
    assert "inkorg" not in letter.text


def test_the_same_recipient_of_the_same_sending_gets_everything_once(region, rut, alva, reserve):
    case = case_for(rut, region, alva.person)
    sent = [Sent(alva.person, OFFER, case.id, uuid4()), Sent(reserve, OFFER, None, uuid4())]
    for _time in range(2):
        outcomes = after_sending(rut.actor, region.a, sent)
        assert not any(isinstance(outcome, Refused) for outcome in outcomes)
    assert WaitingEntry.objects.count() == 2
    assert Letter.objects.count() == 1
    # Somebody who stands on the list since before.
    key = uuid4()
    for _time in range(2):
        entry = offered_again(rut, region, reserve, key)
    assert (Letter.objects.count(), latest(entry).version) == (2, 2)


def offered_again(sender, region, person, key):
    return offered(sender, region, person, key=key)


@pytest.mark.req("004-001")
def test_an_offer_is_about_the_entry_that_there_is(region, rut, alva):
    placed = actions.place(rut.actor, region.a, alva.person, Kind.OPERATION).thing
    assert offered(rut, region, alva.person).pk == placed.pk
    visit = actions.place(rut.actor, region.a, alva.person, Kind.VISIT).thing
    assert offered(rut, region, alva.person, Kind.VISIT).pk == visit.pk
    assert offered(rut, region, alva.person, Kind.OPERATION).pk == placed.pk


def test_who_was_reached_last_by_telephone_gets_a_letter_with_the_next_offer(region, rut, alva):
    entry = offered(rut, region, alva.person)
    assert not entry.by_letter
    actions.document(rut.actor, entry.id, Documented("reached", "Läser aldrig inkorgen."))
    assert offered(rut, region, alva.person).by_letter
    assert len(letters(alva.person)) == 1


def test_the_dead_get_nothing(region, rut, reserve):
    reserve.deceased = True
    reserve.save()
    (outcome,) = after_sending(rut.actor, region.a, [Sent(reserve, OFFER, None, uuid4())])
    assert isinstance(outcome, Refused)
    assert not Letter.objects.exists()
    assert not WaitingEntry.objects.exists()
