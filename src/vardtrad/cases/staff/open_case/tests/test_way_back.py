"""From an open case the way back leads to the list that it was opened from; lists and choices name who has left."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.people import Employee, Region
from vardtrad.cases.case.internal.forms import LinkForm
from vardtrad.cases.case.models import Case
from vardtrad.cases.staff.frame.came_from import COOKIE, LONGEST
from vardtrad.cases.staff.lists.choices import choices
from vardtrad.cases.staff.open_case.queries import people
from vardtrad.cases.teams.models import Substitution
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system
from vardtrad.shared.care_units import actions as care_units
from vardtrad.shared.care_units.models import Assignment

FILTERED = "arenden/alla?status=received&sortera=skapat"


def crumb(who: Employee, case: Case) -> str:
    crumbs = who.browser.open(who.case_address(case)).root.one("nav", class_="crumbs")
    return crumbs.all("a")[-1].attrs["href"]


@pytest.mark.parametrize("path", [FILTERED, "arenden/alla", "arenden/", "arenden/avslutade?fran=2026-01-01"])
def test_the_crumb_and_what_is_done_lead_back_to_the_list(rut: Employee, new_case: Case, path: str) -> None:
    shown = rut.browser.open(rut.address(path)).address
    assert crumb(rut, new_case) == shown
    done = rut.browser.open(rut.case_address(new_case)).press("Besvara", text="Receptet är förnyat.")
    assert done.address == shown


def test_each_list_is_remembered_and_an_opened_filter_is_not(rut: Employee, new_case: Case) -> None:
    rut.browser.open(rut.address(FILTERED))
    rut.browser.open(rut.address("arenden/inkomna?visa=filter"))
    assert crumb(rut, new_case) == rut.address("arenden/inkomna")


@pytest.mark.parametrize(
    "cookie",
    ["", "?", "finnsinte", "//ond.example", "https://ond.example/?x", "mina/../../x", "administration/", "\x00", "%"],
)
def test_a_cookie_made_by_hand_leads_nowhere_else(rut: Employee, new_case: Case, cookie: str) -> None:
    rut.browser.cookies[COOKIE] = quote(cookie)
    assert crumb(rut, new_case) == rut.address("arenden/inkomna")


def test_a_query_made_by_hand_stays_a_query(rut: Employee, new_case: Case) -> None:
    rut.browser.cookies[COOKIE] = quote('arenden/alla?"><script>&x=//ond.example' + "y" * LONGEST)
    address = crumb(rut, new_case)
    assert address.startswith(rut.address("arenden/alla?"))
    assert "<" not in address


def test_a_list_that_is_not_the_readers_is_not_led_back_to(hugo: Employee, hugos_case: Case) -> None:
    hugo.browser.cookies[COOKIE] = quote("arenden/alla")
    assert crumb(hugo, hugos_case) == hugo.address("mina/tilldelade")


def test_choices_of_linking_tell_cases_of_a_day_apart(new_case: Case) -> None:
    later = Case(case_type=new_case.case_type, created=new_case.created + timedelta(minutes=7))
    offered = LinkForm(cases=[new_case, later]).fields["other"].choices  # type: ignore[attr-defined]
    assert len({words for _key, words in offered}) == 2


def test_who_has_left_with_open_cases_can_be_filtered_by(
    region: Region, rut: Employee, hugo: Employee, hanna: Employee, hugos_case: Case
) -> None:
    name = hugo.staff.name
    held = Assignment.objects.get(staff=hugo.staff)
    care_units.end(system("testerna"), held.id, seen=None)
    page = rut.browser.open(rut.address("arenden/fordelade?visa=filter"))
    assert f"{name} (inte kvar)" in {option.text for option in page.root.all("option")}
    chosen = rut.browser.open(rut.address(f"arenden/fordelade?hanterare={hugo.staff.id}"))
    assert f"{name} (inte kvar)" in chosen.main.text
    assert len(chosen.rows) == 1
    rut.does("reassign", hugos_case, hanna.staff)
    assert not [person for person, _words in choices(region.a.id).staff if person == hugo.staff.id]


def test_a_substitute_without_access_here_replaces_nobody_in_the_words_of_distributing(
    region: Region, hugo: Employee, hanna: Employee
) -> None:
    today = clock.today()
    Substitution.objects.create(staff=hugo.staff, substitute=hanna.staff, first=today, last=today)
    assert "ersätts av Hanna" in dict(people(region.a.id))[hugo.staff.id]
    care_units.end(system("testerna"), Assignment.objects.get(staff=hanna.staff).id, seen=None)
    assert "ersätts" not in dict(people(region.a.id))[hugo.staff.id]
