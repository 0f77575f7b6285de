"""The patient's contact card in a plan: by consent, for the units that take part, with a trace (B-40)."""

from __future__ import annotations

import pytest

from tests.people import logged_in
from tests.planners import Planner, Planners
from tests.plans import Drive
from tests.reading import Page
from tests.sips import SipDrive
from vardtrad.gate.models import Trace
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.planning.plan import actions
from vardtrad.planning.sip import calling
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.contact_card import actions as cards
from vardtrad.shared.people.models import Person, Protection

pytestmark = pytest.mark.req("B-40")

FILLED = {
    "relatives": [{"name": "Doris Ek", "relation": "dotter", "phone": "070-174 06 09"}],
    "god_man": "",
    "god_man_phone": "",
    "interpreter": "spoken",
    "language": "finska",
    "channels": ["phone"],
    "reach": "Ring efter klockan 10.",
    "matters": "Jag hör dåligt på vänster öra.",
}
LINK = "Läs patientens kontaktkort"


@pytest.fixture(autouse=True)
def card(planners: Planners) -> None:
    """Elsa has filled in her card."""
    elsa = planners.patients["elsa"]
    cards.save(Actor(ActorKind.RESIDENT, elsa.id, elsa.name), dict(FILLED), seen=0)


def read(who: Planner, process: str, key: object) -> Page:
    return who.browser.open(f"{who.base}{process}/{key}/kontaktkort")


def plan(who: Planner, process: str, key: object) -> Page:
    return who.browser.open(f"{who.base}{process}/{key}/")


def test_the_units_that_plan_read_it_by_consent_and_each_reading_leaves_a_trace(planners: Planners) -> None:
    sip = SipDrive(planners).called()
    for who in (sip.care, sip.town):
        seen = plan(who, "sip", sip.key).follow(LINK)
        for words in ("Doris Ek, dotter", "Ja, språktolk, finska", "Ring efter klockan 10.", "vänster öra"):
            assert words in seen.main.text
        trace = Trace.objects.filter(action="read_card", actor_id=who.staff.id).get()
        assert (trace.person_id, trace.key, trace.detail) == (sip.plan.patient_id, sip.key, {"because": "consent"})
        assert "vänster öra" not in str(trace.detail)


def test_in_an_svu_too(planners: Planners) -> None:
    svu = Drive(planners).published()
    assert "vänster öra" in plan(svu.town, "svu", svu.key).follow(LINK).main.text


def test_before_consent_after_a_no_and_after_the_end_it_is_not_there(planners: Planners) -> None:
    sip = SipDrive(planners).informed()

    def closed() -> None:
        assert LINK not in plan(sip.care, "sip", sip.key).text
        before = Trace.objects.filter(action="read_card").count()
        answer = read(sip.care, "sip", sip.key)
        assert answer.status == 404
        assert "vänster öra" not in answer.text
        assert Trace.objects.filter(action="read_card").count() == before

    closed()
    sip.refused()
    closed()
    sip.withdrawn()
    closed()
    sip.consented().called()
    assert read(sip.care, "sip", sip.key).status == 200
    sip.ended()
    closed()


def test_a_harm_assessment_is_no_consent(planners: Planners) -> None:
    sip = SipDrive(planners).informed()
    actions.assess_harm(SIP, sip.care.actor, sip.key, responsible=sip.care.staff, reason="")
    assert LINK not in plan(sip.care, "sip", sip.key).text
    assert read(sip.care, "sip", sip.key).status == 404


def test_nobody_else_reads_it(planners: Planners) -> None:
    sip = SipDrive(planners).consented()
    assert read(sip.town, "sip", sip.key).status == 404  # the call is not sent
    sip.called()
    for name in ("vera", "kurt", "rolf", "extern"):
        assert read(planners.staff[name], "sip", sip.key).status == 404
    kurt = planners.staff["kurt"]  # reads as a colleague of the municipality, by an active choice
    kurt.browser.open(kurt.base).press("Sök", number=sip.plan.patient.identity)
    reading = kurt.browser.open(f"{kurt.base}las/{sip.key}/").press("Läs ärendet", confirmed="on")
    assert "Läsläge" in reading.text
    assert LINK not in reading.text
    assert read(kurt, "sip", sip.key).status == 404
    assert read(sip.care, "svu", sip.key).status == 404
    assert read(sip.care, "sip", "01a228e7-dea8-75f2-9034-3845bc0694b5").status == 404


def test_of_a_protected_person_what_tells_where_somebody_is_stays_hidden(planners: Planners) -> None:
    sip = SipDrive(planners).called()
    Person.objects.filter(pk=sip.plan.patient_id).update(protection=Protection.SECRECY_MARK)
    seen = read(sip.care, "sip", sip.key).main.text
    assert "vänster öra" in seen
    assert "Doris" not in seen
    assert "Ring efter" not in seen


def test_without_a_card_the_page_says_so(planners: Planners) -> None:
    sip = SipDrive(planners, patient="edvin").called()
    assert "Patienten har inget kontaktkort." in read(sip.care, "sip", sip.key).main.text


@pytest.mark.req("B-45")
class TestTheInterpreter:
    """Asked for once, on the card: it follows to the call, to the meeting, and to the next one."""

    def call(self, who: Planner, sip: SipDrive) -> Page:
        return who.browser.open(f"{who.base}sip/{sip.key}/kallelse/")

    def test_is_filled_in_in_a_new_call_by_consent_with_a_trace(self, planners: Planners) -> None:
        sip = SipDrive(planners).consented()
        page = self.call(sip.care, sip)
        assert "Ifyllt från patientens kontaktkort: ja, språktolk." in page.main.text
        fields = page.fields("Skicka kallelse")
        assert (fields["interpreter"], fields["language"]) == (["on"], "finska")
        assert Trace.objects.filter(action="read_card", actor_id=sip.care.staff.id, key=sip.key).count() == 1

    def test_is_not_read_without_consent(self, planners: Planners) -> None:
        sip = SipDrive(planners).informed()
        assert "finska" not in self.call(sip.care, sip).main.text
        assert not Trace.objects.filter(action="read_card").exists()

    def test_is_asked_of_the_card_only_for_a_call_that_nobody_has_written(self, planners: Planners) -> None:
        sip = SipDrive(planners).called()
        self.call(sip.care, sip)
        assert not Trace.objects.filter(action="read_card").exists()

    def test_of_the_meeting_is_read_by_all_and_stays_for_the_next(self, planners: Planners) -> None:
        sip = SipDrive(planners).called(interpreter=True, language="finska").acknowledged()
        assert "finska" in self.call(sip.town, sip).main.text
        elsa = logged_in(planners.patients["elsa"])
        assert "Tolk: finska" in elsa.open(f"/min-plan/{sip.key}").main.text
        calling.cancel_meeting(sip.care.actor, sip.key, "Läkaren är sjuk.", seen=sip.seen("call"))
        fields = self.call(sip.care, sip).fields("Skicka kallelse")
        assert (fields["interpreter"], fields["language"]) == (["on"], "finska")
