"""The person's own pages: the meeting, the approved plan, what the person answers, writes and ticks (B-23, B-42)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.people import logged_in
from tests.sips import SipDrive
from vardtrad.gate.models import Notification, Trace
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan.models import Participant
from vardtrad.planning.sip import persons_words
from vardtrad.planning.sip.field_specs import ACTIVITIES, PERSON, SUB_GOALS
from vardtrad.planning.sip.models import PersonsWord
from vardtrad.shared.proxies.rules import Deed, Ground
from vardtrad.shared.web import dates

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsa(planners):
    return logged_in(planners.patients["elsa"])


def actor_for(person, **more):
    return Actor(ActorKind.RESIDENT, person.id, person.name, **more)


def page(browser, sip):
    return browser.open(f"/min-plan/{sip.key}")


def test_each_field_of_the_page_has_an_id_of_its_own(planners, elsa):
    sip = SipDrive(planners).called()
    for seen in (page(elsa, sip), page(elsa, sip).press("Skicka", text="")):
        ids = [node.attrs["id"] for node in seen.root.walk() if "id" in node.attrs]
        assert len(ids) == len(set(ids))


@pytest.fixture
def with_goals(planners):
    """A SIP called, with a sub-goal and two activities, one of them the person's own."""
    sip = SipDrive(planners).called().acknowledged()
    goal = sip.adds(sip.care, SUB_GOALS, rubrik="Gå till affären själv", enhet=str(sip.care.unit.id))
    sip.adds(sip.care, ACTIVITIES, goal, rubrik="Prova ut rollator", ansvarig=str(sip.care.unit.id))
    sip.own = sip.adds(sip.care, ACTIVITIES, goal, rubrik="Promenera varje dag", ansvarig=PERSON)
    return sip


class TestTheMeeting:
    @pytest.mark.req("B-23")
    def test_says_when_where_why_and_who(self, planners, elsa):
        sip = SipDrive(planners).called()
        seen = page(elsa, sip).main.text
        assert "Behöver samordnat stöd hemma." in seen
        assert "Vårdcentralen, rum 3" in seen
        assert re.search(r"\b(mån|tis|ons|tors|fre|lör|sön)dag \d+ \w+( \d{4})?, klockan 10\.00", seen), seen
        assert sip.town.unit.name in seen

    @pytest.mark.req("B-23")
    def test_is_confirmed_and_every_unit_is_told(self, planners, elsa):
        sip = SipDrive(planners).called()
        Participant.objects.update(news=None)
        assert "de andra ser att du kommer" in page(elsa, sip).press("Jag kommer").text
        assert "Svaret är att du kommer." in page(elsa, sip).main.text
        assert not Participant.objects.filter(plan=sip.key, news=None).exists()
        assert "Elsa" not in PersonsWord.objects.get().text

    @pytest.mark.req("B-23")
    def test_another_time_is_asked_for_in_own_words(self, planners, elsa):
        sip = SipDrive(planners).called()
        page(elsa, sip).press("Skicka önskan", text="Helst på en tisdag.")
        word = PersonsWord.objects.get()
        assert (word.kind, word.text, word.round) == ("another_time", "Helst på en tisdag.", 1)
        assert "En annan tid är önskad: Helst på en tisdag." in page(elsa, sip).main.text
        assert "Helst på en tisdag." in sip.care.browser.open(f"{sip.care.base}sip/{sip.key}/kallelse/").text

    def test_an_empty_wish_comes_back_with_words(self, planners, elsa):
        sip = SipDrive(planners).called()
        seen = page(elsa, sip).press("Skicka önskan", text="  ")
        assert seen.status == 422
        assert "Skriv när det passar bättre." in seen.main.text
        assert not PersonsWord.objects.exists()

    def test_an_answer_to_a_meeting_that_has_moved_says_nothing_of_the_new_time(self, planners, elsa):
        sip = SipDrive(planners).called()
        old = page(elsa, sip)
        from vardtrad.planning.sip import calling

        given = sip.call(day=date(2030, 1, 7), why="Läkaren är sjuk.")
        calling.move_meeting(sip.care.actor, sip.key, given, seen=sip.seen("call"))
        refused = old.press("Jag kommer")
        assert refused.status == 422
        assert not PersonsWord.objects.exists()
        seen = page(elsa, sip).main.text
        assert "Läkaren är sjuk." in seen
        assert "Svaret är att du kommer." not in seen

    @pytest.mark.req("B-23")
    def test_the_person_gets_a_notice_that_says_nothing_of_health(self, planners):
        SipDrive(planners).called()
        told = Notification.objects.filter(move="send_call").values_list("recipient_kind", "recipient_id")
        assert ("resident", planners.patients["elsa"].id) in set(told)


