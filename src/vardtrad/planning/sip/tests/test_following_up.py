"""Following up an active SIP: due, reminded, booked, held, late (001-216…221, B-49, B-50); leaving the start page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.planners import Planner
from tests.sips import SipDrive
from vardtrad.gate.models import Deadline, Notification
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import Attendance, Meeting, Participant, Plan
from vardtrad.planning.sip import actions, archiving, clocks, following_up, open_tasks
from vardtrad.planning.sip.subject import SIP
from vardtrad.planning.start import queries as start
from vardtrad.planning.start.filters import FOLLOW, Follow, ListFilter, View
from vardtrad.shared.people.models import Person


@pytest.fixture
def at(monkeypatch):
    """Set the clock to some days from now."""
    real = clock.now

    def move(days: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=days))

    return move


def due(sip: SipDrive, kind: str) -> Any:
    """When a deadline of the SIP is due; None without one."""
    return Deadline.objects.filter(key=sip.key, kind=kind).values_list("due", flat=True).first()


def listed(sip: SipDrive, who: Planner) -> bool:
    """Whether the SIP stands on the start page of somebody's unit."""
    return Participant.objects.get(plan_id=sip.key, unit=who.unit, removed__isnull=True).listed


def tasks(sip: SipDrive, who: Planner) -> list[str]:
    """What somebody has to do; that the list's own question gives the same answer is checked with it."""
    own = [words for words, _address in sip.overview(who).tasks]
    asked = Plan.objects.filter(following_up.waits_for(who.seat), pk=sip.key).exists()
    assert asked == any("uppföljning" in words for words in own)
    return own


def view(sip: SipDrive, who: Planner, *, to_follow: bool) -> list[Any]:
    """The plans of "Visa en enhets alla SIP"."""
    asked = ListFilter(view=View.SIPS)
    asked = asked.choose(FOLLOW, Follow.DUE) if to_follow else asked
    return [row.id for row in start.start_page(who.seat, who.actor.id, asked, "/").rows]


@pytest.mark.req("001-216", "B-49")
def test_an_active_sip_is_due_within_a_year_and_the_coordinator_is_reminded_after_eleven_months(planners, at):
    sip = SipDrive(planners).active()
    actions.set_coordinator(sip.care.actor, sip.key, sip.town.staff, sip.town.unit)
    last = sip.plan.follow_up_by
    assert last == clock.today() + timedelta(days=365)
    reminder = due(sip, following_up.FOLLOW_UP)
    assert clock.swedish_date(reminder) == last - timedelta(days=30)
    assert tasks(sip, sip.town) == []
    at(336)
    following_up.remind([sip.key])
    notice = Notification.objects.get(key=sip.key, move="remind")
    assert notice.recipient_id == sip.town.staff.id
    assert tasks(sip, sip.town) == [f"Kalla till uppföljning senast {_day(last)}"]
    assert tasks(sip, sip.care) == []
    assert clock.swedish_date(due(sip, following_up.FOLLOW_UP)) == last + timedelta(days=1)
    at(367)
    following_up.remind([sip.key])
    assert Notification.objects.filter(key=sip.key, move="remind").count() == 2


def _day(day: date) -> str:
    from vardtrad.shared.web import dates

    return dates.day(day)


@pytest.mark.req("001-220")
def test_the_coordinators_unit_updates_the_plan_and_without_one_any_unit_does(planners):
    sip = SipDrive(planners).active()
    actions.set_coordinator(sip.care.actor, sip.key, sip.town.staff, sip.town.unit)
    late = sip.care.browser.open(f"{sip.care.base}sip/{sip.key}/plan/")
    assert "Samordningsansvarig uppdaterar planen." in late.main.text
    assert "Uppdatera plan" not in [button.text for button in late.main.all("button")]
    with pytest.raises(Refused, match="Samordningsansvarig uppdaterar planen"):
        sip.updated()
    town = sip.town.browser.open(f"{sip.town.base}sip/{sip.key}/plan/?visa=uppdatera")
    assert "Planen är öppen för ändring." in town.press("Uppdatera plan", reason="Mer hjälp.", confirmed="1").text
    sip.approving().approved()
    # Where the coordinator has left, or is taken away, a participating unit may.
    sip.town.staff.active = False
    sip.town.staff.save(update_fields=["active"])
    sip.updated()
    sip.town.staff.active = True
    sip.town.staff.save(update_fields=["active"])
    sip.approving().approved()
    actions.remove_coordinator(sip.care.actor, sip.key, confirmed=True)
    sip.updated()


@pytest.mark.req("001-220")
def test_a_coordinator_whose_unit_has_left_the_plan_stops_nobody(planners):
    sip = SipDrive(planners, others=("karin", "kurt")).called().written().approving()
    kurt = planners.staff["kurt"]
    sip.approved(sip.care, sip.town, kurt)
    actions.set_coordinator(sip.care.actor, sip.key, kurt.staff, kurt.unit)
    with pytest.raises(Refused):
        sip.updated()
    planning.remove_unit(SIP, sip.town.actor, sip.key, kurt.unit, confirmed=True)
    sip.updated()


