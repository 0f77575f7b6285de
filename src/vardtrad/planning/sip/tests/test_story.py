"""A call to a SIP, from the ward that writes it to the health centre that acknowledges it, on the pages."""

from datetime import timedelta

import pytest

from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.rules import ProcessCode, State
from vardtrad.planning.sip import actions
from vardtrad.planning.sip.given import CallGiven
from vardtrad.planning.sip.subject import SIP
from vardtrad.planning.start import queries as start


def row_on_start_page(who):
    """Elsa's row on the start page of somebody's seat; None when it does not stand there."""
    page = who.browser.open(who.base)
    return next((row for row in page.main.all("tr") if "Elsa Ek" in row.text), None)


@pytest.fixture
def sip(vera, elsa, oskar, karin):
    """The key of a SIP that the ward has created, with the patient's consent."""
    key = actions.create(vera.actor, elsa, vera.unit, [oskar.unit, karin.unit]).thing.id
    planning.inform(SIP, vera.actor, key, written=True, reason="")
    planning.consent(SIP, vera.actor, key, confirmed=True)
    return key


def test_a_call_from_the_search_to_the_receipt(planners, vera, oskar, karin, elsa):
    page = vera.browser.open(vera.base).press("Sök", number=elsa.identity)
    page = page.press("Skapa ny SIP")
    plan = Plan.objects.get(process=ProcessCode.SIP)
    assert "Registrera information till patienten och ett av samtyckesalternativen först." in page.main.text
    planning.inform(SIP, vera.actor, plan.id, written=True, reason="")
    planning.consent(SIP, vera.actor, plan.id, confirmed=True)

    here = f"{vera.base}sip/{plan.id}/kallelse/"
    page = vera.browser.open(here).press("Spara utkast", purpose="Hemgång.")
    assert "Utkast" in row_on_start_page(vera).text
    assert row_on_start_page(oskar) is None
    assert oskar.browser.open(f"{oskar.base}sip/{plan.id}/").status == 404

    day = clock.today() + timedelta(days=7)
    page = vera.browser.open(here)
    assert page.fields("Skicka kallelse")["purpose"] == "Hemgång."
    page = page.press("Skicka kallelse", day=str(day))
    assert "Kallelsen är skickad." in page.main.text

    row = row_on_start_page(oskar)
    assert "Kvittera kallelsen" in row.all("td")[0].text
    assert len(row.all("td")) == len(vera.browser.open(vera.base).main.all("th", role="columnheader")) - 1
    assert start.count(oskar.seat, oskar.staff.id, start.View.START, to_do=True) == 1
    page = oskar.browser.open(f"{oskar.base}sip/{plan.id}/")
    assert "Hemgång." in page.main.text
    page = page.press("Kvittera")
    assert "Kallelsen är kvitterad för din enhet." in page.main.text
    assert start.count(oskar.seat, oskar.staff.id, start.View.START, to_do=True) == 0
    assert "Kvittera kallelsen" in row_on_start_page(karin).all("td")[0].text


def test_a_call_needs_consent_a_day_to_come_and_its_purpose(planners, vera, elsa, oskar, sip):
    other = actions.create(vera.actor, elsa, vera.unit, [oskar.unit]).thing.id
    today = clock.today()
    for key, given, words in (
        (other, CallGiven(today, "Hemgång."), "samtyckesalternativen först"),
        (sip, CallGiven(None, "Hemgång."), "Fyll i datum"),
        (sip, CallGiven(today - timedelta(days=1), "Hemgång."), "har redan varit"),
        (sip, CallGiven(today, " "), "Skriv vad mötet gäller"),
    ):
        with pytest.raises(Refused, match=words):
            actions.send(vera.actor, key, given, seen=0)


def test_a_plan_is_removed_until_its_call_is_sent(planners, vera, oskar, sip):
    page = vera.browser.open(f"{vera.base}sip/{sip}/?visa=ta-bort").press("Ta bort")
    assert "Planen är borttagen." in page.main.text
    assert Plan.objects.get(pk=sip).state == State.ANNULLED


def test_after_a_withdrawal_only_the_unit_that_wrote_the_call_reads_it(planners, vera, oskar, sip):
    actions.send(vera.actor, sip, CallGiven(clock.today(), "Hemgång."), seen=0)
    with pytest.raises(Refused, match="Kallelsen är skickad"):
        actions.remove(vera.actor, sip, confirmed=True)
    planning.withdraw(SIP, vera.actor, sip, confirmed=True)
    assert "Hemgång." in vera.browser.open(f"{vera.base}sip/{sip}/").main.text
    assert "Hemgång." not in oskar.browser.open(f"{oskar.base}sip/{sip}/").main.text
