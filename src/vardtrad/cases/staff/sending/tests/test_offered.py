"""An offer under the care guarantee puts each recipient on the waiting list once, whoever is killed half-way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.people import Employee, Region, Resident
from vardtrad.cases.case.models import Case
from vardtrad.cases.staff.sending import actions, carrying_out, offered
from vardtrad.cases.staff.sending.models import Dispatch, Recipient
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.tests.waiting_people import offers
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.people.models import Person

TEXT = "Hej {förnamn}! Vi erbjuder dig besök hos en annan vårdgivare."


@pytest.fixture
def reserve(db: None) -> Person:
    """Somebody with a reserve number, who cannot log in."""
    return Person.objects.create(identity="19600101R012", given_name="Rea", street="Vägen 1", postal_code="999 01")


def ordered(who: Employee, region: Region, *people: Person, text: str = TEXT) -> Dispatch:
    sending = actions.begin(who.actor, region.a, offers(region))
    for person in people:
        assert actions.add(who.actor, sending, person)
    page = who.browser.open(who.address(f"skicka/{sending.id}/"))
    page.press("SKICKA", to="mig", text=text)
    return sending


@pytest.mark.req("004-001", "004-002", "004-003", "004-004", "004-077")
def test_everybody_who_was_offered_stands_on_the_list_and_gets_a_letter_where_no_notice_reaches(
    region: Region, hugo: Employee, alva: Resident, bo: Resident, reserve: Person
) -> None:
    Person.objects.filter(pk=bo.person.pk).update(email="")
    ordered(hugo, region, alva.person, bo.person, reserve)
    entries = {entry.patient_id: entry for entry in WaitingEntry.objects.all()}
    assert {
        key: (entry.state, entry.kind, entry.by_letter, entry.offer_id is None) for key, entry in entries.items()
    } == {
        alva.person.id: ("hv", "visit", False, False),
        bo.person.id: ("hv", "visit", True, False),
        reserve.id: ("hv", "visit", True, True),
    }
    letters = {letter.person_id: letter.text for letter in Letter.objects.all()}
    assert set(letters) == {bo.person.id, reserve.id}
    assert "Hej Rea!" in letters[reserve.id]
    assert Case.objects.count() == 2


def test_an_offer_of_an_operation_is_told_by_its_text(region: Region, hugo: Employee, alva: Resident) -> None:
    ordered(hugo, region, alva.person, text="Vi kan inte erbjuda dig en tid för operation.")
    assert WaitingEntry.objects.get().kind == "operation"


def test_who_is_killed_after_the_list_and_before_the_outcome_does_nothing_twice(
    region: Region, hugo: Employee, alva: Resident, reserve: Person, monkeypatch: Any
) -> None:
    real = carrying_out.update_set

    def killed(*_given: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(carrying_out, "update_set", killed)
    with pytest.raises(KeyboardInterrupt):
        ordered(hugo, region, alva.person, reserve)
    assert (WaitingEntry.objects.count(), Letter.objects.count()) == (2, 1)
    monkeypatch.setattr(carrying_out, "update_set", real)
    Dispatch.objects.update(not_before=None)
    sending = Dispatch.objects.get()
    carrying_out._piece(sending, sending.begun)
    assert (WaitingEntry.objects.count(), Letter.objects.count(), Case.objects.count()) == (2, 1, 1)
    assert {entry.version for entry in WaitingEntry.objects.all()} == {1}
    assert set(Recipient.objects.values_list("outcome", flat=True)) == {"case", "no_account"}


def test_another_template_puts_nobody_on_the_list(region: Region, hugo: Employee, alva: Resident) -> None:
    template = offers(region)
    template.code = "something-else"
    sending = Dispatch(clinic=region.a, owner=hugo.staff, template=template)
    offered.follow(sending, [Recipient(dispatch=sending, person=alva.person, outcome="case")], lambda one: one.id)
    assert not WaitingEntry.objects.exists()
