"""The questions from colleagues that wait for the user's answer, at all units where the user works (B-08, 002-029)."""

from __future__ import annotations

import pytest

from tests.people import assign
from vardtrad.cases.case.moves import consulting
from vardtrad.gate.models import Trace
from vardtrad.kernel.actors import system
from vardtrad.shared.care_units import actions as assignments
from vardtrad.shared.care_units.models import Assignment

pytestmark = pytest.mark.req("B-08", "002-029")


def asks(who, case, unit, staff=None) -> None:
    consulting.consult(who.actor, case.id, "Går det att ta besöket på video?", unit, staff)


def test_a_question_is_listed_until_it_is_answered(region, hugos_case, hugo, hanna):
    asks(hugo, hugos_case, region.a, hanna.staff)
    start = hanna.browser.open(hanna.address())
    assert start.counts["Frågor från kollegor"] == "1"
    page = hanna.browser.open(hanna.address("kollegor/"))
    (row,) = page.rows
    assert row["href"] == hanna.case_address(hugos_case)
    assert (row["Ärendetyp"], row["Frågan ställd av"], row["Till"]) == ("Förnya recept", "Hugo Holm", "Dig")
    # The patient's name is only in the case, where the reading leaves its trace.
    assert "Alva" not in page.text
    assert "19771207" not in page.text
    assert Trace.objects.filter(actor_id=hanna.staff.id, action="list", shown=[hugos_case.id]).exists()
    assert hanna.browser.open(row["href"]).status == 200
    consulting.consult_reply(hanna.actor, hugos_case.id, "Det går bra.")
    page = hanna.browser.open(hanna.address("kollegor/"))
    assert "Inga frågor väntar" in page.text
    assert page.counts["Frågor från kollegor"] == "0"


def test_a_question_to_another_unit_leads_there(region, hugos_case, hugo, hanna, rut, petra):
    asks(hugo, hugos_case, region.b)
    assert "Inga frågor väntar" in hanna.browser.open(hanna.address("kollegor/")).text
    assign(hanna.staff, region.b, "handler")
    (row,) = hanna.browser.open(hanna.address("kollegor/")).rows
    assert row["href"] == f"/personal/{region.b.id}/arende/{hugos_case.id}/"
    assert (row["Till"], row["Din enhet"]) == ("Hela enheten", "Medicinmottagningen Björken")
    assert hanna.browser.open(row["href"]).status == 200
    for nobody in (rut, petra, hugo):
        assert "Inga frågor väntar" in nobody.browser.open(nobody.address("kollegor/")).text


def test_somebody_who_has_left_a_unit_no_longer_sees_its_questions(region, hugos_case, hugo, hanna):
    assign(hanna.staff, region.b, "handler")
    asks(hugo, hugos_case, region.b, hanna.staff)
    assert hanna.browser.open(hanna.address("kollegor/")).rows
    place = Assignment.objects.get(staff=hanna.staff, unit=region.b)
    assignments.end(system("testerna"), place.id, seen=None)
    assert "Inga frågor väntar" in hanna.browser.open(hanna.address("kollegor/")).text


def test_pages_of_questions(region, hugos_case, hugo, hanna, alva, rut, monkeypatch, frozen):
    monkeypatch.setattr("vardtrad.cases.case.internal.waiting.PAGE", 1)
    second = rut.does("assign", alva.sends(region.services["a", "question"]), hugo.staff)
    for case in (hugos_case, second):
        asks(hugo, case, region.a, hanna.staff)
        frozen.go(minutes=1)
    page = hanna.browser.open(hanna.address("kollegor/"))
    assert [row["href"] for row in page.rows] == [hanna.case_address(second)]
    assert [row["href"] for row in page.follow("Äldre").rows] == [hanna.case_address(hugos_case)]
