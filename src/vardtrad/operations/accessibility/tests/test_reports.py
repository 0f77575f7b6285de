"""Anybody reports a fault of accessibility, and the region's system administrator sees to it."""

from __future__ import annotations

import pytest

from tests.people import Employee, assign, hire, logged_in
from vardtrad.gate.models import Trace
from vardtrad.operations.accessibility.models import Report
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.rate_limit.models import Attempt

pytestmark = pytest.mark.req("B-22")


def send(browser, **typed):
    page = browser.open("/tillganglighet").follow("Anmäl brist i tillgänglighet")
    return page.press("Skicka anmälan", **{"fault": "Knappen Skicka läses inte upp.", **typed})


@pytest.fixture
def configurator(region, adam: Employee) -> Employee:
    assign(adam.staff, region.ward, "configurator")
    return Employee(adam.staff, region.ward, logged_in(adam.staff))


def listed(who: Employee):
    return who.browser.open(who.address("regelmotor/tillganglighet/"))


def test_somebody_who_is_not_logged_in_reports_and_it_is_seen_to(browser, db, configurator):
    done = send(browser, place="Skriva ärende", aids="NVDA", contact="elsa@exempel.example")
    assert "Tack! Din anmälan har kommit fram." in done.alerts
    page = listed(configurator)
    for words in ("Knappen Skicka läses inte upp.", "Skriva ärende", "NVDA", "elsa@exempel.example"):
        assert words in page.main.text
    (button,) = [node.text for node in page.main.all("button") if node.text.startswith("Avklarad")]
    assert "Skriv vad som har gjorts." in page.press(button).text
    page = page.press(button, answer="Knappen har fått ett namn.")
    assert "Ingen anmälan väntar." in page.main.text
    assert "Knappen har fått ett namn." in page.main.text
    report = Report.objects.get()
    assert (report.done_by, report.contact) == (configurator.staff.name, ""), "whom to answer is no longer kept"
    assert Trace.objects.filter(action="see_to_report", key=report.id).count() == 1


def test_what_is_missing_is_asked_for(browser, db):
    back = send(browser, fault=" ", place="Inkorgen")
    assert back.status == 422
    assert "Skriv vad som inte fungerar." in back.text
    assert back.fields("Skicka anmälan")["place"] == "Inkorgen"
    assert not Report.objects.exists()


def test_the_same_form_twice_is_one_report(browser, db):
    page = browser.open("/tillganglighet/anmal")
    sent = {**page.fields("Skicka anmälan"), "fault": "Trasigt."}
    assert (
        browser.send("/tillganglighet/anmal", sent).status == browser.send("/tillganglighet/anmal", sent).status == 200
    )
    assert Report.objects.count() == 1


def test_a_flood_is_held_back_and_nothing_typed_is_lost(browser, db):
    for _time in range(limits.ACCESSIBILITY.most):
        send(browser)
    back = send(browser, fault="En till.")
    assert "Vänta tio minuter" in back.text
    assert back.fields("Skicka anmälan")["fault"].strip() == "En till."
    assert Attempt.objects.count() == limits.ACCESSIBILITY.most


def test_only_the_regions_system_administrator_sees_them(rut: Employee, region):
    private = hire(region.c, "Pia", "Pors", "SE9955600037-P099", "configurator")
    assert private.browser.get(private.address("regelmotor/")).status_code == 200
    assert private.browser.get(private.address("regelmotor/tillganglighet/")).status_code == 404
    assert rut.browser.get(rut.address("regelmotor/tillganglighet/")).status_code == 404