class TestThePlan:
    @pytest.mark.req("B-23")
    def test_is_read_when_all_have_approved_it_and_not_before(self, with_goals, elsa):
        sip = with_goals
        sip.written()
        assert "Gå till affären själv" not in page(elsa, sip).main.text
        sip.approving().approved(sip.care)
        assert "Gå till affären själv" not in page(elsa, sip).main.text
        sip.approved(sip.town)
        seen = page(elsa, sip).main.text
        assert "Delmål 1: Gå till affären själv" in seen
        assert f"{sip.care.unit.name} gör det här." in seen
        assert "Ett mål." in seen

    @pytest.mark.req("B-23", "001-257")
    def test_that_is_being_updated_is_read_as_it_was_approved(self, with_goals, elsa):
        sip = with_goals
        sip.written().approving().approved().updated()
        sip.fills(sip.care, ACTIVITIES, sip.own, rubrik="Simma varje dag")
        seen = page(elsa, sip).main.text
        assert "Planen uppdateras just nu." in seen
        assert "Promenera varje dag" in seen
        assert "Simma varje dag" not in seen

    @pytest.mark.req("B-23", "001-257")
    def test_that_was_updated_before_all_had_approved_it_is_not_read_as_approved(self, with_goals, elsa):
        sip = with_goals
        sip.written().approving().approved(sip.care).updated()
        assert "Planen är inte klar än." in page(elsa, sip).main.text
        assert "Promenera varje dag" not in page(elsa, sip).main.text
        sip.approving().approved().updated()
        sip.fills(sip.care, ACTIVITIES, sip.own, rubrik="Simma varje dag")
        sip.approving().approved(sip.care).updated()
        seen = page(elsa, sip).main.text
        assert "Promenera varje dag" in seen
        assert "Simma varje dag" not in seen

    @pytest.mark.req("B-23", "001-257")
    def test_that_is_being_updated_keeps_the_days_that_it_was_approved_with(self, planners, with_goals, monkeypatch):
        sip, real = with_goals, clock.now
        sip.written().approving(follow_up_by=clock.today() + timedelta(days=50)).approved()
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=8))
        elsa, paper = logged_in(planners.patients["elsa"]), f"/min-plan/{sip.key}/utskrift"
        approved = f"Godkänd {dates.day(clock.swedish_date(real()))}."
        before = elsa.open(paper).main.text.partition(approved)[2]
        assert before
        sip.held().booked().called(call_type="follow_up", day=clock.today() + timedelta(days=9)).updated()
        sip.approving(follow_up_by=clock.today() + timedelta(days=200))
        updating = "Planen uppdateras just nu. Det här är den plan som godkändes senast. "
        assert updating in elsa.open(paper).main.text
        # The meeting above it is the new one; the plan itself is as it was.
        assert elsa.open(paper).main.text.replace(updating, "").partition(approved)[2] == before

    @pytest.mark.req("B-42")
    def test_what_the_person_does_is_ticked_off_and_back(self, with_goals, elsa):
        sip = with_goals
        sip.written().approving().approved()
        page(elsa, sip).press("Markera som gjort : Promenera varje dag")
        assert "Gjort" in page(elsa, sip).main.text
        assert "Promenera varje dag" in sip.care.browser.open(f"{sip.care.base}sip/{sip.key}/plan/").main.text
        page(elsa, sip).press("Inte gjort än : Promenera varje dag")
        assert persons_words.said_in(sip.key, None).done == frozenset()

    @pytest.mark.req("B-42")
    def test_what_somebody_else_does_is_not_the_persons_to_tick(self, planners, with_goals):
        sip = with_goals
        sip.written().approving().approved()
        actor = actor_for(planners.patients["elsa"])
        others = next(iter({sip.own} ^ {row.id for row in rows_of(sip)}))
        for row in (others, uuid4()):
            with pytest.raises(Refused, match="inte din"):
                persons_words.tick(actor, sip.key, row, done=True)

    @pytest.mark.req("B-23")
    def test_says_on_paper_when_and_where_to_meet(self, planners, elsa):
        sip = SipDrive(planners).called()
        printed = elsa.open(f"/min-plan/{sip.key}/utskrift").main.text
        assert "klockan 10.00" in printed
        assert "Vårdcentralen, rum 3" in printed

    @pytest.mark.req("B-23")
    def test_is_printed_and_a_pdf(self, with_goals, elsa):
        sip = with_goals
        sip.written().approving().approved()
        assert "Gå till affären själv" in elsa.open(f"/min-plan/{sip.key}/utskrift").main.text
        made = elsa.get(f"/min-plan/{sip.key}/pdf")
        assert made["Content-Type"] == "application/pdf"


