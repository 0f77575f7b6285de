"""The clocks before the discharge: the admission notice within a day, the call to a SIP within three (B-24)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from tests.plans import Drive
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Contact
from vardtrad.planning.svu import actions
from vardtrad.planning.svu.board.queries import board
from vardtrad.planning.svu.clocks import calls_due, notice_due, notice_was_late
from vardtrad.planning.svu.subject import SVU

pytestmark = pytest.mark.req("B-24")


def drafted(svu, day):
    """The ward has saved a draft that says when the patient came."""
    given = svu.given(day=day, expected=day + timedelta(days=5), reason="Fall.")
    actions.save_draft(svu.ward.actor, svu.key, given, seen=svu.seen("admission"))
    return svu


def notice(svu):
    return notice_due(svu.plan, svu.steps)


def call(svu, who=None):
    return calls_due((who or svu.care).seat, [svu.plan]).get(svu.key)


def fresh(who):
    """The same person logged in again, since the earlier session has expired."""
    who._browser = None
    return who


def page(svu, who, step):
    fresh(who)
    return who.browser.open(f"{who.base}svu/{svu.key}/{step}/").text


# ── The admission notice ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_notice_is_due_the_day_after_the_patient_came_also_on_a_sunday(planners, frozen):
    frozen.to(11, 21)  # a Saturday
    svu = drafted(Drive(planners).consented(), date(2026, 11, 21))
    due = notice(svu)
    assert (due.by, due.level) == (date(2026, 11, 22), "ok")
    assert "Inskrivningsmeddelandet ska skickas senast 22 nov" in page(svu, svu.ward, "inskrivning")
    assert board(svu.ward.seat, "/").unsent == []
    frozen.to(11, 22, hour=23, minute=59)
    assert notice(svu).level == "soon"
    frozen.to(11, 23, hour=0)
    assert notice(svu).level == "late"
    assert "Inskrivningsmeddelandet skulle ha skickats senast 22 nov" in page(svu, svu.ward, "inskrivning")


def test_before_a_draft_it_is_counted_from_when_the_plan_began(planners, frozen):
    svu = Drive(planners)
    assert (notice(svu).by, notice(svu).level) == (date(2026, 11, 18), "ok")
    frozen.to(11, 18)
    assert notice(svu).level == "soon"
    # The draft says when the patient really came; a patient who has not arrived yet has no clock.
    drafted(svu.consented(), date(2026, 11, 10))
    assert (notice(svu).by, notice(svu).level) == (date(2026, 11, 11), "late")
    drafted(svu, date(2026, 11, 20))
    assert notice(svu) is None
    assert "Inskrivningsmeddelandet" not in page(svu, svu.ward, "inskrivning")


def test_a_sent_notice_has_no_clock_and_a_late_one_says_so(planners, frozen):
    svu = drafted(Drive(planners).consented(), date(2026, 11, 17))
    svu.published(day=date(2026, 11, 17), expected=date(2026, 11, 20), reason="Fall.")
    assert notice(svu) is None
    text = page(svu, svu.ward, "inskrivning")
    assert "ska skickas" not in text
    assert "mer än 24 timmar" not in text
    late = Drive(planners, patient="edvin").published()
    assert "mer än 24 timmar" in page(late, late.ward, "inskrivning")


def test_only_the_ward_sees_on_its_board_what_it_has_to_send(planners, frozen):
    svu = drafted(Drive(planners).consented(), date(2026, 11, 16))
    other = Drive(planners, patient="edvin")
    (line,) = board(svu.ward.seat, "/").unsent
    assert (line.plan, line.due.level) == (svu.key, "soon")
    assert "Inskrivningsmeddelande att skicka" in svu.ward.browser.open(svu.ward.base + "idag/").text
    assert Trace.objects.filter(action="list", detail__view="today").latest("at").shown == [svu.key]
    frozen.to(11, 19)
    unsent = board(svu.ward.seat, "/").unsent
    assert [line.plan for line in unsent] == [svu.key, other.key]
    assert {line.due.level for line in unsent} == {"late"}
    seen = board(svu.ward.seat, "/")
    assert seen.home_today + seen.late + seen.ready + seen.waiting + seen.gone_today == []
    for who in (svu.care, svu.town, planners.staff["agda"]):
        assert "Elsa" not in fresh(who).browser.open(who.base + "idag/").text
    actions.remove(svu.ward.actor, svu.key, confirmed=True)
    assert [line.plan for line in board(svu.ward.seat, "/").unsent] == [other.key]


# ── The call to a SIP ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_call_is_due_three_days_after_the_notice_over_the_weekend(planners, frozen):
    frozen.to(11, 20, hour=15)  # a Friday afternoon: noon only matters for the payment responsibility
    svu = Drive(planners).published().marked().ready()
    due = call(svu)
    assert (due.by, due.level) == (date(2026, 11, 23), "ok")
    for step in ("tid", "stallningstagande"):
        assert "Kallelse till SIP ska skickas senast 23 nov" in page(svu, svu.care, step)
        assert "Kallelse till SIP" not in page(svu, svu.ward, step)
        assert "Kallelse till SIP" not in page(svu, svu.town, step)
    frozen.to(11, 23, hour=23)
    assert call(svu).level == "soon"
    frozen.to(11, 24, hour=0)
    assert call(svu).level == "late"
    (line,) = board(svu.care.seat, "/").ready
    assert (line.due.level, line.due.words) == ("late", "Sista dag för kallelse till SIP var 23 nov")
    assert "Sista dag för kallelse till SIP var" in fresh(svu.care).browser.open(svu.care.base + "idag/").text
    assert [line.due for line in board(svu.town.seat, "/").ready] == [None]


def test_a_new_notice_restarts_the_count(planners, frozen):
    svu = Drive(planners).published().marked().ready()
    frozen.to(11, 19)
    svu.ready(reason="Ny bedömning.")
    assert call(svu).by == date(2026, 11, 22)
    svu.estimated()
    assert call(svu) is None


def test_nothing_is_due_before_the_ward_has_said_that_a_sip_is_needed(planners, frozen):
    svu = Drive(planners).published().ready().stated()
    assert call(svu) is None, "the health centre must not learn what the ward has not marked complete"
    assert "Kallelse till SIP" not in page(svu, svu.care, "tid")
    svu.marked()
    assert call(svu) is not None
    svu.answers(svu.care, approves=False)
    assert call(svu) is None


@pytest.mark.parametrize(("answer", "calls"), [("sjukhus", True), ("distans", True), ("pagaende", False),
                                               ("behovs_inte", False), ("nej_tack", False)])  # fmt: skip
def test_only_some_answers_want_a_call(planners, frozen, answer, calls):
    svu = Drive(planners).published().ready().stated()
    svu.writes(svu.ward, "stallningstagande.sip", answer).marked()
    assert (call(svu) is not None) == calls


def test_only_the_conveners_unit_is_reminded_to_call(planners, frozen):
    svu = Drive(planners, others=("oskar", "rolf", "karin")).published().marked().ready()
    rolf = planners.staff["rolf"]
    assert call(svu) == call(svu, rolf) != None  # noqa: E711
    svu.convened()
    assert call(svu) is not None
    assert call(svu, rolf) is None


def test_a_contact_who_sees_no_clock_leaves_it_to_the_health_centres(planners, frozen):
    svu = Drive(planners).published().marked().ready().convened()
    assert call(svu) is not None
    Contact.objects.filter(plan_id=svu.key).update(unit=svu.ward.unit)
    assert call(svu) is not None


def test_the_clock_ends_with_the_discharge_and_with_the_consent(planners, frozen):
    svu = Drive(planners).published().marked().ready()
    planning.withdraw(SVU, svu.ward.actor, svu.key, confirmed=True)
    planning.refuse(SVU, svu.ward.actor, svu.key, confirmed=True)
    assert call(svu) is None
    other = Drive(planners, patient="edvin").published().marked().ready().convened()
    assert call(other) is not None
    other.discharged()
    assert call(other) is None
    assert "Kallelse till SIP" not in page(other, other.care, "stallningstagande")
    other.undone()
    assert call(other) is not None


def test_the_number_of_queries_does_not_grow(planners, frozen, django_assert_num_queries):
    first = Drive(planners).published().marked().ready()
    second = Drive(planners, patient="edvin").published().marked().ready()
    plans, seat = [first.plan, second.plan], first.care.seat
    # The decision, the conveners, the calls that were registered, and those that were sent from a SIP.
    with django_assert_num_queries(4):
        assert len(calls_due(seat, plans)) == 2


@pytest.mark.req("B-24")
def test_the_notice_is_counted_in_hours_from_the_time_of_the_admission_or_of_a_later_judgement(planners, frozen):
    frozen.to(11, 17, hour=15)
    svu = Drive(planners).consented()
    given = svu.given(day=clock.today(), expected=clock.today(), reason="Fall.", time=time(14, 30))
    actions.save_draft(svu.ward.actor, svu.key, given, seen=0)
    assert notice(svu).words == "Inskrivningsmeddelandet ska skickas senast 18 nov klockan 14.30"
    assert notice(svu).level == "ok"
    frozen.to(11, 18, hour=14, minute=29)
    assert notice(svu).level == "soon"
    frozen.to(11, 18, hour=14, minute=30)
    assert notice(svu).level == "late"
    judged = clock.now() - timedelta(hours=1)
    later = replace(given, judged=judged)
    actions.save_draft(svu.ward.actor, svu.key, later, seen=svu.seen("admission"))
    assert notice(svu).words == "Inskrivningsmeddelandet ska skickas senast 19 nov klockan 13.30"
    frozen.to(11, 19, hour=13, minute=0)
    actions.publish_admission(svu.ward.actor, svu.key, later, seen=svu.seen("admission"))
    assert not notice_was_late(svu.steps.admission)
    admission = svu.steps.admission
    admission.judged = None
    assert notice_was_late(admission)


@pytest.mark.req("B-24")
@pytest.mark.parametrize(("hours", "words"), [(-48, "före inskrivningsdatum"), (1, "i framtiden")])
def test_a_judgement_belongs_to_the_stay(planners, frozen, hours, words):
    svu = Drive(planners).consented()
    judged = clock.now() + timedelta(hours=hours)
    given = svu.given(day=clock.today(), expected=clock.today(), reason="Fall.", judged=judged)
    with pytest.raises(Refused, match=words):
        actions.publish_admission(svu.ward.actor, svu.key, given, seen=0)


@pytest.mark.req("B-24")
def test_the_page_keeps_the_times_of_admission_and_judgement(planners, frozen):
    frozen.to(11, 17, hour=15)
    svu = Drive(planners).consented()
    page = svu.ward.browser.open(f"{svu.ward.base}svu/{svu.key}/inskrivning/")
    day = clock.today().isoformat()
    half = page.press("Publicera", day=day, expected=day, reason="Fall.", time="08:15", judged_time="10:00")
    assert "Fyll i datum för bedömningen." in half.text
    done = half.press("Publicera", judged_day=day)
    assert "klockan 08.15" in done.main.text
    assert "Behovet bedömdes" in done.main.text
    assert svu.steps.admission.judged.astimezone(clock.STOCKHOLM).hour == 10


@pytest.mark.req("B-24", "B-25")
def test_the_call_is_no_longer_due_when_it_is_sent_or_the_patient_has_died(planners):
    svu = Drive(planners).published().ready().marked()
    assert svu.key in calls_due(svu.care.seat, [svu.plan])
    called = svu.happened("call_sent", who=svu.care)
    assert calls_due(svu.care.seat, [svu.plan]) == {}
    svu.happened("correction", who=svu.care, corrects=called)
    assert svu.key in calls_due(svu.care.seat, [svu.plan])
    svu.happened("deceased")
    assert calls_due(svu.care.seat, [svu.plan]) == {}