@pytest.mark.req("001-220", "B-49")
def test_without_a_coordinator_it_is_the_task_of_the_unit_that_created_the_sip(planners, at):
    sip = SipDrive(planners).active()
    at(340)
    assert len(tasks(sip, sip.care)) == 1
    assert tasks(sip, sip.town) == []


@pytest.mark.req("001-090", "B-49")
def test_after_a_no_nobody_is_asked_to_follow_up_and_a_new_consent_asks_again(planners, at):
    sip = SipDrive(planners).active()
    actions.set_coordinator(sip.care.actor, sip.key, sip.town.staff, sip.town.unit)
    sip.withdrawn()
    at(340)
    assert tasks(sip, sip.town) == []
    assert view(sip, sip.town, to_follow=True) == []
    assert "Uppföljning senast" not in sip.town.browser.open(f"{sip.town.base}sip/{sip.key}/plan/").text
    following_up.remind([sip.key])
    assert not Notification.objects.filter(key=sip.key, move="remind").exists()
    sip.consented()
    assert len(tasks(sip, sip.town)) == 1
    at(375)
    following_up.remind([sip.key])
    assert Notification.objects.filter(key=sip.key, move="remind").count() == 1


@pytest.mark.req("001-052", "001-090")
@pytest.mark.parametrize("step", ["call", "approval"])
def test_after_a_no_nothing_waits_to_be_acknowledged_or_approved(planners, step):
    sip = SipDrive(planners).called()
    if step == "approval":
        sip.acknowledged().written().approving()
    asked = Plan.objects.filter(open_tasks.has_task(sip.town.seat), pk=sip.key)
    assert asked.exists()
    assert sip.overview(sip.town).tasks
    sip.withdrawn()
    assert not asked.exists()
    assert not sip.overview(sip.town).tasks
    assert open_tasks.units_with_open_tasks(sip.plan) == set()


@pytest.mark.req("001-220", "B-49")
def test_when_the_coordinator_has_left_it_is_the_task_of_the_unit_that_created_the_sip(planners, at):
    sip = SipDrive(planners).active()
    actions.set_coordinator(sip.care.actor, sip.key, sip.town.staff, sip.town.unit)
    at(340)
    assert len(tasks(sip, sip.town)) == 1
    sip.town.staff.active = False
    sip.town.staff.save(update_fields=["active"])
    assert len(tasks(sip, sip.care)) == 1
    following_up.remind([sip.key])
    assert not Notification.objects.filter(key=sip.key, move="remind").exists()


@pytest.mark.req("001-062", "B-49")
def test_what_is_due_is_a_list_of_its_own(planners, at):
    sip = SipDrive(planners).active()
    assert view(sip, sip.town, to_follow=False) == [sip.key]
    assert view(sip, sip.town, to_follow=True) == []
    at(300)  # the meeting has been
    assert view(sip, sip.town, to_follow=True) == []
    at(340)
    assert view(sip, sip.town, to_follow=True) == [sip.key]
    page = sip.town.browser.open(f"{sip.town.base}enhetens-sip/")
    assert "Elsa" in page.follow("Ska följas upp").main.text


@pytest.mark.req("001-217", "001-218", "001-257", "B-49")
def test_a_booked_follow_up_is_nobodys_task_and_the_next_is_due_a_year_after_it_was_held(planners, at):
    sip = SipDrive(planners).called().acknowledged()
    at(8)
    sip.held().written().approving().approved()
    archiving.archive([sip.key])
    at(20)
    archiving.archive([sip.key])
    assert not listed(sip, sip.town)
    sip.booked()
    at(345)
    assert len(tasks(sip, sip.care)) == 1
    sip.called(call_type="follow_up")
    assert listed(sip, sip.town)
    assert sip.colours(sip.care)[-1] == "done"  # the approved plan is active all the time
    assert "Kvittera kallelsen till SIP" in tasks(sip, sip.town)
    assert not any("uppföljning" in words for words in tasks(sip, sip.care))
    reminded = Notification.objects.filter(key=sip.key, move="remind").count()
    following_up.remind([sip.key])
    assert Notification.objects.filter(key=sip.key, move="remind").count() == reminded
    at(353)
    sip.held(form="phone")
    meeting = Meeting.objects.get(plan_id=sip.key, follows_up=True)
    assert (meeting.form, meeting.state) == ("phone", "held")
    assert sip.plan.follow_up_by == clock.swedish_date(meeting.starts) + timedelta(days=365)


