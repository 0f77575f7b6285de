"""Units and roles that take part, in the right field of an open SVU, and what happens meanwhile."""

from __future__ import annotations

import pytest

from tests.planners import Planner, Planners
from tests.plans import Drive
from vardtrad.planning.plan.tests.right_field import SAVE, opened, right, sent


@pytest.mark.req("001-067", "001-226", "001-227", "001-230")
def test_a_units_window_shows_roles_and_duties(svu: Drive, planners: Planners, vera: Planner, karin: Planner) -> None:
    page = opened(vera, svu.published()).follow(planners.care_office.name)
    assert "Biståndshandläggare: kvittera, justera, godkänna" in right(page)
    assert "Lägg till roll" not in right(page)
    assert "Ta bort rollen" not in right(page)
    page = opened(vera, svu).follow(planners.ward_a.name)
    assert "Undersköterska: kvittera" in right(page)
    assert "Roller ska bara tas bort i undantagsfall. En borttagen roll kommer inte längre åt ärendet." in right(page)


@pytest.mark.req("001-068", "001-082", "001-224", "001-225", "001-226")
def test_a_case_is_moved_by_adding_a_unit_and_removing_the_old(
    svu: Drive, planners: Planners, karin: Planner, kurt: Planner
) -> None:
    svu.published()
    page = opened(karin, svu).follow("Ny deltagare")
    tree = page.root.one("aside")
    assert {"Region Planmark", "Plankommun", "Ambulansvården Plan AB"} <= {s.text for s in tree.all("summary")}
    assert planners.inactive_clinic.name not in right(page)
    assert "Deltar redan" in right(page)
    page = page.follow(f"Välj {planners.home_care.name}")
    page = page.press(f"OK, lägg till {planners.home_care.name}")
    assert planners.home_care.name in page.root.one("ul", class_="members").text
    assert opened(kurt, svu).status == 200
    page = page.follow(planners.care_office.name).press(f"OK, ta bort {planners.care_office.name}")
    # The user's own unit has left: the user is sent to the start page, which says so.
    assert page.address == karin.base
    assert "kommer inte längre åt ärendet" in page.alerts
    assert karin.browser.get(f"{karin.base}svu/{svu.key}/").status_code == 404


def test_a_partys_last_unit_and_the_ward_stay(svu: Drive, planners: Planners, oskar: Planner, vera: Planner) -> None:
    svu.published()
    page = opened(vera, svu).follow(planners.care_office.name).press(f"OK, ta bort {planners.care_office.name}")
    assert page.status == 422
    assert "Lägg till en annan enhet först" in page.text
    assert f"OK, ta bort {planners.care_office.name}" in right(page)
    assert "Ta bort enhet" not in right(opened(oskar, svu).follow(planners.ward_a.name))
    page = sent(oskar, svu, "ta-bort-enhet", unit=planners.ward_a.id, confirmed="1")
    assert "Bara avdelningen själv kan ta bort sig" in page.text


@pytest.mark.req("001-228", "001-230", "001-227")
def test_roles_leave_and_come_back_in_the_own_organisation(
    svu: Drive, planners: Planners, vera: Planner, doris: Planner
) -> None:
    svu.published()
    assert opened(doris, svu).status == 200
    page = opened(vera, svu).follow(planners.ward_a.name).press("OK, ta bort rollen Läkare")
    assert doris.browser.get(f"{doris.base}svu/{svu.key}/").status_code == 404
    page = page.follow(planners.ward_a.name)
    assert page.options("Lägg till roll", "role") == {"": ["Läkare"]}
    page = page.press("Lägg till roll")
    assert opened(doris, svu).status == 200
    # A role with duties that nobody else has cannot leave.
    page = sent(vera, svu, "ta-bort-roll", unit=planners.care_office.id, role="bistandshandlaggare", confirmed="1")
    assert "egna organisationen" in page.text


def test_the_own_role_leaves_and_the_start_page_says_so(svu: Drive, planners: Planners, doris: Planner) -> None:
    page = opened(doris, svu.published()).follow(planners.ward_a.name).press("OK, ta bort rollen Läkare")
    assert page.address == doris.base
    assert "Rollen är borttagen" in page.alerts


