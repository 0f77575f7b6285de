"""Guests are invited by number, shown among the participants, and traced (B-51): what staff see and do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.sips import SipDrive
from vardtrad.gate.models import Notification, Trace, Version
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan.models import Participant
from vardtrad.planning.sip import calling, guests
from vardtrad.planning.sip.field_specs import responsible_to_choose
from vardtrad.planning.sip.models import Guest
from vardtrad.planning.sip.notifications import words
from vardtrad.shared.people.models import Person, Protection

pytestmark = [pytest.mark.django_db, pytest.mark.req("B-51")]
NUMBER = "19420718-9095"  # Olof's


@pytest.fixture
def nurse(planners):
    """Somebody in no directory."""
    return planners.patients["olof"]


def page(planner, sip, ask=""):
    return planner.browser.open(f"{planner.base}sip/{sip.key}/kallelse/{ask}")


def typed(**more):
    until = (clock.today() + timedelta(days=60)).isoformat()
    given = {"identity": NUMBER, "role": "Skolsköterska", "why": "Träffar barnet.", "until": until, "confirmed": "on"}
    return given | more


def section(seen):
    (box,) = [node for node in seen.root.all("details") if node.attrs.get("id") == "inbjudna"]
    return box.text


class TestInviting:
    def test_shows_who_has_the_number_before_anybody_is_invited(self, planners, nurse):
        sip = SipDrive(planners).called()
        shown = page(sip.care, sip, "?visa=bjud-in").press("Visa vem det är", **typed())
        assert shown.status == 200
        assert "Numret hör till Olof Olistad." in section(shown)
        assert not Guest.objects.exists()
        done = shown.press("Bjud in")
        assert "Inbjudan är registrerad." in done.text
        guest = Guest.objects.get()
        assert (guest.person, guest.role, guest.why) == (nurse, "Skolsköterska", "Träffar barnet.")
        assert "Olof Olistad, Skolsköterska" in section(done)
        assert "Har inte svarat på kallelsen." in section(done)
        assert NUMBER not in done.text

    def test_a_number_that_is_changed_after_it_was_shown_is_shown_again(self, planners):
        sip = SipDrive(planners).called()
        shown = page(sip.care, sip, "?visa=bjud-in").press("Visa vem det är", **typed())
        again = shown.press("Bjud in", identity="19410317-0000")
        assert again.status == 422  # no such number
        again = shown.press("Bjud in", identity=planners.patients["edvin"].identity)
        assert "Numret hör till Edvin En." in section(again)
        assert not Guest.objects.exists()

    def test_a_look_up_leaves_a_trace_of_whom(self, planners, nurse):
        sip = SipDrive(planners).called()
        page(sip.care, sip, "?visa=bjud-in").press("Visa vem det är", **typed())
        trace = Trace.objects.get(action="look_up")
        assert (trace.person_id, trace.actor_id, trace.key) == (nurse.id, sip.care.staff.id, None)

    @pytest.mark.parametrize(
        ("who", "words_"),
        [
            ("195907113178", "Det finns ingen med det personnumret som kan logga in."),
            ("luz", "Det finns ingen med det personnumret som kan logga in."),
            ("elsa", "läser den under Min plan"),
        ],
    )
    def test_nobody_that_cannot_come_is_invited(self, planners, who, words_):
        sip = SipDrive(planners).called()
        number = planners.patients[who].identity if who in planners.patients else who
        refused = page(sip.care, sip, "?visa=bjud-in").press("Visa vem det är", **typed(identity=number))
        if who == "elsa":
            refused = refused.press("Bjud in")
        assert refused.status == 422
        assert words_ in refused.text
        assert "Träffar barnet." in refused.text  # nothing typed is lost
        assert not Guest.objects.exists()

    def test_is_refused_without_consent_to_it_and_keeps_what_was_typed(self, planners):
        sip = SipDrive(planners).called()
        given = typed()
        del given["confirmed"]
        shown = page(sip.care, sip, "?visa=bjud-in").press("Visa vem det är", **given)
        refused = shown.press("Bjud in")
        assert refused.status == 422
        assert "Kryssa i rutan för att bekräfta." in refused.text
        assert "Träffar barnet." in refused.text

    @pytest.mark.parametrize("state", ["created", "refused"])
    def test_is_not_offered_without_consent_and_looks_nobody_up(self, planners, state):
        sip = SipDrive(planners)
        if state == "refused":
            sip.refused()
        seen = page(sip.care, sip)
        assert "Bjud in en person" not in seen.text
        number = Trace.objects.filter(action="look_up").count()
        answer = sip.care.browser.post(
            f"{sip.care.base}sip/{sip.key}/bjud-in", typed(submit_key="0" * 32, steg="kallelse")
        )
        assert answer.status_code in {403, 409, 422}
        assert "Olistad" not in answer.content.decode()
        assert Trace.objects.filter(action="look_up").count() == number

    def test_the_other_units_see_that_the_plan_has_changed(self, planners, nurse):
        sip = SipDrive(planners).called()
        Participant.objects.update(news=None)
        sip.invites(nurse)
        assert Participant.objects.get(plan=sip.key, unit=sip.town.unit).news is not None
        assert "Olof Olistad, Skolsköterska" in section(page(sip.town, sip))
        assert Version.objects.filter(key=sip.key, move="invite_guest").count() == 1

    def test_is_not_for_who_takes_no_part(self, planners, nurse):
        sip = SipDrive(planners).called()
        with pytest.raises(Refused):
            sip.invites(nurse, planners.staff["extern"])

    def test_again_leaves_the_earlier_invitation_behind(self, planners, nurse):
        sip = SipDrive(planners).called()
        first = sip.invites(nurse)
        with pytest.raises(Refused, match="redan inbjuden"):
            sip.invites(nurse)
        sip.withdrawn().consented()
        second = sip.invites(nurse)
        assert Guest.objects.get(pk=first).removed is not None
        guests.take_back(sip.care.actor, sip.key, second, confirmed=True)
        assert not Guest.objects.filter(removed__isnull=True).exists()


class TestTakingBack:
    def test_is_confirmed_and_said_and_the_row_is_kept(self, planners, nurse):
        sip = SipDrive(planners).called()
        sip.invites(nurse)
        done = page(sip.town, sip).press("Ta tillbaka inbjudan till Olof Olistad, Skolsköterska")
        assert "Inbjudan är återtagen." in section(done)
        assert "Återtagen" in section(done)
        guest = Guest.objects.get()
        assert guest.removed_by == sip.town.actor.signature
        told = Notification.objects.get(move="take_back_invitation")
        assert (told.recipient_kind, told.recipient_id) == ("resident", nurse.id)

    def test_twice_is_refused(self, planners, nurse):
        sip = SipDrive(planners).called()
        key = sip.invites(nurse)
        guests.take_back(sip.care.actor, sip.key, key, confirmed=True)
        with pytest.raises(Refused, match="redan återtagen"):
            guests.take_back(sip.town.actor, sip.key, key, confirmed=True)


class TestProtection:
    def test_a_protected_guest_is_a_role_and_no_name(self, planners):
        sip = SipDrive(planners).called()
        sigrid = planners.patients["sigrid"]
        shown = page(sip.care, sip, "?visa=bjud-in").press("Visa vem det är", **typed(identity=sigrid.identity))
        assert "Personuppgifterna är skyddade, så namnet visas inte." in section(shown)
        done = shown.press("Bjud in")
        assert Guest.objects.get().person == sigrid
        for seen in (done, page(sip.town, sip), sip.town.browser.open(f"{sip.town.base}sip/{sip.key}/utskrift")):
            assert "Skolsköterska" in seen.text
            assert "Sigrid" not in seen.text
        assert [name for key, name in responsible_to_choose(sip.key).choices if key == str(sigrid.id)] == [
            "Skolsköterska"
        ]

    def test_a_guest_who_becomes_protected_loses_the_name_everywhere(self, planners, nurse):
        sip = SipDrive(planners).called()
        sip.invites(nurse)
        assert "Olof Olistad" in page(sip.town, sip).text
        Person.objects.filter(pk=nurse.pk).update(protection=Protection.SECRECY_MARK)
        assert "Olistad" not in page(sip.town, sip).text

    def test_a_protected_patient_has_guests_only_by_a_choice(self, planners, nurse):
        sip = SipDrive(planners, patient="sigrid").called()
        with pytest.raises(Refused, match="Patientens personuppgifter är skyddade"):
            sip.invites(nurse)
        asked = page(sip.care, sip, "?visa=bjud-in")
        assert "Patientens personuppgifter är skyddade" in section(asked)
        shown = asked.press("Visa vem det är", **typed(protection_known="on"))
        shown.press("Bjud in")
        assert Guest.objects.get().protection_known

    def test_a_patient_who_becomes_protected_shuts_the_guests_out(self, planners, nurse):
        sip = SipDrive(planners).called()
        sip.invites(nurse)
        Person.objects.filter(pk=sip.plan.patient_id).update(protection=Protection.SECRECY_MARK)
        assert "Personen kan inte läsa planen." in section(page(sip.care, sip))


class TestNotices:
    def test_before_the_call_a_guest_is_told_of_nothing(self, planners, nurse):
        sip = SipDrive(planners).consented()
        sip.invites(nurse)
        assert not Notification.objects.filter(recipient_id=nurse.id).exists()
        assert "Ser planen när kallelsen är skickad." in section(page(sip.care, sip))
        sip.called()
        assert Notification.objects.get(recipient_id=nurse.id).move == "send_call"

    def test_an_invitation_comes_with_the_time_of_the_meeting_and_says_nothing_of_health(self, planners, nurse):
        sip = SipDrive(planners).called()
        sip.invites(nurse)
        said = words(Notification.objects.get(recipient_id=nurse.id))
        assert said.invitation is not None
        text = said.subject + said.body + said.invitation.ics
        assert not [word for word in ("Elsa", "SIP", "stöd", "Skolsköterska", "Träffar") if word in text]

    def test_without_a_meeting_it_says_only_that_there_is_an_invitation(self, planners, nurse):
        sip = SipDrive(planners).called()
        calling.cancel_meeting(sip.care.actor, sip.key, "Sjuk.", seen=sip.seen("call"))
        sip.invites(nurse)
        said = words(Notification.objects.get(recipient_id=nurse.id))
        assert (said.subject, said.invitation) == ("Du är inbjuden till en plan", None)

    def test_whoever_is_no_guest_any_more_is_not_told_that_the_meeting_moves(self, planners, nurse):
        sip = SipDrive(planners).called()
        key = sip.invites(nurse)
        guests.take_back(sip.care.actor, sip.key, key, confirmed=True)
        Notification.objects.filter(recipient_id=nurse.id, move="take_back_invitation").delete()
        before = Notification.objects.filter(recipient_id=nurse.id).count()
        given = sip.call(why="Läkaren är sjuk.", day=clock.today() + timedelta(days=9))
        calling.move_meeting(sip.care.actor, sip.key, given, seen=sip.seen("call"))
        assert Notification.objects.filter(recipient_id=nurse.id).count() == before

    def test_after_a_no_a_guest_is_told_of_nothing_more(self, planners, nurse):
        sip = SipDrive(planners).called()
        sip.invites(nurse)
        before = Notification.objects.filter(recipient_id=nurse.id).count()
        sip.withdrawn()
        calling.cancel_meeting(sip.care.actor, sip.key, "Patienten vill inte.", seen=sip.seen("call"))
        sip.ended()
        assert Notification.objects.filter(recipient_id=nurse.id).count() == before

    def test_the_end_of_the_plan_is_told(self, planners, nurse):
        sip = SipDrive(planners).called()
        sip.invites(nurse)
        sip.ended()
        said = words(Notification.objects.get(recipient_id=nurse.id, move="end"))
        assert said.subject == "En inbjudan gäller inte längre"


class TestOnPaper:
    def test_guests_stand_on_paper_as_they_were_at_a_version(self, planners, nurse):
        sip = SipDrive(planners).consented()
        key = sip.invites(nurse)
        sip.called()
        guests.take_back(sip.care.actor, sip.key, key, confirmed=True)
        paper = sip.care.browser.open(f"{sip.care.base}sip/{sip.key}/utskrift").main.text
        assert "Inbjudan är återtagen." in paper
        version = Version.objects.get(key=sip.key, move="send_call")
        then = sip.care.browser.open(f"{sip.care.base}sip/{sip.key}/version/{version.id}/")
        assert "Olof Olistad, Skolsköterska" in section(then)
        assert "återtagen" not in section(then).lower()


class TestAfterANo:
    def test_a_unit_reads_only_the_invitations_that_it_made(self, planners, nurse):
        sip = SipDrive(planners).called()
        sip.invites(nurse, sip.town, why="Karins skäl.")
        sip.withdrawn()
        assert "Karins skäl." in page(sip.town, sip).text
        seen = page(sip.care, sip).text
        assert "Karins skäl." not in seen
        assert "Olistad" not in seen
        for who, reads in ((sip.town, True), (sip.care, False)):
            paper = who.browser.open(f"{who.base}sip/{sip.key}/utskrift").text
            assert ("Karins skäl." in paper) is reads

    def test_nobody_reads_what_the_guest_said(self, planners, nurse):
        sip = SipDrive(planners).called()
        sip.invites(nurse)
        guests.answer(Actor(ActorKind.RESIDENT, nurse.id), sip.key, 1, "Hen behöver ro.", comes=True)
        assert "Hen behöver ro." in page(sip.care, sip).text
        sip.withdrawn()
        for who in (sip.care, sip.town):
            assert "Hen behöver ro." not in page(who, sip).text
            assert "Hen behöver ro." not in who.browser.open(f"{who.base}sip/{sip.key}/utskrift").text
        sip.consented()
        assert "Hen behöver ro." in page(sip.care, sip).text
