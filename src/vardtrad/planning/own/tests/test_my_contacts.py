"""The page with the person's permanent contacts and agreed meetings (B-41)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people import logged_in
from tests.sips import SipDrive
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.planning.plan import contacts
from vardtrad.planning.plan.models import Contact
from vardtrad.planning.sip import actions, calling
from vardtrad.planning.sip.subject import SIP

pytestmark = [pytest.mark.django_db, pytest.mark.req("B-41")]
PAGE = "/min-plan/kontakter"


@pytest.fixture
def elsa(planners):
    return logged_in(planners.patients["elsa"])


@pytest.fixture
def sip(planners):
    return SipDrive(planners).called()


def gives(sip, who, **more):
    """The health centre registers ``who`` as a permanent contact."""
    given = {"convener": False, "responsibility": "Hemtjänst", "phone_hours": "vardagar 8–9"} | more
    contacts.add_contact(SIP, sip.care.actor, sip.key, who.staff, who.unit, **given)
    return Contact.objects.get(plan=sip.key, staff=who.staff)


class TestContacts:
    def test_are_told_with_kind_unit_telephone_and_hours(self, sip, elsa):
        type(sip.care.unit).objects.filter(pk=sip.care.unit.pk).update(phone="010-123 45 67")
        gives(sip, sip.care, convener=True, responsibility="")
        gives(sip, sip.town)
        seen = elsa.open(PAGE).main
        assert "Fast vårdkontakt (Kallelseansvarig)" in seen.text
        assert "Fast omsorgskontakt (Hemtjänst)" in seen.text
        assert "Telefontid: vardagar 8–9" in seen.text
        assert "010-123 45 67" in seen.text
        assert "Sedan " in seen.text

    def test_the_one_who_coordinates_is_among_them_and_told_once(self, sip, elsa):
        gives(sip, sip.care)
        actions.set_coordinator(sip.care.actor, sip.key, sip.care.staff, sip.care.unit)
        seen = elsa.open(PAGE).main.text
        assert "Fast vårdkontakt (Hemtjänst)" in seen
        assert "Samordnar planen" in seen
        assert seen.count(sip.care.staff.name) == 1

    def test_one_who_is_a_contact_no_more_is_told_apart_with_both_days(self, sip, elsa):
        row = gives(sip, sip.town)
        contacts.remove_contact(SIP, sip.care.actor, sip.key, row.id, confirmed=True)
        seen = elsa.open(PAGE).main.text
        assert "Ingen fast kontakt är registrerad i dina planer." in seen
        assert "Tidigare kontakter (1)" in seen
        assert "Från " in seen
        assert "Telefontid" not in seen

    def test_hours_are_written_where_the_contact_is_registered(self, sip, elsa):
        page = sip.care.browser.open(f"{sip.care.base}sip/{sip.key}/kallelse/?visa=fast-vardkontakt")
        page.press(
            "Spara fast vårdkontakt",
            person=str(sip.care.staff.id), responsibility="Dialys", phone_hours="måndagar 13–14",
        )  # fmt: skip
        assert Contact.objects.get(plan=sip.key).phone_hours == "måndagar 13–14"
        assert "(måndagar 13–14)" in sip.town.browser.open(f"{sip.town.base}sip/{sip.key}/kallelse/").text
        assert "Telefontid: måndagar 13–14" in elsa.open(PAGE).main.text


class TestMeetings:
    def test_that_are_booked_are_told_with_place_and_the_way_to_the_plan(self, sip, elsa):
        seen = elsa.open(PAGE).main
        assert "Vårdcentralen, rum 3" in seen.text
        assert "klockan 10.00" in seen.text
        assert elsa.get(f"/min-plan/{sip.key}").status_code == 200

    def test_one_that_is_cancelled_is_booked_no_more(self, sip, elsa):
        calling.cancel_meeting(sip.care.actor, sip.key, "Läkaren är sjuk.", seen=sip.seen("call"))
        assert "Inget möte är bokat." in elsa.open(PAGE).main.text

    def test_those_that_have_been_stand_below(self, planners, sip, monkeypatch):
        sip.acknowledged()
        later = clock.now() + timedelta(days=8)
        monkeypatch.setattr(clock, "now", lambda: later)
        sip.held()
        seen = logged_in(planners.patients["elsa"]).open(PAGE).main.text
        assert "Inget möte är bokat." in seen
        assert "Tidigare möten (1)" in seen
        assert "hållet" in seen

    def test_a_guest_sees_only_the_meeting_of_the_plan(self, planners, sip):
        sip.invites(planners.patients["olof"])
        gives(sip, sip.town)
        seen = logged_in(planners.patients["olof"]).open(PAGE).main.text
        assert "Vårdcentralen, rum 3" in seen
        assert "Hemtjänst" not in seen

    def test_end_for_a_guest_when_the_invitation_does(self, planners, sip, monkeypatch):
        sip.invites(planners.patients["olof"])
        later = clock.now() + timedelta(days=31)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert "Inget möte är bokat." in logged_in(planners.patients["olof"]).open(PAGE).main.text


class TestWhoReads:
    def test_nobody_else_sees_them(self, planners, sip):
        gives(sip, sip.town)
        seen = logged_in(planners.patients["olof"]).open(PAGE).main.text
        assert "Vårdcentralen, rum 3" not in seen
        assert "Hemtjänst" not in seen

    def test_a_withdrawn_consent_closes_them_at_once(self, sip, elsa):
        gives(sip, sip.town)
        sip.withdrawn()
        seen = elsa.open(PAGE).main.text
        assert "Hemtjänst" not in seen
        assert "Inget möte är bokat." in seen

    def test_reading_leaves_a_trace(self, sip, elsa):
        elsa.open(PAGE)
        trace = Trace.objects.filter(action="list", actor_id=sip.plan.patient_id).latest("at")
        assert sip.key in trace.shown
