"""A SIP from Sök och skapa to an active plan, through its pages."""

from __future__ import annotations

import pytest

from tests.sips import SipDrive
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import ProcessCode


def page(who, sip, step="kallelse", opened=""):
    """The page of a SIP at a step, opened by somebody."""
    return who.browser.open(f"{who.base}sip/{sip.key}/{step}/" + (f"?visa={opened}" if opened else ""))


@pytest.mark.req("001-171")
@pytest.mark.parametrize("creator", ["vera", "oskar", "karin"])
def test_all_three_parties_create_a_sip_from_the_search(planners, creator):
    who, elsa = planners.staff[creator], planners.patients["elsa"]
    seen = who.browser.open(who.base).press("Sök", number=elsa.identity)
    made = seen.press("Skapa ny SIP")
    assert "SIP är skapad." in made.text
    assert Plan.objects.get(process=ProcessCode.SIP).unit_id == who.unit.id


@pytest.mark.req("001-199")
def test_a_sip_goes_from_its_call_to_an_active_plan(planners):
    sip = SipDrive(planners).consented()
    call = sip.call()
    sent = page(sip.care, sip).press(
        "Skicka kallelse",
        initiator=call.initiator,
        reason=call.reason,
        form=call.form,
        place=call.place,
        day=call.day.isoformat(),
        time="10:00",
    )
    assert "Kallelsen är skickad" in sent.text
    assert "Behöver samordnat stöd hemma." in page(sip.town, sip).main.text
    assert "Kallelsen är kvitterad" in page(sip.town, sip).press("Kvittera").text
    sip.written()
    assert "Godkännandet är startat" in page(sip.care, sip, "plan").press("Starta godkännande av SIP").text
    page(sip.care, sip, "plan").press("Godkänn")
    assert sip.colours(sip.care)[-1] == "wait"
    page(sip.town, sip, "plan").press("Godkänn")
    assert sip.colours(sip.care)[-1] == "done"
    assert "Aktiv" in page(sip.care, sip, "plan").main.text
