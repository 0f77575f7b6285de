"""A SIP as it was, what has changed since, and the whole plan on paper with its goals and activities."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.sips import SipDrive
from vardtrad.gate.models import Trace
from vardtrad.planning.fields.groups import RowChange
from vardtrad.planning.sip import calling
from vardtrad.planning.sip.tests.rows import ACTIVITIES, GOALS, standing


@pytest.fixture
def sip(planners):
    """An active SIP with a sub-goal and two activities."""
    sip = SipDrive(planners).called()
    karin = sip.town
    goal = sip.adds(karin, GOALS, rubrik="Kunna bo kvar hemma.", enhet=str(karin.unit.id))
    sip.adds(karin, ACTIVITIES, goal, rubrik="Hemtjänst.", ansvarig="personen", status="pagar", datum="2027-03-01")
    sip.gone = sip.adds(karin, ACTIVITIES, goal, rubrik="Trygghetslarm.")
    return sip.written().approving().approved()


def address(who, sip, last=""):
    return f"{who.base}sip/{sip.key}/{last}"


def texts(opened):
    return {dt.text: dd.text for dt, dd in zip(opened.main.all("dt"), opened.main.all("dd"), strict=True)}


@pytest.mark.req("001-074", "001-219", "001-257")
def test_the_approved_version_is_read_while_the_next_is_written(sip, karin, oskar):
    sip.updated()
    (goal,) = standing(sip, GOALS)
    sip.fills(karin, GOALS, goal, rubrik="Kunna flytta hem.")
    sip.changes(karin, ACTIVITIES, sip.gone, RowChange.REMOVE)
    listed = oskar.browser.open(address(oskar, sip, "versioner/"))
    assert "Starta godkännande av SIP" in listed.main.text
    approved = listed.follow("Version 2")
    earlier = oskar.browser.open(approved.address.replace("kallelse/", "plan/"))
    assert "Kunna bo kvar hemma." in earlier.main.text
    assert "Trygghetslarm." in earlier.main.text
    assert "Du läser version 2" in earlier.main.text
    assert "Skapa nytt delmål" not in earlier.main.text
    now = oskar.browser.open(address(oskar, sip, "plan/"))
    assert "Kunna flytta hem." in now.main.text
    assert "Trygghetslarm." not in now.main.text
    assert Trace.objects.filter(action="read_version", key=sip.key).exists()


@pytest.mark.req("B-28", "001-217")
def test_two_versions_are_compared_row_by_row(sip, karin, oskar):
    sip.updated()
    (goal,) = standing(sip, GOALS)
    sip.fills(karin, GOALS, goal, rubrik="Kunna flytta hem.")
    sip.changes(karin, ACTIVITIES, sip.gone, RowChange.REMOVE)
    sip.approving()
    shown = oskar.browser.open(address(oskar, sip, "versioner/")).press("Jämför", fran="2", till="4")
    changed = [dt.text for dt in shown.main.one("dl", class_="doc").all("dt")]
    part = "Deltagare i planeringen, delmål och aktiviteter: "
    assert f"{part}Delmål 1: Delmål (ändrat)" in changed
    assert f"{part}Delmål 1, aktivitet 2: Aktivitet (borttaget)" in changed
    assert not any("aktivitet 1" in words for words in changed)


@pytest.mark.req("B-13")
def test_the_paper_has_the_goals_and_activities(sip, oskar, karin):
    shown = oskar.browser.open(address(oskar, sip, "utskrift/"))
    told = texts(shown)
    assert "Kunna bo kvar hemma." in told["Delmål 1: Delmål"]
    assert "Biståndsenheten Plankommun" in told["Delmål 1: Ansvarig enhet"]
    assert "Hemtjänst." in told["Delmål 1, aktivitet 1: Aktivitet"]
    assert "Personen själv" in told["Delmål 1, aktivitet 1: Ansvarig för uppföljning"]
    assert "1 mars" in told["Delmål 1, aktivitet 1: Datum för uppföljning"]
    assert "Ett mål." in told["Huvudmål"]
    assert karin.actor.signature in shown.main.text
    assert Trace.objects.filter(action="print", key=sip.key).exists()


@pytest.mark.req("B-13")
def test_the_pdf_has_the_plan_and_the_patients_identity_on_every_sheet(sip, oskar):
    answer = oskar.browser.get(address(oskar, sip, "utskrift.pdf"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'inline; filename="sip.pdf"'
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(answer.content)).pages]
    for number, text in enumerate(sheets, 1):
        assert f"Sida {number} av {len(sheets)}" in text
        assert "19330404-9228" in text
    whole = "\n".join(sheets)
    for words in ("Samordnad individuell plan", "Kunna bo kvar hemma.", "Hemtjänst.", "Trygghetslarm."):
        assert words in whole, words


@pytest.mark.req("001-090")
def test_a_draft_after_a_cancelled_meeting_is_on_no_paper_and_nothing_of_it_is_read_after_a_no(planners, oskar, karin):
    sip = SipDrive(planners).called()
    calling.cancel_meeting(oskar.actor, sip.key, "Sjukdom.", seen=sip.seen("call"))
    draft = sip.call(reason="Inget att sprida än.")
    calling.save_call(karin.actor, sip.key, draft, seen=sip.seen("call"))
    assert "Inget att sprida än." not in oskar.browser.open(address(oskar, sip, "utskrift/")).main.text
    sip.withdrawn()
    for last in ("", "kallelse/", "utskrift/", "versioner/?fran=1&till=2"):
        assert "Inget att sprida än." not in oskar.browser.open(address(oskar, sip, last)).text, last


@pytest.mark.req("001-090")
def test_after_a_no_the_paper_has_what_the_own_unit_wrote_alone(sip, oskar, karin):
    sip.withdrawn()
    shown = oskar.browser.open(address(oskar, sip, "utskrift/")).main.text
    assert "Kunna bo kvar hemma." not in shown
    assert "Ett mål." in shown  # the health centre wrote it itself
