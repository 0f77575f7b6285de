"""An SVU whose decision asks for a SIP: the press that creates it, and what the SVU then knows of its call."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.plans import Drive
from tests.sips import SipDrive
from vardtrad.kernel import clock
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import members_of
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.svu.clocks import calls_due
from vardtrad.planning.svu.payment.conditions import Unmet, conditions_of


@pytest.fixture
def decided(planners):
    """An SVU of a patient who is ready, where the ward has decided that a SIP is to be held at home."""
    return Drive(planners).published().ready().decided("hemma")


def statement(who, svu):
    """The statement's page of an SVU, opened by somebody."""
    return who.browser.open(f"{who.base}svu/{svu.key}/stallningstagande/")


@pytest.mark.req("001-170", "001-176")
def test_one_press_creates_the_sip_with_the_units_of_the_svu(decided):
    page = statement(decided.care, decided)
    assert "En SIP ska göras." in page.main.text
    made = page.press("Skapa SIP")
    assert "SIP är skapad." in made.text
    sip = Plan.objects.get(process=ProcessCode.SIP)
    assert sip.begun_from_id == decided.key
    units = {member.unit for member in members_of([sip.id])[sip.id]}
    assert units == {member.unit for member in members_of([decided.key])[decided.key]}
    told = statement(decided.town, decided).main.text
    assert f"av {decided.care.unit.name}. Kallelsen är inte skickad." in told
    assert "Öppna SIP" not in told  # the others see it when the call is sent
    assert "Skapa SIP" not in told


@pytest.mark.parametrize("decision", ["behovs_inte", "lpt"])
def test_without_such_a_decision_there_is_no_press(planners, decision):
    svu = Drive(planners).published().ready().decided(decision)
    page = statement(svu.care, svu)
    assert "Skapa SIP" not in page.main.text
    answer = svu.care.browser.post(f"{svu.care.base}svu/{svu.key}/skapa-sip", {"submit_key": str(svu.key)})
    assert answer.status_code == 302
    assert not Plan.objects.filter(process=ProcessCode.SIP).exists()


@pytest.mark.req("B-24")
def test_the_clock_of_the_call_stops_when_the_sip_has_been_called_to(decided, planners):
    plan = decided.plan
    assert plan.id in calls_due(decided.care.seat, [plan])
    sip = SipDrive(planners, begun_from=decided.key).consented()
    assert plan.id in calls_due(decided.care.seat, [plan])
    sip.called()
    assert calls_due(decided.care.seat, [plan]) == {}
    told = statement(decided.ward, decided).main.text
    assert f"av {decided.care.actor.signature}, {decided.care.unit.name}." in told
    assert "Behöver samordnat stöd" not in told


def test_a_cancelled_call_starts_the_clock_again(decided, planners):
    from vardtrad.planning.sip import calling

    sip = SipDrive(planners, begun_from=decided.key).called()
    calling.cancel_meeting(sip.care.actor, sip.key, "Sjukdom.", seen=sip.seen("call"))
    assert decided.key in calls_due(decided.care.seat, [decided.plan])


@pytest.mark.req("B-24")
def test_the_condition_of_payment_is_met_from_the_day_of_the_call(decided, planners):
    today, told = clock.today(), clock.today() - timedelta(days=1)
    assert conditions_of([decided.plan])[decided.key].unmet(today, told) is Unmet.NO_CALL
    SipDrive(planners, begun_from=decided.key).called()
    conditions = conditions_of([decided.plan])[decided.key]
    assert conditions.called == today
    assert conditions.unmet(today, told) is None


def test_a_call_from_the_municipality_is_not_the_call_that_the_law_asks_for(decided, planners):
    SipDrive(planners, creator="karin", others=("oskar",), begun_from=decided.key).called()
    assert conditions_of([decided.plan])[decided.key].called is None
    assert decided.key in calls_due(decided.care.seat, [decided.plan])
