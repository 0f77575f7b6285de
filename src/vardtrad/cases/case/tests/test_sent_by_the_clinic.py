"""What a clinic sends by itself: a question that waits for its answer, information that is only read (004-018…060)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import now
from vardtrad.cases.case.models import ApprovedContact, Case, CaseType, Service
from vardtrad.cases.case.moves import opening, sending
from vardtrad.cases.case.moves.sending import Outgoing
from vardtrad.cases.case.shown import status_words
from vardtrad.gate.door import Moved
from vardtrad.gate.models import Deadline, Notification
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.people.models import Person


def template(region, direction: str, clinic=None) -> CaseType:
    case_type = CaseType.objects.create(code=f"mall-{direction}", name="Mall", direction=direction)
    Service.objects.create(clinic=clinic or region.a, case_type=case_type)
    return case_type


def words(case: Case) -> str:
    held = now(case)
    return status_words(held.state, held.feedback, "Tilldelat", held.origin)


def send(who, region, kind: CaseType, to, *people, keys=None):
    asks = [
        Outgoing(patient.person, f"Hej {patient.person.given_name}.", keys[place] if keys else None)
        for place, patient in enumerate(people)
    ]
    return sending.send_out(who.actor, region.a, kind, asks, to)


@pytest.mark.req("004-054", "004-060")
def test_a_question_goes_round_and_its_status_says_so(frozen, region, alva, rut, hugo) -> None:
    (moved,) = send(rut, region, template(region, "question"), hugo.staff, alva)
    case = moved.thing
    held = now(case)
    assert (held.state, held.origin, held.handler_id) == ("asked", "clinic", hugo.staff.id)
    assert (held.unread_by_resident, held.unread_by_clinic, held.waits_for_staff) == (True, False, False)
    assert words(case) == "Ärendehanterare har skickat fråga till invånare"
    assert Deadline.objects.filter(key=case.id).exists()
    assert set(Notification.objects.values_list("recipient_id", flat=True)) == {alva.person.id}
    opening.mark_read(alva.actor, case.id)
    assert not now(case).unread_by_resident
    hugo.does("partial_reply", case, "En påminnelse.")
    assert (now(case).state, now(case).unread_by_resident) == ("asked", True)
    assert words(case) == "Ärendehanterare har skickat fråga till invånare"
    alva.answers_back(case, "Ja, tack.")
    assert (now(case).state, now(case).unread_by_clinic) == ("answered", True)
    assert words(case) == "Tilldelat (svar från invånare)"
    hugo.does("partial_reply", case, "Tack, vi bokar.")
    assert words(case) == "Tilldelat (delsvar ärendehanterare)"
    hugo.does("ask", case, "Passar måndag?")
    assert words(case) == "Ärendehanterare har skickat fråga till invånare"
    alva.answers_back(case, "Ja.")
    hugo.does("answer", case, "Välkommen.")
    assert words(case) == "Avslutat"
    page = alva.browser.open(f"/arenden/{case.id}").text
    for text in ("Hej Alva.", "En påminnelse.", "Passar måndag?", "Välkommen."):
        assert text in page


@pytest.mark.req("004-018")
def test_information_is_closed_and_read(frozen, region, alva, bo, rut, hugo) -> None:
    (moved,) = send(hugo, region, template(region, "information"), hugo.staff, alva)
    case = moved.thing
    held = now(case)
    assert (held.state, held.due, held.unread_by_resident, held.unread_by_clinic) == ("closed", None, True, False)
    assert not Deadline.objects.exists()
    page = alva.browser.open(f"/arenden/{case.id}")
    assert "Hej Alva." in page.text
    assert not now(case).unread_by_resident
    with pytest.raises(Refused) as refused:
        alva.answers_back(case)
    assert refused.value.reason is Reason.NOT_ALLOWED
    assert bo.browser.get(f"/arenden/{case.id}").status_code == 404


@pytest.mark.req("003-021", "004-018")
def test_a_protected_person_is_refused_and_the_others_get_theirs(region, alva, bo, rut, hugo) -> None:
    Person.objects.filter(pk=bo.person.pk).update(protection="secrecy")
    bo.person.refresh_from_db()
    assert bo.person.is_protected
    kind = template(region, "question")
    first, second = send(rut, region, kind, hugo.staff, bo, alva)
    assert isinstance(first, Refused)
    assert "godkänna" in first.sentence
    assert isinstance(second, Moved)
    assert list(Case.objects.values_list("patient_id", flat=True)) == [alva.person.id]
    ApprovedContact.objects.create(clinic=region.a, person=bo.person)
    (third,) = send(rut, region, kind, hugo.staff, bo)
    assert isinstance(third, Moved)


def test_each_person_gets_one_case_however_often_it_is_sent(region, alva, bo, rut, hugo) -> None:
    kind, keys = template(region, "question"), [uuid4(), uuid4()]
    first = send(rut, region, kind, hugo.staff, alva, bo, keys=keys)
    again = send(rut, region, kind, hugo.staff, alva, bo, keys=keys)
    assert [sent.thing.id for sent in first] == [sent.thing.id for sent in again]
    assert [sent.repeated for sent in again] == [True, True]
    assert Case.objects.count() == 2


def test_who_may_send_what_to_whom(region, alva, rut, adam, greta, hugo, olle, petra) -> None:
    kind = template(region, "question")
    for who in (adam, greta, olle, petra):
        (outcome,) = send(who, region, kind, hugo.staff, alva)
        assert isinstance(outcome, Refused)
    # The person who gets the answers must be allowed to handle them at this clinic.
    for to in (rut.staff, olle.staff):
        (outcome,) = send(rut, region, kind, to, alva)
        assert isinstance(outcome, Refused)
    # What the clinic does not offer, or offers no more, is not sent.
    Service.objects.filter(case_type=kind).update(open=False)
    (outcome,) = send(rut, region, kind, hugo.staff, alva)
    assert isinstance(outcome, Refused)
    assert not Case.objects.exists()
    with pytest.raises(Refused):
        sending.send(alva.actor, region.a, kind, alva.person, "Jag skickar en mall.")
