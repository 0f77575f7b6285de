"""A guest of a SIP on the own pages: what is read, answered and written, and when that ends (B-51)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import logged_in
from tests.sips import SipDrive
from vardtrad.config.wiring import HANDLERS
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Refused
from vardtrad.planning.own.invited.boxes import clear_of_ended_guests
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.sip import actions, calling, guests
from vardtrad.planning.sip.field_specs import ACTIVITIES, SUB_GOALS
from vardtrad.planning.sip.models import Guest, GuestWord
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts.models import Draft
from vardtrad.shared.people.models import Person, Protection
from vardtrad.shared.proxies.rules import Deed, Ground

pytestmark = [pytest.mark.django_db, pytest.mark.req("B-51")]


@pytest.fixture
def olof(planners):
    return planners.patients["olof"]


@pytest.fixture
def browser(olof):
    return logged_in(olof)


@pytest.fixture
def sip(planners, olof):
    """A SIP about Elsa, called, to which Olof is invited."""
    sip = SipDrive(planners).called()
    sip.invites(olof)
    return sip


@pytest.fixture
def with_goals(sip, olof):
    """With two sub-goals: in the first Olof answers for an activity, in the second for none."""
    sip.acknowledged()
    goal = sip.adds(sip.care, SUB_GOALS, rubrik="Må bra i skolan", enhet=str(sip.care.unit.id))
    sip.own = sip.adds(sip.care, ACTIVITIES, goal, rubrik="Träff varje vecka", ansvarig=str(olof.id))
    sip.other = sip.adds(sip.care, ACTIVITIES, goal, rubrik="Stöd hemma", beskrivning="Hemligt stöd.")
    goal = sip.adds(sip.town, SUB_GOALS, rubrik="Ordning på ekonomin", enhet=str(sip.town.unit.id))
    sip.adds(sip.town, ACTIVITIES, goal, rubrik="Budget", ansvarig=str(sip.town.unit.id))
    return sip.written().approving().approved()


def actor_for(person, **more):
    return Actor(ActorKind.RESIDENT, person.id, person.name, **more)


def page(browser, sip):
    return browser.open(f"/min-plan/inbjuden/{sip.key}")


def answers(browser, sip):
    """The status and the words of the page, and of the answer to each of its forms."""
    at = f"/min-plan/inbjuden/{sip.key}"
    sent = {"submit_key": uuid4(), "round": "1", "comes": "ja", "text": "Hej."}
    pages = [browser.open(at), *(browser.send(f"{at}/{end}", sent) for end in ("svar", f"aktivitet/{uuid4()}"))]
    pages.append(browser.send(f"{at}/utkast", {"utkast": "inbjuden-svar.text@", "text": "Hej."}))
    return [(seen.status, seen.main.text) for seen in pages]


class TestTheCall:
    def test_is_reached_from_the_own_pages_and_says_why_where_and_who(self, sip, browser):
        listed = browser.open("/min-plan")
        assert "Planer där du är inbjuden" in listed.main.text
        seen = listed.follow("Plan för Elsa Ek").main.text
        for words in ("Planen gäller Elsa Ek.", "Din roll: Skolsköterska.", "Träffar barnet varje vecka."):
            assert words in seen
        assert "Vårdcentralen, rum 3" in seen
        assert "Behöver samordnat stöd hemma." in seen
        assert sip.town.unit.name in seen
        assert "19330404" not in seen

    def test_is_not_there_before_it_is_sent(self, planners, olof, browser):
        sip = SipDrive(planners).consented()
        sip.invites(olof)
        assert "Planer där du är inbjuden" not in browser.open("/min-plan").main.text
        assert page(browser, sip).status == 404

    @pytest.mark.parametrize(
        ("button", "kind", "words"),
        [
            ("Jag kommer", "comes", "Kommer till mötet"),
            ("Jag kan inte komma", "stays_away", "Kan inte komma till mötet"),
        ],
    )
    def test_is_answered_and_the_units_read_the_answer(self, sip, browser, button, kind, words):
        page(browser, sip).press(button, text="Jag tar med rektorn.")
        word = GuestWord.objects.get()
        assert (word.kind, word.round, word.text) == (kind, 1, "Jag tar med rektorn.")
        seen = sip.town.browser.open(f"{sip.town.base}sip/{sip.key}/kallelse/").text
        assert words in seen
        assert "Jag tar med rektorn." in seen
        assert "Du har svarat att du" in page(browser, sip).main.text

    def test_that_has_moved_is_answered_anew(self, sip, browser):
        old = page(browser, sip)
        given = sip.call(why="Läkaren är sjuk.", day=clock.today() + timedelta(days=9))
        calling.move_meeting(sip.care.actor, sip.key, given, seen=sip.seen("call"))
        refused = old.press("Jag kommer", text="Bra.")
        assert refused.status == 422
        assert "Bra." in refused.main.text
        assert not GuestWord.objects.exists()
        assert "Du har svarat" not in page(browser, sip).main.text

    def test_names_other_guests_but_never_a_protected_one(self, planners, sip, browser):
        sip.invites(planners.patients["edvin"], role="God man")
        sip.invites(planners.patients["sigrid"], role="Mormor")
        seen = page(browser, sip).main.text
        assert "Edvin En, God man" in seen
        assert "Mormor" in seen
        assert "Sigrid" not in seen
        own = logged_in(planners.patients["elsa"]).open(f"/min-plan/{sip.key}").main.text
        assert "Edvin En, God man" in own
        assert "Mormor" in own
        assert "Sigrid" not in own

    def test_of_a_protected_patient_names_nobody(self, planners, olof, browser):
        sip = SipDrive(planners, patient="sigrid").called()
        sip.invites(olof, protection_known=True)
        for seen in (browser.open("/min-plan"), page(browser, sip)):
            assert "Sigrid" not in seen.text
        assert "Namnet på personen som planen gäller visas inte här." in page(browser, sip).main.text


class TestTheSubGoals:
    def test_are_those_in_which_the_guest_is_named_and_no_others(self, with_goals, browser):
        seen = page(browser, with_goals).main.text
        assert "Delmål: Må bra i skolan" in seen
        assert "Träff varje vecka" in seen
        assert "Stöd hemma" in seen  # of the same sub-goal, by its heading only
        assert "Hemligt stöd." not in seen
        assert "Ordning på ekonomin" not in seen
        assert "Budget" not in seen
        assert "Ett mål." not in seen  # the situation and the main goal

    def test_are_not_read_before_all_have_approved_them(self, sip, olof, browser):
        sip.acknowledged()
        goal = sip.adds(sip.care, SUB_GOALS, rubrik="Må bra i skolan", enhet=str(sip.care.unit.id))
        sip.adds(sip.care, ACTIVITIES, goal, rubrik="Träff varje vecka", ansvarig=str(olof.id))
        sip.written().approving().approved(sip.care)
        assert "Må bra i skolan" not in page(browser, sip).main.text

    def test_are_written_in_and_the_units_read_it(self, with_goals, browser):
        sip = with_goals
        before = sip.plan.care_plan.content
        done = page(browser, sip).press("Spara: Träff varje vecka", status="pagar", text="Vi har börjat.")
        assert "Det är sparat." in done.text
        word = GuestWord.objects.get()
        assert (word.row, word.status, word.text) == (sip.own, "pagar", "Vi har börjat.")
        assert "Vi har börjat." in page(browser, sip).main.text
        seen = sip.town.browser.open(f"{sip.town.base}sip/{sip.key}/plan/").text
        assert "Vi har börjat." in seen
        assert sip.plan.care_plan.content == before  # the approval stands
        assert Version.objects.filter(key=sip.key, move="write_as_guest").get().actor_name == ""

    @pytest.mark.req("B-04")
    def test_keep_what_is_typed_and_not_saved_and_take_it_along(self, with_goals, browser):
        at = f"/min-plan/inbjuden/{with_goals.key}/utkast"
        boxes = [box for box in page(browser, with_goals).root.all("textarea") if "data-draft" in box.attrs]
        assert {box.attrs["data-draft-href"] for box in boxes} == {at}
        typed = {box.attrs["data-draft"]: f"Börjat skriva {number}" for number, box in enumerate(boxes)}
        assert len(typed) == 2  # the answer to the call, and the activity
        for box in boxes:
            name = box.attrs["data-draft"]
            sent = {"utkast": f"{name}@", box.attrs["name"]: typed[name]}
            assert browser.post(at, sent, headers={"accept": "application/json"}).status_code == 200
        again = page(browser, with_goals)
        shown = {box.attrs["data-draft"]: box.raw.strip() for box in again.root.all("textarea")}
        assert shown == typed
        again.press("Spara: Träff varje vecka")
        assert set(typed.values()) >= {draft.text for draft in Draft.objects.all()}
        assert Draft.objects.get().box == "inbjuden-svar.text"

    def test_cost_the_same_queries_however_many_there_are(self, with_goals, olof, browser):
        sip = with_goals
        page(browser, sip)
        with CaptureQueriesContext(connection) as few:
            page(browser, sip)
        sip.updated()
        for number in range(5):
            goal = sip.adds(sip.care, SUB_GOALS, rubrik=f"Mål {number}", enhet=str(sip.care.unit.id))
            sip.adds(sip.care, ACTIVITIES, goal, rubrik=f"Träff {number}", ansvarig=str(olof.id))
        sip.approving().approved()
        with CaptureQueriesContext(connection) as many:
            assert "Träff 4" in page(browser, sip).main.text
        assert len(many) == len(few)

    def test_nothing_at_all_is_refused_and_the_rest_of_the_page_stands(self, with_goals, browser):
        refused = page(browser, with_goals).press("Spara: Träff varje vecka")
        assert refused.status == 422
        assert "Skriv något först." in refused.main.text

    def test_an_activity_of_somebody_else_is_not_written_about(self, with_goals, olof, browser):
        with pytest.raises(Refused, match="inte längre som ansvarig"):
            guests.write_about(actor_for(olof), with_goals.key, with_goals.other, "", "Hej.")
        sent = {"submit_key": uuid4(), "status": "", "text": "Det här skrev jag."}
        refused = browser.send(f"/min-plan/inbjuden/{with_goals.key}/aktivitet/{with_goals.other}", sent)
        assert refused.status == 422
        assert "Det här skrev jag." in refused.main.text  # nothing typed is lost

    def test_a_status_that_is_not_in_the_list_is_refused(self, with_goals, olof):
        with pytest.raises(Refused, match="Välj status i listan"):
            guests.write_about(actor_for(olof), with_goals.key, with_goals.own, "kanske", "Hej.")

    def test_are_read_but_not_written_in_while_the_plan_is_updated(self, with_goals, olof, browser):
        with_goals.updated()
        seen = page(browser, with_goals).main.text
        assert "Träff varje vecka" in seen
        assert "Planen uppdateras just nu. Du kan skriva här igen när den är godkänd." in seen
        with pytest.raises(Refused):
            guests.write_about(actor_for(olof), with_goals.key, with_goals.own, "", "Hej.")


def take_back(sip):
    guests.take_back(sip.care.actor, sip.key, Guest.objects.get().id, confirmed=True)


def withdraw(sip):
    planning.withdraw(SIP, sip.care.actor, sip.key, confirmed=True)


def withdraw_and_consent(sip):
    sip.withdrawn().consented()


def protect(sip):
    Person.objects.filter(pk=sip.plan.patient_id).update(protection=Protection.SECRECY_MARK)


def die(sip):
    Person.objects.filter(pk=sip.plan.patient_id).update(deceased=True)


def end(sip):
    actions.end(sip.care.actor, sip.key, "Klart.", confirmed=True)


class TestTheEnd:
    @pytest.mark.parametrize(
        "ends", [take_back, withdraw, withdraw_and_consent, protect, die, end], ids=lambda ends: ends.__name__
    )
    def test_shuts_every_page_and_form_at_once_as_if_nothing_was_there(self, planners, sip, browser, ends):
        assert page(browser, sip).status == 200
        nobody = logged_in(planners.patients["wilma"])
        ends(sip)
        assert answers(browser, sip) == answers(nobody, sip)
        assert {status for status, _words in answers(browser, sip)} == {404}
        assert "Hej." in browser.send(f"/min-plan/inbjuden/{sip.key}/svar", {"text": "Hej."}).text  # not lost
        assert "Planer där du är inbjuden" not in browser.open("/min-plan").main.text
        assert not GuestWord.objects.exists()

    def test_is_the_last_day_at_midnight_swedish_time(self, planners, olof, frozen):
        sip = SipDrive(planners).called()
        sip.invites(olof, until=clock.today())
        who = actor_for(olof)
        midnight = clock.end_of_day(clock.today())
        frozen.moment = midnight - timedelta(seconds=1)
        guests.answer(who, sip.key, 1, "", comes=True)
        frozen.moment = midnight
        with pytest.raises(Refused):
            guests.answer(who, sip.key, 1, "", comes=False)
        assert GuestWord.objects.count() == 1

    def test_of_a_removed_plan_leaves_nothing(self, planners, olof, browser):
        sip = SipDrive(planners).consented()
        sip.invites(olof)
        actions.remove(sip.care.actor, sip.key, confirmed=True)
        assert page(browser, sip).status == 404


@pytest.mark.req("B-04")
class TestWhatIsTyped:
    """And never sent goes when nobody could read it any more."""

    def types(self, browser, sip):
        sent = {"utkast": "inbjuden-svar.text@", "text": "Jag tar med"}
        at = f"/min-plan/inbjuden/{sip.key}/utkast"
        assert browser.post(at, sent, headers={"accept": "application/json"}).status_code == 200

    def test_goes_with_the_invitation(self, planners, sip, browser):
        self.types(browser, sip)
        other = logged_in(planners.patients["edvin"])
        sip.invites(planners.patients["edvin"])
        self.types(other, sip)
        clear_of_ended_guests()
        assert Draft.objects.count() == 2
        guest = Guest.objects.get(person=planners.patients["olof"])
        guests.take_back(sip.care.actor, sip.key, guest.id, confirmed=True)
        clear_of_ended_guests()
        assert Draft.objects.get().owner == planners.patients["edvin"].id

    def test_by_the_person_goes_a_week_after_the_plan_has_ended(self, planners, frozen, sip):
        elsa = logged_in(planners.patients["elsa"])
        sent = {"utkast": "skriv.text@", "text": "Jag undrar"}
        saved = elsa.post(f"/min-plan/{sip.key}/utkast", sent, headers={"accept": "application/json"})
        assert saved.status_code == 200
        end(sip)
        chore = next(chore for chore in HANDLERS.chores if getattr(chore, "func", None) is drafts.clear_old)
        for days, left in ((6, 1), (2, 0)):
            frozen.go(days=days)
            chore()
            assert Draft.objects.count() == left


class TestNobodyElse:
    def test_reads_it_by_its_address(self, planners, sip):
        assert page(logged_in(planners.patients["wilma"]), sip).status == 404
        assert page(logged_in(planners.patients["elsa"]), sip).status == 404  # her own way is Min plan

    def test_a_guest_does_not_reach_the_persons_pages(self, sip, browser):
        at = f"/min-plan/{sip.key}"
        assert {browser.get(f"{at}{end}").status_code for end in ("", "/utskrift", "/pdf")} == {404}
        sent = {"submit_key": uuid4(), "round": "1", "text": "Hej.", "done": "ja"}
        for name in ("kommer", "annan-tid", "skriv", f"aktivitet/{uuid4()}"):
            assert browser.post(f"{at}/{name}", sent).status_code == 404

    def test_a_guest_who_acts_for_a_child_reads_it_only_in_own_matters(self, planners, sip, olof):
        child = planners.patients["edvin"].id
        proxy = actor_for(olof, acts_for=child, ground=Ground.GUARDIAN, deeds=frozenset(map(str, Deed)))
        with pytest.raises(Refused):
            guests.answer(proxy, sip.key, 1, "", comes=True)
        assert not guests.in_force_for(proxy).exists()


class TestTraces:
    def test_every_reading_and_writing_is_about_the_patient(self, sip, olof, browser):
        browser.open("/min-plan")
        page(browser, sip).press("Jag kommer")
        rows = Trace.objects.filter(actor_id=olof.id, label="sip")
        assert {row.action for row in rows} >= {"list", "read", "come_as_guest"}
        assert {row.person_id for row in rows if row.key} == {sip.plan.patient_id}
        assert {row.actor_name for row in rows} == {""}

    def test_a_refusal_leaves_a_trace(self, sip, olof, browser):
        take_back(sip)
        page(browser, sip)
        assert Trace.objects.filter(actor_id=olof.id, action="read", outcome="refused", key=sip.key).exists()
