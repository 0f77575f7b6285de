"""Sub-goals, activities and participants: rows that are added, moved, removed and put back, each with its history."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.sips import SipDrive
from vardtrad.kernel.tables import Refused
from vardtrad.planning.fields.groups import RowChange
from vardtrad.planning.fields.models import Field, FieldEdit, Row, RowEdit
from vardtrad.planning.fields.queries import altered
from vardtrad.planning.sip.tests.rows import ACTIVITIES, GOALS, OTHERS, UNITS, page, path, save, standing, told


@pytest.fixture
def sip(planners):
    """A SIP whose call has been sent."""
    return SipDrive(planners).called()


class TestWithoutAScript:
    @pytest.mark.req("001-203", "001-204", "001-205", "001-206", "001-207")
    def test_a_sub_goal_with_an_activity_is_written_by_buttons_alone(self, sip, karin, oskar):
        opened = page(karin, sip).press("Skapa nytt delmål")
        (goal,) = standing(sip, GOALS)
        assert opened.address.endswith(f"/plan/?rad={goal.hex}#rad-{goal.hex}")
        opened = opened.press("Spara Delmål", value="Kunna bo kvar hemma.")
        opened = opened.press("Spara Ansvarig enhet", value=str(karin.unit.id))
        opened = opened.press("Skapa ny aktivitet")
        (activity,) = standing(sip, ACTIVITIES, goal)
        for label, value in {
            "Aktivitet": "Hemtjänst morgon och kväll.",
            "Beskrivning": "Stöd vid måltider.",
            "Ansvarig för uppföljning": "personen",
            "Datum för uppföljning": "2027-01-15",
            "Status": "pagar",
            "Uppföljning": "Ring i januari.",
        }.items():
            opened = opened.press(f"Spara {label}", value=value)
        shown = page(oskar, sip).main.text
        for words in ("Kunna bo kvar hemma.", "Biståndsenheten Plankommun", "Hemtjänst morgon och kväll.", "Pågår",
                      "Personen själv", "15 jan"):  # fmt: skip
            assert words in shown
        shown = page(oskar, sip, activity).main.text
        assert "Stöd vid måltider." in shown
        assert f"av {karin.actor.signature}" in shown
        assert altered() == 0

    @pytest.mark.req("001-203")
    def test_a_sub_goal_is_removed_after_a_question_and_can_be_put_back(self, sip, karin, oskar):
        goal = sip.adds(karin, GOALS, rubrik="Klara trapporna.")
        sip.adds(karin, ACTIVITIES, goal, rubrik="Träna med fysioterapeut.")
        asked = page(oskar, sip, goal).follow("Ta bort delmål 1")
        assert "Klara trapporna." in asked.main.text
        assert "Träna med fysioterapeut." in asked.main.text
        shown = asked.press("Ta bort delmål")
        assert "Klara trapporna." not in shown.main.text
        assert "Träna med fysioterapeut." not in shown.main.text
        gone = shown.follow("Visa 1 borttagen, delmål")
        assert "Klara trapporna." in gone.main.text
        assert oskar.actor.signature in gone.main.text
        back = gone.press("Lägg tillbaka delmål 1")
        assert "Klara trapporna." in back.main.text
        assert "Träna med fysioterapeut." in back.main.text
        changes = RowEdit.objects.filter(row_id=goal).order_by("revision").values_list("change", "by_name")
        assert list(changes) == [
            ("add", karin.actor.signature), ("remove", oskar.actor.signature), ("restore", oskar.actor.signature)
        ]  # fmt: skip

    def test_rows_are_moved_by_buttons_and_no_other_row_changes(self, sip, karin):
        first, second, third = (sip.adds(karin, GOALS, rubrik=word) for word in ("Ett", "Två", "Tre"))
        page(karin, sip, third).press("Flytta upp delmål 3")
        assert standing(sip, GOALS) == [first, third, second]
        page(karin, sip, third).press("Flytta upp delmål 2")
        assert standing(sip, GOALS) == [third, first, second]
        page(karin, sip, third).press("Flytta ner delmål 1")
        assert standing(sip, GOALS) == [first, third, second]
        assert set(RowEdit.objects.filter(change="move").values_list("row_id", flat=True)) == {third}

    @pytest.mark.req("001-201")
    def test_participants_are_the_units_and_those_added_by_name(self, sip, karin, oskar):
        opened = page(karin, sip, oskar.unit.id)
        opened = opened.press("Spara Namn", value="Olle Oxel, distriktssköterska")
        opened.press("Spara Telefon", value="010-174 06 10")
        opened = page(karin, sip).press("Lägg till ytterligare deltagare")
        opened = opened.press("Spara Namn", value="Dagny Dotter")
        opened.press("Spara Relation eller roll", value="dotter")
        shown = page(oskar, sip).main.text
        assert "Olle Oxel, distriktssköterska" in shown
        assert "Dagny Dotter" in shown
        assert "Vårdcentralen Planen" in shown

    def test_a_form_sent_twice_adds_one_row(self, sip, karin):
        opened = page(karin, sip)
        first = opened.press("Skapa nytt delmål")
        second = opened.press("Skapa nytt delmål")
        assert first.address == second.address
        assert len(standing(sip, GOALS)) == 1


class TestBadInput:
    @pytest.mark.req("001-203", "B-04")
    def test_a_text_saved_in_a_removed_row_is_refused_and_shown_again(self, sip, karin, oskar):
        goal = sip.adds(karin, GOALS, rubrik="Klara trapporna.")
        opened = page(oskar, sip, goal)
        sip.changes(karin, GOALS, goal, RowChange.REMOVE)
        answer = save(oskar, sip, path(GOALS, goal, "rubrik"), "Klara trapporna själv.", 1)
        assert answer.status_code == 422
        assert f"Delmålet har tagits bort av {karin.actor.signature}." in answer.json()["error"]
        assert answer.json()["value"] == "Klara trapporna själv."
        shown = opened.press("Spara Delmål", value="Klara trapporna själv.")
        assert shown.status == 422
        assert "Klara trapporna själv." in shown.main.text
        assert Field.objects.get(path=path(GOALS, goal, "rubrik")).value == "Klara trapporna."

    @pytest.mark.req("001-203")
    def test_a_row_that_somebody_has_written_in_since_is_not_removed(self, sip, karin, oskar):
        goal = sip.adds(karin, GOALS, rubrik="Ett mål.")
        activity = sip.adds(karin, ACTIVITIES, goal)
        asked = page(oskar, sip, goal).follow("Ta bort delmål 1")
        sip.fills(karin, ACTIVITIES, activity, rubrik="Nyss skrivet.")
        shown = asked.press("Ta bort delmål")
        assert "Någon har skrivit här sedan du öppnade sidan." in shown.text
        assert standing(sip, GOALS) == [goal]

    def test_who_writes_in_a_row_is_told_to_who_removes_it(self, sip, karin, oskar):
        goal = sip.adds(karin, GOALS, rubrik="Ett mål.")
        karin.browser.post(f"{karin.base}sip/{sip.key}/falt/plan/skriver", {"path": path(GOALS, goal, "rubrik")})
        asked = page(oskar, sip, goal).follow("Ta bort delmål 1")
        assert f"{karin.staff.name} skriver här nu" in asked.main.text

    def test_rows_of_units_cannot_be_added_moved_or_removed(self, sip, karin):
        sip.adds(karin, GOALS)
        with pytest.raises(Refused, match="Raden finns inte"):
            sip.adds(karin, UNITS)
        for change in (RowChange.MOVE, RowChange.REMOVE, RowChange.RESTORE):
            with pytest.raises(Refused, match="Raden finns inte"):
                sip.changes(karin, UNITS, karin.unit.id, change)
        assert "Ta bort" not in page(karin, sip, karin.unit.id).main.one("li", id=f"rad-{karin.unit.id.hex}").text

    @pytest.mark.req("001-210")
    def test_a_unit_marks_its_own_measures_alone(self, sip, karin, oskar):
        answer = save(karin, sip, path(UNITS, oskar.unit.id, "insatser"), "inga")
        assert answer.status_code == 422
        assert save(oskar, sip, path(UNITS, oskar.unit.id, "insatser"), "inga").status_code == 200

    @pytest.mark.parametrize("name", ["rubrik", "enhet"])
    def test_rows_of_another_plan_or_none_are_not_written_in(self, sip, planners, karin, name):
        other = SipDrive(planners, patient="edvin").called()
        theirs = other.adds(karin, GOALS)
        for row in (theirs, uuid4()):
            assert save(karin, sip, path(GOALS, row, name), "").status_code == 422
        with pytest.raises(Refused):
            sip.adds(karin, ACTIVITIES, theirs)
        with pytest.raises(Refused):
            sip.changes(karin, GOALS, theirs, RowChange.REMOVE)
        with pytest.raises(Refused, match="skulle stå under"):
            sip.adds(karin, ACTIVITIES)

    @pytest.mark.parametrize(
        ("name", "value"),
        [("datum", "2026-02-31"), ("status", "kanske"), ("ansvarig", "01a22832-05bf-7047-94f4-36f76c585a7f")],
    )
    def test_what_is_no_day_or_no_alternative_is_refused(self, sip, karin, name, value):
        activity = sip.adds(karin, ACTIVITIES, sip.adds(karin, GOALS))
        answer = save(karin, sip, path(ACTIVITIES, activity, name), value)
        assert answer.status_code == 422
        assert answer.json()["value"] == value

    def test_four_thousand_signs_with_emoji_and_turned_text_are_kept_as_written(self, sip, karin, oskar):
        goal = sip.adds(karin, GOALS)
        text = ("Målet är 👩‍👩‍👧 \u200fשלום\u200e och é. " * 200)[:4000].strip()
        assert save(karin, sip, path(GOALS, goal, "rubrik"), text).status_code == 200
        values = {field["path"]: field["value"] for field in told(oskar, sip, goal)["fields"]}
        assert values[path(GOALS, goal, "rubrik")] == text
        assert FieldEdit.objects.get(path=path(GOALS, goal, "rubrik")).value == text
        assert page(oskar, sip, goal).status == 200

    def test_addresses_with_odd_rows_are_not_there(self, sip, karin):
        at = f"{karin.base}sip/{sip.key}/falt/plan/rad/"
        for last in (
            "oppna",
            "oppna?rad=x",
            f"visa?rad={uuid4().hex}",
            "ta-bort?grupp=delmal&rad=1",
            "borttagna?grupp=x",
        ):
            assert karin.browser.open(at + last).status == 404
        assert page(karin, sip).status == 200
        assert karin.browser.open(f"{karin.base}sip/{sip.key}/plan/?rad=;&rad=&rad={'a' * 900}").status == 200


@pytest.mark.req("001-203", "001-204")
def test_two_hundred_activities_are_drawn_with_the_same_queries_as_two(sip, karin):
    goal = sip.adds(karin, GOALS, rubrik="Ett mål.")

    def queries() -> int:
        page(karin, sip)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            page(karin, sip)
        return len(counted)

    activities = [sip.adds(karin, ACTIVITIES, goal, rubrik=f"Aktivitet {number}") for number in range(2)]
    few = queries()
    now = Row.objects.get(pk=activities[0])
    Row.objects.bulk_create(
        Row(
            plan_id=sip.key,
            group=ACTIVITIES,
            parent_id=goal,
            position=f"z{number:03}1",
            by=now.by,
            by_name=now.by_name,
            unit_id=now.unit_id,
            at=now.at,
        )
        for number in range(198)
    )
    assert queries() == few
    last = sip.adds(karin, ACTIVITIES, goal, rubrik="Den sista.")
    assert standing(sip, ACTIVITIES, goal)[-1] == last
    assert len(standing(sip, ACTIVITIES, goal)) == 201


@pytest.mark.req("B-29")
def test_an_open_page_is_told_of_rows_that_come_move_and_go(sip, karin, oskar):
    before = told(oskar, sip)
    first, second = (sip.adds(karin, GOALS, rubrik=word) for word in ("Ett", "Två"))
    after = told(oskar, sip)
    assert after["marker"] == before["marker"]  # rows are followed on the page: it is not out of date
    rows = [one for one in after["rows"] if one.get("group") == GOALS]
    assert [(one["row"], one["heading"]) for one in rows] == [(first.hex, "Ett"), (second.hex, "Två")]
    sip.changes(karin, GOALS, second, RowChange.MOVE, after=None)
    sip.changes(karin, GOALS, first, RowChange.REMOVE)
    after = told(oskar, sip)
    assert [one["row"] for one in after["rows"] if one.get("group") == GOALS] == [second.hex]
    (gone,) = [one for one in after["rows"] if "removed" in one]
    assert gone == {"row": first.hex, "removed": f"Delmålet har tagits bort av {karin.actor.signature}."}
    drawn = oskar.browser.open(f"{oskar.base}sip/{sip.key}/falt/plan/rad/visa?rad={second.hex}")
    assert drawn.status == 200
    assert "Två" in drawn.text


@pytest.mark.req("001-090")
def test_after_a_no_a_unit_reads_its_own_rows_alone(sip, karin, oskar):
    sip.adds(karin, GOALS, rubrik="Kommunens mål.")
    sip.adds(oskar, OTHERS, namn="Vårdens deltagare")
    sip.withdrawn()
    shown = page(oskar, sip).main.text
    assert "Kommunens mål." not in shown
    assert "Vårdens deltagare" in shown
    assert "Skapa nytt delmål" not in shown
    rows = told(oskar, sip)["rows"]
    assert not [one for one in rows if one.get("group") == GOALS]
