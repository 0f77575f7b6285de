"""Samordnad individuell plan on the page: what is prefilled, what is missing, who approves, and what stays open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.sips import SipDrive
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Refused
from vardtrad.planning.fields.groups import RowChange
from vardtrad.planning.fields.models import Field
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.sip import approval, calling
from vardtrad.planning.sip.subject import SIP
from vardtrad.planning.sip.tests.rows import ACTIVITIES, GOALS, OTHERS, page, path, save, told


@pytest.fixture
def sip(planners):
    """A SIP of a health centre and a municipality, whose call has been sent."""
    return SipDrive(planners).called()


def value_of(who, sip, name):
    return next(field["value"] for field in told(who, sip)["fields"] if field["path"] == name)


@pytest.mark.req("001-199", "001-200", "001-202")
def test_the_plan_is_written_at_once_and_begins_with_what_the_call_says(sip, karin, oskar):
    opened = page(karin, sip)
    meeting = clock.today() + timedelta(days=7)
    assert value_of(karin, sip, "sip.datum") == meeting.isoformat()
    assert value_of(karin, sip, "sip.tid") == "10:00"
    assert "Behöver samordnat stöd hemma." in opened.main.text
    labels = (
        "Nuvarande situation",
        "Huvudmål",
        "Riskbedömning",
        "Åtgärdsplan",
        "Tidigare tecken på återsjuknande",
        "Medicinska och psykiatriska stödbehov",
    )
    for label in labels:
        opened = opened.press(f"Spara {label}", value=f"Text om {label}.")
    shown = page(oskar, sip).main.text
    assert "Text om Huvudmål." in shown
    assert "Text om Medicinska och psykiatriska stödbehov." in shown


@pytest.mark.req("001-199")
def test_what_comes_from_the_call_follows_it_until_somebody_writes_something_else(sip, karin):
    part = sip.steps.call
    day = clock.today() + timedelta(days=9)
    calling.move_meeting(sip.care.actor, sip.key, sip.call(day=day, why="Krock."), seen=part.content)
    assert value_of(karin, sip, "sip.datum") == day.isoformat()
    sip.writes(karin, "sip.orsak", "En annan orsak.")
    assert value_of(karin, sip, "sip.orsak") == "En annan orsak."
    sip.written().approving()
    # What was shown is what is approved: it is kept when the next call says another day.
    assert Field.objects.get(plan_id=sip.key, path="sip.datum").value == day.isoformat()


@pytest.mark.req("001-209", "001-210")
def test_the_page_says_what_is_missing_with_links_to_it(sip, karin, oskar):
    goal = sip.adds(karin, GOALS)
    sip.adds(karin, ACTIVITIES, goal)
    sip.adds(karin, OTHERS, relation="dotter")
    shown = page(karin, sip)
    missing = [a.text for a in shown.main.all("a") if a.attrs.get("href", "").partition("#")[2].startswith("falt-")]
    expected = {
        "Nuvarande situation",
        "Huvudmål",
        "Deltagare 1: Namn",
        "Delmål 1: Delmål",
        "Delmål 1: Ansvarig enhet",
        "Delmål 1, aktivitet 1: Aktivitet",
        "Vårdcentralen Planen",
        "Biståndsenheten Plankommun",
    }
    assert expected <= set(missing)
    there = shown.follow("Delmål 1: Ansvarig enhet")
    assert there.press("Spara Ansvarig enhet", value=str(karin.unit.id)).status == 200
    refused = page(karin, sip).press("Starta godkännande av SIP")
    assert refused.status == 422
    assert "Fyll i det som saknas först" in refused.text
    assert sip.steps.care_plan.state == "writing"


@pytest.mark.req("001-210")
def test_each_unit_needs_a_sub_goal_with_an_activity_or_the_mark_for_none(sip, karin, oskar):
    for name in ("sip.nulage", "sip.huvudmal"):
        sip.writes(karin, name, "Text.")
    goal = sip.adds(karin, GOALS, rubrik="Ett mål.", enhet=str(karin.unit.id))
    starts = lambda: approval.start_approval(karin.actor, sip.key, confirmed=True, seen=sip.seen("care_plan"))  # noqa: E731
    with pytest.raises(Refused, match="Vårdcentralen Planen, Biståndsenheten"):
        starts()
    activity = sip.adds(karin, ACTIVITIES, goal, rubrik="En aktivitet.")
    with pytest.raises(Refused, match=r"saknas för Vårdcentralen Planen\."):
        starts()
    answer = save(oskar, sip, path("enheter", oskar.unit.id, "insatser"), "inga")
    assert answer.status_code == 200
    sip.changes(karin, ACTIVITIES, activity, RowChange.REMOVE)
    with pytest.raises(Refused, match="Biståndsenheten"):
        starts()
    sip.changes(karin, ACTIVITIES, activity, RowChange.RESTORE)
    starts()
    assert sip.steps.care_plan.state == "approving"


@pytest.mark.req("001-209")
def test_the_approval_is_not_started_from_a_page_that_has_changed(sip, karin, oskar):
    sip.written()
    opened = page(karin, sip)
    sip.adds(oskar, OTHERS, namn="Dagny Dotter")
    refused = opened.press("Starta godkännande av SIP")
    assert refused.status == 422
    assert "Det har hänt något sedan du öppnade sidan." in refused.text
    assert "Godkännandet är startat" in refused.press("Starta godkännande av SIP").text


@pytest.mark.req("001-211", "001-212", "001-213", "001-253")
def test_units_approve_one_by_one_and_a_unit_added_meanwhile_is_awaited(planners, karin, oskar, kurt):
    sip = SipDrive(planners, others=("karin", "kurt")).called().written().approving()
    assert "Skapa nytt delmål" not in page(karin, sip).main.text
    assert save(karin, sip, "sip.huvudmal", "Ett annat mål.", 1).status_code == 422
    shown = page(karin, sip).press("Godkänn")
    assert "Planen är godkänd för din enhet." in shown.text
    assert sip.colours(karin)[-1] == "wait"
    assert sip.colours(kurt)[-1] == "task"
    strip = page(oskar, sip).main.text
    assert "1 av 2 enheter" in strip  # two units of a municipality must both approve
    assert f"av {karin.actor.signature}" in strip or karin.actor.signature in strip
    assert "Kan göra det:" in strip
    agda = planners.staff["agda"]
    planning.add_unit(SIP, oskar.actor, sip.key, agda.unit)
    sip.approved(oskar, kurt)
    assert sip.colours(oskar)[-1] == "wait"
    assert sip.colours(agda)[-1] == "task"
    sip.approved(agda)
    assert sip.colours(oskar)[-1] == "done"


@pytest.mark.req("001-208", "001-215")
def test_an_active_plan_is_followed_up_without_breaking_the_approval(sip, karin, oskar):
    goal = sip.adds(karin, GOALS, rubrik="Ett mål.", enhet=str(karin.unit.id))
    activity = sip.adds(karin, ACTIVITIES, goal, rubrik="En aktivitet.", status="planerad")
    sip.written().approving()
    assert save(karin, sip, path(ACTIVITIES, activity, "status"), "klar", 1).status_code == 422  # not yet active
    sip.approved()
    round_ = sip.steps.care_plan.round
    opened = page(oskar, sip, activity)
    written = {form.attrs["data-path"] for form in opened.root.all("form") if "data-path" in form.attrs}
    assert written == {path(ACTIVITIES, activity, "status"), path(ACTIVITIES, activity, "uppfoljning")}
    for button in ("Skapa nytt delmål", "Skapa ny aktivitet", "Ta bort aktivitet", "Flytta upp"):
        assert button not in opened.main.text
    opened.press("Spara Status", value="klar")
    page(oskar, sip, activity).press("Spara Uppföljning", value="Gick bra.")
    assert "Genomförd" in page(karin, sip).main.text
    assert sip.steps.care_plan.round == round_
    assert sip.colours(karin)[-1] == "done"
    answer = save(karin, sip, path(ACTIVITIES, activity, "rubrik"), "En annan.", 1)
    assert "Bara Status och Uppföljning kan fyllas i." in answer.json()["error"]
    with pytest.raises(Refused):
        sip.adds(karin, GOALS)


@pytest.mark.req("001-219", "001-221")
def test_an_update_takes_the_day_of_the_new_meeting_and_every_unit_approves_again(sip, karin, oskar):
    sip.acknowledged().written().approving().approved()
    later = clock.today() + timedelta(days=30)
    first = value_of(karin, sip, "sip.datum")
    given = sip.call(day=later, call_type="follow_up", why="Följs upp tidigare.")
    calling.move_meeting(oskar.actor, sip.key, given, seen=sip.seen("call"))
    assert value_of(karin, sip, "sip.datum") == first
    sip.updated()
    assert value_of(karin, sip, "sip.datum") == later.isoformat()
    assert sip.colours(karin)[-1] == "wait"
    sip.approving()
    assert {sip.colours(who)[-1] for who in (karin, oskar)} == {"task"}


@pytest.mark.req("B-42", "001-206")
def test_the_person_or_a_relative_can_be_responsible(sip, karin):
    relative = sip.adds(karin, OTHERS, namn="Dagny Dotter")
    activity = sip.adds(karin, ACTIVITIES, sip.adds(karin, GOALS))
    opened = page(karin, sip, activity)
    (choices,) = opened.options("Spara Ansvarig för uppföljning", "value").values()
    assert "Personen själv" in choices
    assert {"Vårdcentralen Planen", "Biståndsenheten Plankommun", "Dagny Dotter"} <= set(choices)
    opened.press("Spara Ansvarig för uppföljning", value=str(relative))
    assert "Dagny Dotter" in page(karin, sip).main.text
    sip.changes(karin, OTHERS, relative, RowChange.REMOVE)
    # Nobody else becomes responsible because somebody was removed, but the name can no longer be chosen.
    assert "Dagny Dotter" in page(karin, sip).main.text
    assert save(karin, sip, path(ACTIVITIES, activity, "ansvarig"), str(relative), 1).status_code == 422