def test_consent_withdrawn_while_another_writes_loses_nothing(svu: Drive, oskar: Planner, olga: Planner) -> None:
    page = opened(oskar, svu.published(), "?visa=fast-vardkontakt")
    svu.withdrawn()
    page = page.press(SAVE, person=str(olga.staff.id), responsibility="Dialys tre dagar i veckan")
    assert page.status == 422
    assert "Patienten har nekat samtycke" in page.text
    assert "Dialys tre dagar i veckan" in page.text
    assert svu.plan.contacts.count() == 0


def test_a_unit_removed_while_its_staff_choose_gets_the_answer_for_strangers(
    svu: Drive, planners: Planners, oskar: Planner, rolf: Planner
) -> None:
    svu.published()
    sent(oskar, svu, "ny-deltagare", unit=planners.rehab.id)
    page = opened(rolf, svu, "?visa=fast-vardkontakt")
    sent(oskar, svu, "ta-bort-enhet", unit=planners.rehab.id, confirmed="1")
    page = page.press(SAVE, person=str(rolf.staff.id), responsibility="Gångträning varje dag")
    assert page.status == 404
    assert "Gångträning varje dag" in page.text


def test_the_page_says_when_a_unit_has_left_meanwhile_or_takes_part_already(
    svu: Drive, planners: Planners, karin: Planner, oskar: Planner
) -> None:
    svu.published()
    sent(karin, svu, "ny-deltagare", unit=planners.home_care.id)
    again = sent(oskar, svu, "ny-deltagare", unit=planners.home_care.id)
    assert again.status == 422
    assert "Enheten deltar redan." in again.text
    window = opened(oskar, svu).follow(planners.home_care.name)
    sent(karin, svu, "ta-bort-enhet", unit=planners.home_care.id, confirmed="1")
    page = window.press(f"OK, ta bort {planners.home_care.name}")
    assert page.status == 422
    assert "Enheten deltar inte längre i ärendet." in page.text


def test_a_unit_that_is_closed_down_while_the_user_chooses_cannot_be_added(
    svu: Drive, planners: Planners, karin: Planner
) -> None:
    from vardtrad.kernel.actors import system
    from vardtrad.shared.care_units import actions as rule_engine
    from vardtrad.shared.care_units.models import Setup

    svu.published()
    page = opened(karin, svu, f"?visa=ny-deltagare&vald={planners.home_care.id}")
    setup = Setup.objects.get(unit=planners.home_care)
    rule_engine.deactivate(system("testerna"), setup.id, seen=setup.content)
    page = page.press(f"OK, lägg till {planners.home_care.name}")
    assert page.status == 422
    assert "Enheten är inte aktiv" in page.text


@pytest.mark.req("001-253")
def test_a_unit_added_while_others_confirm_gets_its_own_duty(
    svu: Drive, planners: Planners, karin: Planner, kurt: Planner, vera: Planner
) -> None:
    svu.published().acknowledged()
    assert svu.step(vera, "inskrivning").colour == "done"
    sent(karin, svu, "ny-deltagare", unit=planners.home_care.id)
    step = svu.step(vera, "inskrivning")
    assert step.colour == "wait"
    assert {mark.letter: mark.progress for mark in step.marks} == {"Ö": "all", "K": "some"}
    assert svu.step(kurt, "inskrivning").colour == "task"
    # The last unit that had not confirmed leaves: the step is complete again.
    sent(karin, svu, "ta-bort-enhet", unit=planners.home_care.id, confirmed="1")
    assert svu.step(vera, "inskrivning").colour == "done"


def test_the_last_role_with_a_duty_stays(svu: Drive, planners: Planners, karin: Planner) -> None:
    page = opened(karin, svu.published()).follow(planners.care_office.name)
    page = page.press("OK, ta bort rollen Biståndshandläggare")
    assert page.status == 422
    assert "ingen annan roll på enheten har samma ansvar" in page.text
