"""What did not arrive stands on the case and in the clinic's list, whichever way it went."""

import pytest

from tests.people import Employee, Region, Resident
from vardtrad.cases.case.thread import CASES_LETTERS, MESSAGE_LETTERS
from vardtrad.gate.models import Notification, Trace
from vardtrad.kernel import clock
from vardtrad.shared.letters import actions as letters
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.notify import outgoing
from vardtrad.shared.notify.models import Outgoing, Part

pytestmark = pytest.mark.req("B-32")
MAIL = "Aviseringen till invånaren gick inte att leverera."
SMS = "Aviseringen till invånaren med sms kom inte fram."
LETTER = "Brevet till invånaren kom i retur."


@pytest.fixture
def case(alva: Resident, rut: Employee, region: Region):
    case = alva.sends(region.renewal_at_a)
    return rut.does("partial_reply", case, "Vi har läst.")


def by_mail(case, alva, rut):
    Notification.objects.filter(key=case.id, party="resident").update(status="given_up")
    return MAIL


def by_sms(case, alva, rut):
    notice = Notification.objects.get(key=case.id, party="resident")
    outgoing.put_notice(notice.id, notice.recipient_kind, notice.recipient_id)
    Outgoing.objects.update(status="sent")
    Part.objects.create(gateway_id="m1", message=Outgoing.objects.get(), at=clock.now())
    outgoing.receive("m1", "UNDELIV")
    return SMS


def by_letter(case, alva, rut, kind=CASES_LETTERS, key=None):
    letter, _new = letters.order(kind, key or case.id, alva.person, unit=case.clinic, title="Hej", text="Hej")
    Letter.objects.filter(pk=letter.pk).update(status="sent")
    letters.returned(rut.actor, letter.pk)
    return LETTER


def by_letter_with_a_message(case, alva, rut):
    return by_letter(case, alva, rut, MESSAGE_LETTERS, case.messages.get(kind="partial_reply").id)


@pytest.mark.parametrize("way", [by_mail, by_sms, by_letter, by_letter_with_a_message])
def test_it_stands_on_the_case_and_in_the_list(case, alva: Resident, rut: Employee, hugo, way):
    where = rut.address("inte-framme/")
    assert "Allt har kommit fram" in rut.browser.open(where).main.text
    words = way(case, alva, rut)
    assert words in " ".join(rut.browser.open(rut.case_address(case)).thread)
    assert words not in alva.browser.open(f"/arenden/{case.id}").text
    page = rut.browser.open(where)
    assert words in page.main.text
    assert alva.person.name in page.main.text
    assert page.follow(case.case_type.name).address == rut.case_address(case)
    assert any("not_arrived" in str(trace.detail) for trace in Trace.objects.all())
    assert hugo.browser.get(hugo.address("inte-framme/")).status_code == 404


def test_another_clinics_is_not_there(case, alva: Resident, rut: Employee, olle: Employee):
    by_mail(case, alva, rut)
    by_sms(case, alva, rut)
    answer = olle.browser.get(olle.address("inte-framme/"))
    assert MAIL not in answer.content.decode()


def test_it_is_turned_by_page(case, alva: Resident, rut: Employee, monkeypatch):
    monkeypatch.setattr("vardtrad.operations.letters.undelivered.PAGE", 1)
    by_sms(case, alva, rut)
    by_mail(case, alva, rut)
    first = rut.browser.open(rut.address("inte-framme/"))
    assert (SMS in first.main.text, MAIL in first.main.text) == (True, False)
    (link,) = [a for a in first.main.all("a") if "efter=" in a.attrs.get("href", "")]
    second = rut.browser.open(link.attrs["href"])
    assert (SMS in second.main.text, MAIL in second.main.text) == (False, True)
