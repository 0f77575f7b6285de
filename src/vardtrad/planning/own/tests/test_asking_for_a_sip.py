"""Somebody asks a unit for a SIP, and gets yes or no with a reason, in time (B-52)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people import logged_in
from tests.sips import SipDrive
from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.sip_requests import actions
from vardtrad.planning.sip_requests.models import SipRequest
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.rules import Deed, Ground

pytestmark = [pytest.mark.django_db, pytest.mark.req("B-52")]
TEXT = "Hemtjänsten och vårdcentralen vet inte om varandra."


@pytest.fixture
def elsa(planners):
    return logged_in(planners.patients["elsa"])


def asked(browser, unit):
    return browser.open("/min-plan/be-om").press("Skicka", unit=str(unit.id), text=TEXT)


def test_the_person_chooses_among_the_own_health_centre_and_municipality(planners, elsa):
    seen = elsa.open("/min-plan").follow("Be om en SIP").main.text
    assert planners.staff["oskar"].unit.name in seen
    assert planners.staff["karin"].unit.name in seen
    assert planners.staff["rolf"].unit.name not in seen


def test_the_unit_sees_it_on_its_start_page_with_the_last_day(planners, elsa):
    oskar = planners.staff["oskar"]
    assert "ber enheten om en SIP" not in oskar.browser.open(oskar.base).main.text
    asked(elsa, oskar.unit)
    start = oskar.browser.open(oskar.base)
    assert "1 person ber enheten om en SIP" in start.main.text
    listed = start.follow("1 person ber enheten om en SIP och väntar på svar.")
    assert TEXT in listed.main.text
    assert SipRequest.objects.get().answer_by == clock.add_working_days(clock.today(), 5)
    assert "Elsa" not in planners.staff["karin"].browser.open(f"{planners.staff['karin'].base}fragor-om-sip/").main.text


def test_yes_leads_to_where_the_sip_is_created(planners, elsa):
    oskar = planners.staff["oskar"]
    asked(elsa, oskar.unit)
    page = oskar.browser.open(f"{oskar.base}fragor-om-sip/{SipRequest.objects.get().id}/")
    person = page.press("Svara ja och skapa SIP")
    assert "Skapa en ny SIP här." in person.text
    person.press("Skapa ny SIP")
    assert Plan.objects.get().process == "sip"
    assert "Enheten kallar till ett möte." in elsa.open("/min-plan").main.text
    assert Notification.objects.get(label="sip_request").recipient_id == planners.patients["elsa"].id


def test_no_has_a_reason_that_the_person_reads(planners, elsa):
    oskar = planners.staff["oskar"]
    asked(elsa, oskar.unit)
    here = f"{oskar.base}fragor-om-sip/{SipRequest.objects.get().id}/"
    empty = oskar.browser.open(here).press("Svara nej", reason=" ")
    assert (empty.status, SipRequest.objects.get().state) == (422, "waiting")
    oskar.browser.open(here).press("Svara nej", reason="Kommunen ger ingen hjälp än.")
    assert "Kommunen ger ingen hjälp än." in elsa.open("/min-plan").main.text
    assert "Be om en SIP" in elsa.open("/min-plan").main.text


@pytest.mark.req("B-25")
def test_the_unit_sees_that_the_person_has_died(planners, elsa):
    oskar = planners.staff["oskar"]
    asked(elsa, oskar.unit)
    Person.objects.filter(pk=planners.patients["elsa"].id).update(deceased=True)
    for at in ("", f"{SipRequest.objects.get().id}/"):
        assert "Avliden" in oskar.browser.open(f"{oskar.base}fragor-om-sip/{at}").main.text


@pytest.mark.req("B-04")
def test_what_is_typed_on_the_contact_card_stays_when_the_request_is_sent(planners, elsa):
    person, oskar = planners.patients["elsa"], planners.staff["oskar"]
    sent = {"utkast": "kort.matters@", "matters": "Jag hör dåligt."}
    assert elsa.post("/kontaktkort/utkast", sent, headers={"accept": "application/json"}).status_code == 200
    typed = {"utkast": "be.text@", "text": TEXT}
    assert elsa.post("/min-plan/be-om/utkast", typed, headers={"accept": "application/json"}).status_code == 200
    asked(elsa, oskar.unit)
    assert [(draft.key, draft.box) for draft in Draft.objects.all()] == [(person.id, "kort.matters")]
    assert "Jag hör dåligt." in elsa.open("/kontaktkort").html


def test_two_answers_cannot_both_be_right(planners, elsa):
    oskar = planners.staff["oskar"]
    asked(elsa, oskar.unit)
    here = f"{oskar.base}fragor-om-sip/{SipRequest.objects.get().id}/"
    first, second = oskar.browser.open(here), oskar.browser.open(here)
    first.press("Svara ja och skapa SIP")
    refused = second.press("Svara nej", reason="En annan mening.")
    assert refused.status == 422
    assert "En annan mening." in refused.text
    assert SipRequest.objects.get().state == "accepted"


def test_it_is_taken_back(planners, elsa):
    asked(elsa, planners.staff["oskar"].unit)
    assert "Be om en SIP" not in elsa.open("/min-plan").main.text
    elsa.open("/min-plan").press("Ta tillbaka frågan")
    assert SipRequest.objects.get().state == "withdrawn"


def test_one_waits_at_a_time_and_none_beside_an_ongoing_plan(planners):
    oskar, elsa = planners.staff["oskar"], planners.patients["elsa"]
    actor = Actor(ActorKind.RESIDENT, elsa.id, elsa.name)
    actions.ask(actor, oskar.unit.id, TEXT)
    with pytest.raises(Refused, match="väntar på svar"):
        actions.ask(actor, planners.staff["karin"].unit.id, TEXT)
    actions.withdraw(actor, SipRequest.objects.get().id, seen=1)
    SipDrive(planners).consented()
    with pytest.raises(Refused, match="pågående plan"):
        actions.ask(actor, oskar.unit.id, TEXT)


def test_another_unit_cannot_be_asked_nor_answer(planners, elsa):
    oskar, rolf = planners.staff["oskar"], planners.staff["rolf"]
    person = planners.patients["elsa"]
    with pytest.raises(Refused, match="Välj en av enheterna"):
        actions.ask(Actor(ActorKind.RESIDENT, person.id, person.name), rolf.unit.id, TEXT)
    asked(elsa, oskar.unit)
    key = SipRequest.objects.get().id
    assert rolf.browser.open(f"{rolf.base}fragor-om-sip/{key}/").status == 404
    with pytest.raises(Refused):
        actions.accept(rolf.actor, key, seen=1)


def test_where_a_protected_person_lives_is_not_told_by_whom_can_be_asked(planners):
    sigrid = planners.patients["sigrid"]
    seen = logged_in(sigrid).open("/min-plan/be-om").main.text
    assert planners.staff["karin"].unit.name not in seen


def test_a_proxy_who_may_write_asks_and_one_who_reads_does_not(planners):
    elsa, edvin = planners.patients["elsa"], planners.patients["edvin"]
    unit = planners.staff["oskar"].unit.id
    reads = frozenset({Deed.READ.value})
    with pytest.raises(Refused):
        actions.ask(
            Actor(ActorKind.RESIDENT, edvin.id, acts_for=elsa.id, ground=Ground.POWER_TO_READ, deeds=reads), unit, TEXT
        )
    writes = Actor(ActorKind.RESIDENT, edvin.id, acts_for=elsa.id, ground=Ground.POWER, deeds=frozenset(Deed.values))
    actions.ask(writes, unit, TEXT)
    assert (SipRequest.objects.get().patient_id, SipRequest.objects.get().ground) == (elsa.id, "power")


def test_one_that_is_late_says_so(planners, elsa, monkeypatch):
    oskar = planners.staff["oskar"]
    asked(elsa, oskar.unit)
    later = clock.today() + timedelta(days=30)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert 'data-level="late"' in oskar.browser.open(f"{oskar.base}fragor-om-sip/").html
