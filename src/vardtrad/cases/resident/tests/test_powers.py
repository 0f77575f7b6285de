"""Powers of attorney between adults: scope, period, renewal, taking back, and that only an e-legitimation gives one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people import Clock, Employee, Region, Resident
from vardtrad.cases.case.models import Case
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel import clock
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.login.models import Session
from vardtrad.shared.people.models import Person, Protection
from vardtrad.shared.proxies.models import Link, Power

REFUSED = "Det går inte att ge fullmakten. Ni behöver båda vara folkbokförda"


def gives(who: Resident, number: str, scope: str = "write", days: int = 30):
    last = (clock.today() + timedelta(days=days)).isoformat()
    return who.browser.open("/fullmakter").press("Ge fullmakten", identity=number, scope=scope, last=last)


def acts(holder: Resident, giver: Resident):
    return holder.browser.open("/barn").press(giver.person.name)


@pytest.mark.req("B-21")
def test_a_power_to_write_opens_the_giver_s_matters(alva: Resident, bo: Resident, region: Region, rut: Employee):
    page = gives(alva, bo.person.identity)
    # By the number that was written: a name would be told to whoever knows a number.
    assert bo.person.identity_shown in page.main.text
    assert bo.person.name not in page.main.text
    inbox = acts(bo, alva)
    assert f"Du är ombud för {alva.person.name}." in inbox.text
    address = f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"
    bo.browser.open(address).press("Läs igenom", text="Alva behöver nytt recept.").press("Skicka")
    case = Case.objects.get()
    assert case.patient_id == alva.person.id
    assert f"genom ombud: {bo.person.name}" in rut.browser.open(rut.case_address(case)).main.text
    # The giver sees it as what it is.
    assert f"Ombud: {bo.person.name}" in alva.browser.open(f"/arenden/{case.id}").main.text
    trace = Trace.objects.get(action="give_power")
    assert (trace.person_id, trace.detail["holder"]) == (alva.person.id, str(bo.person.id))


@pytest.mark.req("B-21")
def test_a_power_to_read_reads_and_does_nothing_else(alva: Resident, bo: Resident, region: Region, hugo, rut):
    case = rut.does("assign", alva.sends(region.renewal_at_a), hugo.staff)
    hugo.does("ask", case, "Vilken styrka?")
    gives(alva, bo.person.identity, "read")
    inbox = acts(bo, alva)
    assert "Du kan läsa personens ärenden, men inte skriva." in inbox.text
    assert "Nytt ärende" not in inbox.text
    assert "Mottagningar" not in inbox.root.one("header").text
    before = Version.objects.count()
    page = bo.browser.open(f"/arenden/{case.id}")
    assert "Vilken styrka?" in page.main.text
    assert "Skicka svar" not in page.main.text
    # It is still unread to the giver, and staff are not told that anybody has read it.
    assert Version.objects.count() == before
    assert Case.objects.get(pk=case.pk).unread_by_resident
    form = alva.browser.open(f"/arenden/{case.id}").fields("Skicka svar")
    mark = page.form("Avsluta ombudsläget").all("input", name="drawn_for")[0].attrs["value"]
    form |= {"drawn_for": mark, "text": "Ett svar i någon annans namn."}
    assert bo.browser.post(f"/arenden/{case.id}", form).status_code in {404, 422}
    for path in (f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/", "/mottagningar", "/listning"):
        assert bo.browser.get(path).status_code == 404
    answer = bo.browser.post(f"/arenden/{case.id}/utkast", {"drawn_for": mark, "utkast": "svara.text@", "text": "x"})
    assert answer.status_code == 404
    assert not Draft.objects.exists()
    assert Case.objects.get(pk=case.pk).state == "asked"


@pytest.mark.req("B-21")
def test_it_ends_with_its_last_day_and_is_given_again(frozen: Clock, alva: Resident, bo: Resident):
    gives(alva, bo.person.identity, days=0)
    acts(bo, alva)
    assert bo.browser.get("/inkorg").status_code == 200
    frozen.to(11, 17, 23, 59)
    Session.objects.update(started=clock.now(), last_seen=clock.now())
    assert bo.browser.get("/inkorg").status_code == 200
    frozen.to(11, 18, 0, 0)
    assert bo.browser.get("/inkorg").status_code == 403
    assert alva.person.name not in bo.browser.open("/barn").main.text
    assert "Fullmakten gick ut" in alva.browser.open("/fullmakter").main.text
    gives(alva, bo.person.identity, days=365)
    assert Power.objects.filter(ended=None).count() == 1
    assert Power.objects.count() == 2
    assert f"Du är ombud för {alva.person.name}." in acts(bo, alva).text


@pytest.mark.req("B-21")
def test_taken_back_it_opens_nothing_from_the_next_click(alva: Resident, bo: Resident):
    gives(alva, bo.person.identity)
    acts(bo, alva)
    page = alva.browser.open("/fullmakter").press(f"Återkalla fullmakten för {bo.person.identity_shown}")
    assert "Fullmakten är återkallad." in page.text
    assert bo.browser.get("/inkorg").status_code == 403
    assert Power.objects.get().ended is not None


def test_not_longer_than_a_year_and_not_in_the_past(alva: Resident, bo: Resident):
    for days in (-1, 366):
        assert "högst ett år fram" in gives(alva, bo.person.identity, days=days).main.text
    assert not Power.objects.exists()


def test_only_an_e_legitimation_gives_a_power(alva: Resident, bo: Resident):
    page = alva.browser.open("/fullmakter")
    Session.objects.filter(person=alva.person).update(assurance=2)
    last = clock.today().isoformat()
    answer = page.press("Ge fullmakten", identity=bo.person.identity, scope="read", last=last)
    assert "Logga in med e-legitimation" in answer.main.text
    assert not Power.objects.exists()


def test_everybody_who_cannot_hold_one_gets_the_same_answer(alva: Resident, bo: Resident):
    Person.objects.create(identity="201805022389", given_name="Elina", family_name="Ahlgren")
    Person.objects.create(identity="194607287044", given_name="Gunvor", family_name="T", deceased=True)
    numbers = ("201805022389", "194607287044", "202002292387", alva.person.identity)
    texts = {gives(alva, number).alerts for number in numbers}
    assert len(texts) == 1
    assert REFUSED in str(texts)
    Person.objects.filter(pk=alva.person.pk).update(protection=Protection.SECRECY_MARK)
    assert gives(alva, bo.person.identity).alerts in texts
    assert not Power.objects.exists()
    assert not Link.objects.exists()


def test_giving_does_not_tell_who_is_protected_and_a_power_opens_nothing_for_them(alva: Resident, bo: Resident):
    plain = gives(alva, bo.person.identity)
    Power.objects.all().delete()
    Link.objects.all().delete()
    Person.objects.filter(pk=bo.person.pk).update(protection=Protection.SECRECY_MARK)
    assert gives(alva, bo.person.identity).main.text == plain.main.text
    assert alva.person.name not in bo.browser.open("/barn").main.text


def test_nobody_takes_back_somebody_elses(alva: Resident, bo: Resident):
    gives(alva, bo.person.identity)
    power = Power.objects.get()
    mark = bo.browser.open("/fullmakter").fields("Ge fullmakten")["drawn_for"]
    assert bo.browser.post(f"/fullmakter/{power.id}/aterkalla", {"drawn_for": mark}).status_code == 404
    assert Power.objects.get().ended is None
