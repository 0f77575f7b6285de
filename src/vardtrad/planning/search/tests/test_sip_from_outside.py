"""A SIP that somebody searches for: what is said of it, what is archived, and reading it without taking part."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.plans import Drive
from tests.sips import SipDrive
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Plan, ReadingGrant
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.processes import PROCESSES
from vardtrad.planning.sip import actions, approval, calling
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.care_units.rules import Party

SAID = {"relation": "on", "matters": "on", "confirmed": "on"}
"""What a reader confirms, whatever the ground."""


@pytest.fixture
def sip(planners):
    """Elsa's SIP of the health centre and the municipality, called."""
    return SipDrive(planners).called()


def search(who, sip):
    return who.browser.open(who.base).press("Sök", number=sip.plan.patient.identity)


def reads(who, sip):
    return who.browser.get(f"{who.base}sip/{sip.key}/kallelse/").status_code


@pytest.mark.req("001-001")
def test_there_are_two_processes_apart_between_the_three_parties(planners):
    """SVU and SIP of the same person live beside each other, and each offers its own way to begin."""
    assert [process.code for process in PROCESSES] == [ProcessCode.SVU, ProcessCode.SIP]
    assert [str(party.label) for party in Party] == ["Slutenvård", "Öppenvård", "Kommun"]
    vera = planners.staff["vera"]
    seen = vera.browser.open(vera.base).press("Sök", number=planners.patients["elsa"].identity)
    assert [each.text for each in seen.main.all("button") if each.text.startswith("Skapa")] == [
        "Skapa ny SVU",
        "Skapa ny SIP",
    ]
    svu, sip = Drive(planners).published(), SipDrive(planners).called()
    before = (svu.plan.state, svu.plan.version)
    sip.acknowledged().written().approving().approved().ended()
    assert (svu.plan.state, svu.plan.version) == before
    assert {plan.process for plan in Plan.objects.filter(patient=planners.patients["elsa"])} == {"svu", "sip"}
    for who in (svu.ward, svu.care, svu.town):
        assert who.browser.get(f"{who.base}svu/{svu.key}/").status_code == 200
        # The address of one process opens no plan of the other.
        assert who.browser.get(f"{who.base}sip/{svu.key}/kallelse/").status_code == 404
        assert who.browser.get(f"{who.base}svu/{sip.key}/").status_code == 404


@pytest.mark.req("001-033")
@pytest.mark.parametrize("name", ["extern", "agda", "rolf"])
def test_a_hit_of_a_unit_that_takes_no_part_is_marked_to_be_read_only(planners, sip, name):
    """Another provider, and a ward and a clinic of the own region: the unit takes no part, so the hit is marked."""
    who = planners.staff[name]
    seen = search(who, sip)
    hits = [item.text for item in seen.main.all("li") if "SIP, pågående" in item.text]
    assert len(hits) == 1
    assert "Läsläge" in hits[0]
    assert reads(who, sip) == 404
    for member in (sip.care, sip.town):
        assert "Läsläge" not in search(member, sip).main.text


@pytest.mark.req("001-033")
def test_a_hit_is_marked_too_when_the_role_takes_no_part(planners, sip):
    olga = planners.staff["olga"]
    assert "Läsläge" not in search(olga, sip).main.text
    planning.remove_role(SIP, sip.care.actor, sip.key, olga.unit, olga.role, confirmed=True)
    assert "Läsläge" in search(olga, sip).main.text


@pytest.mark.req("001-039")
def test_the_ambulance_doctor_reads_a_sip_after_consent_and_writes_nothing(planners, sip, extern):
    search(extern, sip)
    page = extern.browser.open(f"{extern.base}las/{sip.key}/")
    assert "Behöver samordnat stöd hemma." not in page.html
    page.press("Läs ärendet", basis="consent", **SAID)
    assert ReadingGrant.objects.get().basis == "consent"
    assert Trace.objects.get(action="open_reading", outcome="done").label == "sip"
    seen = extern.browser.open(f"{extern.base}sip/{sip.key}/kallelse/")
    assert "Behöver samordnat stöd hemma." in seen.main.text
    for step in ("kallelse", "kartlaggning", "plan"):
        forms = extern.browser.open(f"{extern.base}sip/{sip.key}/{step}/").main.all("form", method="post")
        assert not forms, step
    reader = replace(extern.actor, session=ReadingGrant.objects.get().session_id)
    part, before = sip.steps.call, Version.objects.count()
    assert part is not None
    for act in (
        lambda: calling.acknowledge(reader, sip.key, part.round),
        lambda: calling.move_meeting(reader, sip.key, sip.call(why="Nej."), seen=part.content),
        lambda: actions.start_assessment(reader, sip.key),
        lambda: approval.save_plan_field(reader, sip.key, "sip.huvudmal", "Mål.", 0, party=extern.seat.party),
        lambda: planning.withdraw(SIP, reader, sip.key, confirmed=True),
        lambda: actions.end(reader, sip.key, "Klart.", confirmed=True),
    ):
        with pytest.raises(Refused):
            act()
    assert Version.objects.count() == before


@pytest.mark.req("001-169")
def test_archived_sips_are_shown_beside_the_active_one(planners, sip):
    sip.acknowledged().written().approving().approved().ended()
    again = SipDrive(planners).called()
    again.acknowledged().written().approving().approved()
    hits = [item.text for item in search(sip.care, sip).main.all("li") if "SIP" in item.text]
    assert len(hits) == 2
    assert "pågående" in hits[0]
    assert "avslutad" in hits[1]
    followed = search(sip.care, sip).main.all("a")
    addresses = [link.attrs["href"] for link in followed if "/sip/" in link.attrs.get("href", "")]
    assert any(str(sip.key) in address for address in addresses)
    assert "Målen är uppfyllda." in sip.care.browser.open(f"{sip.care.base}sip/{sip.key}/plan/").main.text


@pytest.mark.req("001-061")
def test_the_view_of_a_coordinator_shows_the_sips_of_who_is_logged_in_only(planners, sip):
    other = SipDrive(planners, patient="edvin").called()
    actions.set_coordinator(sip.care.actor, sip.key, sip.town.staff, sip.town.unit)

    def names(who):
        page = who.browser.open(who.base).follow("Visa planer för en fast vårdkontakt/samordningsansvarig")
        return [name for name in (sip.plan.patient.name, other.plan.patient.name) if name in page.main.text]

    assert names(sip.town) == [sip.plan.patient.name]
    assert names(sip.care) == []
    actions.remove_coordinator(sip.care.actor, sip.key, confirmed=True)
    actions.set_coordinator(sip.care.actor, sip.key, sip.care.staff, sip.care.unit)
    assert names(sip.town) == []
    assert names(sip.care) == [sip.plan.patient.name]