@pytest.mark.req("B-50")
def test_who_came_is_kept_for_every_called_unit(planners, at):
    from vardtrad.planning.sip import calling

    sip = SipDrive(planners).called().acknowledged()
    with pytest.raises(Refused, match="inte börjat"):
        sip.held()
    at(8)
    with pytest.raises(Refused, match="varje kallad enhet"):
        calling.hold_meeting(sip.care.actor, sip.key, "place", {sip.care.unit.id: "came"}, seen=sip.seen("call"))
    page = sip.care.browser.open(f"{sip.care.base}sip/{sip.key}/kallelse/?visa=hallet")
    told = page.press(
        "Registrera", form="video", **{f"unit_{sip.care.unit.id}": "came", f"unit_{sip.town.unit.id}": "absent"}
    )
    assert "Det är registrerat att mötet har hållits." in told.text
    assert "Uteblev" in told.main.text
    assert dict(Attendance.objects.values_list("unit_id", "presence")) == {
        sip.care.unit.id: "came",
        sip.town.unit.id: "absent",
    }


@pytest.mark.req("001-214", "001-221", "001-253")
def test_an_active_sip_leaves_the_start_page_after_72_hours_and_comes_back_by_an_update(planners, at):
    sip = SipDrive(planners).called().acknowledged().written().approving().approved(planners.staff["oskar"])
    at(6)
    archiving.archive([sip.key])
    assert listed(sip, sip.care)  # the municipality has not approved
    sip.approved(sip.town)
    at(7)
    archiving.archive([sip.key])
    assert listed(sip, sip.care)
    at(9)
    archiving.archive([sip.key])
    assert listed(sip, sip.care)  # 72 hours after the meeting
    at(13)
    archiving.archive([sip.key])
    assert not listed(sip, sip.care)
    assert due(sip, archiving.ARCHIVE) is None


@pytest.mark.req("001-177", "001-253")
def test_removing_the_last_awaited_unit_makes_the_plan_active_and_a_unit_added_later_does_not_break_it(planners, at):
    sip = SipDrive(planners, others=("karin", "vera")).called().acknowledged(planners.staff["karin"])
    chosen = clock.today() + timedelta(days=90)
    sip.acknowledged(planners.staff["vera"]).written().approving(follow_up_by=chosen).approved()
    assert sip.colours(sip.care)[-1] == "wait"
    planning.remove_unit(SIP, sip.care.actor, sip.key, sip.ward.unit, confirmed=True)
    assert sip.colours(sip.care)[-1] == "done"
    at(13)
    archiving.archive([sip.key])
    assert not listed(sip, sip.care)
    assert sip.plan.follow_up_by == chosen


@pytest.mark.req("001-257")
def test_a_unit_added_to_an_active_sip_does_not_break_the_approval(planners):
    sip = SipDrive(planners).active()
    planning.add_unit(SIP, sip.care.actor, sip.key, sip.ward.unit)
    assert sip.colours(sip.care)[-1] == "done"
    assert sip.colours(sip.ward)[-1] == "done"


@pytest.mark.req("001-219", "001-257")
def test_an_update_breaks_the_approval_and_everybody_approves_again(planners):
    sip = SipDrive(planners).active().updated()
    assert sip.colours(sip.care)[-1] == "wait"
    assert sip.steps.care_plan.updated_why == "Behoven har ändrats."
    sip.approving()
    assert sip.colours(sip.town)[-1] == "task"
    sip.approved()
    assert sip.colours(sip.town)[-1] == "done"


@pytest.mark.req("001-222")
def test_an_ended_sip_says_so_and_lets_another_be_created(planners):
    sip = SipDrive(planners).active()
    page = sip.town.browser.open(f"{sip.town.base}sip/{sip.key}/plan/?visa=avsluta")
    told = page.press("Avsluta plan", reason="Målen är uppfyllda.")
    assert "Planen är avslutad" in told.main.text
    assert "Målen är uppfyllda." in told.main.text
    assert "bedömer att målen är uppfyllda" in page.main.text
    assert due(sip, following_up.FOLLOW_UP) is None
    SipDrive(planners)


@pytest.mark.req("B-49")
def test_when_the_patient_has_died_nobody_is_reminded_or_can_call_and_the_plan_can_be_ended(planners, at):
    sip = SipDrive(planners).active()
    actions.set_coordinator(sip.care.actor, sip.key, sip.care.staff, sip.care.unit)
    at(340)
    sip.held()
    assert any("uppföljning" in words for words in tasks(sip, sip.care))
    Person.objects.filter(pk=sip.plan.patient_id).update(deceased=True)
    assert not any("uppföljning" in words for words in tasks(sip, sip.care))
    assert clocks.follow_up_due(sip.plan) is None
    before = Notification.objects.filter(key=sip.key).count()
    following_up.remind([sip.key])
    assert Notification.objects.filter(key=sip.key).count() == before
    with pytest.raises(Refused, match="avliden"):
        sip.booked()
    sip.care._browser = None  # the session of a year ago is over
    page = sip.care.browser.open(f"{sip.care.base}sip/{sip.key}/kallelse/")
    assert "Ställ in möten som är bokade och avsluta planen." in page.text
    assert sip.ended("Patienten har avlidit.").plan.closed is not None