def rows_of(sip):
    from vardtrad.planning.fields.models import Row

    return Row.objects.filter(plan=sip.key, group=ACTIVITIES)


class TestWhoReads:
    @pytest.mark.req("B-23")
    def test_nobody_else(self, planners):
        sip = SipDrive(planners).called()
        other = logged_in(planners.patients["edvin"])
        assert other.open(f"/min-plan/{sip.key}").status == 404
        assert str(sip.key) not in other.open("/min-plan").html

    @pytest.mark.req("B-23")
    def test_not_before_the_call_is_sent(self, planners, elsa):
        sip = SipDrive(planners).consented()
        assert page(elsa, sip).status == 404
        sip.called()
        assert page(elsa, sip).status == 200
        assert str(sip.key) in elsa.open("/min-plan").html

    @pytest.mark.req("B-23")
    def test_a_withdrawal_closes_the_page_and_a_new_consent_opens_it(self, planners, elsa):
        sip = SipDrive(planners).called().withdrawn()
        assert page(elsa, sip).status == 404
        assert str(sip.key) not in elsa.open("/min-plan").html
        sip.consented()
        assert page(elsa, sip).status == 200

    @pytest.mark.req("B-23")
    def test_reading_leaves_a_trace(self, planners, elsa):
        sip = SipDrive(planners).called()
        page(elsa, sip)
        row = Trace.objects.filter(action="read", key=sip.key).latest("at")
        assert (row.actor_id, row.person_id) == (planners.patients["elsa"].id, planners.patients["elsa"].id)

    @pytest.mark.req("B-23")
    def test_a_proxy_does_what_the_table_of_proxies_gives(self, planners):
        sip = SipDrive(planners).called()
        elsa, edvin = planners.patients["elsa"], planners.patients["edvin"]
        reads = actor_for(edvin, acts_for=elsa.id, ground=Ground.POWER_TO_READ, deeds=frozenset({Deed.READ.value}))
        writes = actor_for(edvin, acts_for=elsa.id, ground=Ground.POWER, deeds=frozenset(Deed.values))
        with pytest.raises(Refused):
            persons_words.come(reads, sip.key, 1)
        persons_words.come(writes, sip.key, 1)
        word = PersonsWord.objects.get()
        assert (word.by, word.ground) == (edvin.id, "power")
        with pytest.raises(Refused):
            persons_words.come(actor_for(edvin), sip.key, 1)

    def test_words_to_the_coordinator_reach_the_staff(self, planners, elsa):
        sip = SipDrive(planners).called()
        page(elsa, sip).press("Skicka", text="Jag vill att min dotter är med.")
        assert "min dotter är med" in sip.town.browser.open(f"{sip.town.base}sip/{sip.key}/kallelse/").text
