"""Permanent care contacts in the right field of an open SVU, through a browser without JavaScript."""

from __future__ import annotations

import pytest

from tests.people import assign
from tests.planners import Planner, Planners
from tests.plans import Drive
from vardtrad.planning.plan.tests.right_field import SAVE, opened, right, sent


@pytest.mark.req("001-066", "001-105", "001-108", "001-110", "001-111")
def test_a_contact_is_found_and_chosen_and_has_a_responsibility(svu: Drive, oskar: Planner, olga: Planner) -> None:
    svu.published()
    page = opened(oskar, svu, "?visa=fast-vardkontakt")
    typed = page.fields(SAVE) | {"who": "olv", "responsibility": "Dialys", "sok-person": "1"}
    answer = oskar.browser.send(f"{oskar.base}svu/{svu.key}/fast-vardkontakt", typed)
    assert answer.status == 200
    assert answer.fields(SAVE)["responsibility"] == "Dialys"
    assert not answer.fields(SAVE).get("person")
    without = answer.press(SAVE, person=str(olga.staff.id), responsibility="")
    assert without.status == 422
    assert "Skriv vad vårdkontakten ansvarar för" in without.text
    page = without.press(SAVE, responsibility="Dialys")
    assert "Olga Olvon, samordnare" in right(page)
    assert "Dialys" in right(page)
    assert "Vårdcentralen" in right(page)


@pytest.mark.req("001-105")
def test_the_ward_and_the_municipality_register_no_contact(svu: Drive, vera: Planner, karin: Planner) -> None:
    svu.published()
    for who in (vera, karin):
        assert "Registrera fast vårdkontakt" not in opened(who, svu).html
    page = sent(vera, svu, "fast-vardkontakt", person=vera.staff.id, convener="on")
    assert page.status == 422
    assert "Öppenvården registrerar fast vårdkontakt." in page.text
    assert sent(karin, svu, "fast-vardkontakt", person=karin.staff.id, convener="on").status == 422
    assert not svu.plan.contacts.exists()


@pytest.mark.req("001-107", "001-109", "001-113", "001-114")
def test_one_of_several_contacts_is_the_convener(svu: Drive, oskar: Planner, olga: Planner) -> None:
    svu.published()
    sent(oskar, svu, "fast-vardkontakt", person=olga.staff.id, responsibility="Rehabilitering")
    page = sent(oskar, svu, "fast-vardkontakt", person=oskar.staff.id, convener="on")
    assert "Visa alla (2)" in right(page)
    assert right(page).index("Oskar Oxel") < right(page).index("Visa alla (2)") < right(page).index("Rehabilitering")
    assert "Kallelseansvarig" in right(page)
    again = sent(oskar, svu, "fast-vardkontakt", person=olga.staff.id, responsibility="Psykiatri")
    assert again.status == 422
    assert "Personen är redan fast vårdkontakt i ärendet." in again.text
    page = opened(oskar, svu).press("OK, ta bort Oskar Oxel")
    assert "Oskar Oxel" not in right(page)
    assert "Olga Olvon" in right(page)


@pytest.mark.req("001-109")
def test_a_plan_has_only_one_convener(svu: Drive, oskar: Planner, olga: Planner) -> None:
    svu.published().convened()
    page = sent(oskar, svu, "fast-vardkontakt", person=olga.staff.id, convener="on", responsibility="Psykiatri")
    assert page.status == 422
    assert "redan en kallelseansvarig" in page.text
    assert page.fields(SAVE)["responsibility"] == "Psykiatri"


@pytest.mark.req("001-112")
def test_somebody_who_works_at_two_units_changes_between_them(
    svu: Drive, planners: Planners, oskar: Planner, olga: Planner
) -> None:
    assign(oskar.staff, planners.rehab)
    svu.published().convened()
    page = opened(oskar, svu).follow("Byt enhet för Oskar Oxel")
    assert "Byt enhet för Oskar Oxel" in right(page)
    assert "Vald nu" in right(page)
    assert planners.ward_a.name not in page.form(f"Välj {planners.rehab.name}").text
    page = page.press(f"Välj {planners.rehab.name}")
    contact = svu.plan.contacts.get()
    assert contact.unit == planners.rehab
    # A unit where the person does not work cannot be chosen.
    page = sent(oskar, svu, "byt-enhet", contact=contact.id, unit=planners.ward_a.id)
    assert page.status == 422
    assert svu.plan.contacts.get().unit == planners.rehab
    # A contact who works at a single unit has no pen.
    sent(oskar, svu, "fast-vardkontakt", person=olga.staff.id, responsibility="Dialys")
    assert "Byt enhet för Olga Olvon" not in right(opened(oskar, svu))


@pytest.mark.req("001-106")
def test_an_earlier_contact_is_proposed_when_the_patient_has_consented(planners: Planners, oskar: Planner) -> None:
    first = Drive(planners).published().convened().ready().discharged()
    assert first.plan.closed is not None
    svu = Drive(planners).published()
    page = opened(oskar, svu, "?visa=fast-vardkontakt")
    words = [label.text for label in page.form(SAVE).all("label")]
    assert "Oskar Oxel, distriktssköterska, Vårdcentralen Planen (fast vårdkontakt sedan tidigare)" in words
    svu.withdrawn()
    assert "sedan tidigare" not in right(opened(oskar, svu))


def test_the_same_form_sent_twice_is_done_once(svu: Drive, planners: Planners, oskar: Planner, olga: Planner) -> None:
    svu.published()
    page = opened(oskar, svu, "?visa=fast-vardkontakt")
    first = page.press(SAVE, person=str(olga.staff.id), responsibility="Dialys")
    again = page.press(SAVE, person=str(olga.staff.id), responsibility="Dialys")
    assert (first.status, again.status) == (200, 200)
    assert svu.plan.contacts.count() == 1
