"""The search for a member of staff, which many forms share."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from tests.planners import Planner, Planners
from vardtrad.planning.plan.forms import PersonForm, StaffSearch


def asked(who: Planner, address: str) -> list[str]:
    """The names in the list that appears while the user types."""
    page = who.browser.open(f"{who.base}personal/?{address}")
    assert page.status == 200
    return [label.text for label in page.root.all("label")]


@pytest.mark.req("001-093", "001-108", "001-120")
def test_three_letters_or_a_whole_hsa_id_find_somebody(planners: Planners, vera: Planner, doris: Planner) -> None:
    assert asked(vera, "who=Do") == []
    assert asked(vera, "who=Dor") == ["Doris Dal, överläkare, Avdelning A"]
    assert asked(vera, f"who={doris.staff.hsa_id}") == ["Doris Dal, överläkare, Avdelning A"]
    assert asked(vera, f"who={doris.staff.hsa_id[:-1]}") == []


@pytest.mark.req("001-121")
def test_only_the_own_organisation_is_searched_until_the_user_asks_for_more(planners: Planners, vera: Planner) -> None:
    assert asked(vera, "who=karin") == []
    assert asked(vera, "who=karin&outside=on") == ["Karin Kaprifol, handläggare, Biståndsenheten Plankommun"]


@pytest.mark.req("001-092")
def test_only_licensed_staff_are_found_where_a_licence_is_asked_for(planners: Planners, vera: Planner) -> None:
    assert asked(vera, "who=ulla") == ["Ulla Ulv, undersköterska, Avdelning A"]
    assert asked(vera, "who=ulla&legitimerade=1") == []


@pytest.mark.req("001-120")
def test_the_chosen_person_stays_in_the_list_unticked_during_another_search(vera: Planner, doris: Planner) -> None:
    page = vera.browser.open(f"{vera.base}personal/?who=ulla&person={doris.staff.id}")
    assert [label.text.split(",")[0] for label in page.root.all("label")] == ["Doris Dal", "Ulla Ulv"]
    assert not [node for node in page.root.all("input") if "checked" in node.attrs]
    same = vera.browser.open(f"{vera.base}personal/?who=doris&person={doris.staff.id}")
    assert [node.attrs["value"] for node in same.root.all("input") if "checked" in node.attrs] == [str(doris.staff.id)]


def test_a_single_hit_is_not_chosen_and_nothing_in_the_address_becomes_markup(vera: Planner, doris: Planner) -> None:
    page = vera.browser.open(f"{vera.base}personal/?who=doris&lista=x%22onload")
    (radio,) = page.root.all("input")
    assert "checked" not in radio.attrs
    assert radio.attrs["id"] == "people-0"
    assert "onload" not in page.html


def test_the_magnifier_searches_without_validating_the_form(vera: Planner, doris: Planner) -> None:
    for words in ("doris", "%00doris"):
        form = PersonForm(QueryDict(f"who={words}&sok-person=1"), seat=vera.seat)
        assert not form.is_valid()
        assert not form.errors
        assert [person.id for person in form.people] == [doris.staff.id]


def test_the_search_without_a_seat_covers_all_organisations(vera: Planner) -> None:
    assert [person.name for person in StaffSearch(QueryDict("who=karin")).staff] == ["Karin Kaprifol"]
    assert PersonForm(QueryDict("who=karin"), seat=vera.seat).staff == []
    assert StaffSearch().staff == []


def test_the_form_says_when_nobody_is_chosen_or_the_person_has_left(vera: Planner, doris: Planner) -> None:
    form = PersonForm(QueryDict(f"person={doris.staff.id}"), seat=vera.seat)
    assert form.full_clean() is None
    assert form.cleaned_data["person"] == doris.staff
    doris.staff.active = False
    doris.staff.save()
    form = PersonForm(QueryDict(f"person={doris.staff.id}"), seat=vera.seat)
    assert form.errors["person"] == ["Personen finns inte längre i katalogen. Sök och välj en annan."]
    assert PersonForm(QueryDict("who=doris"), seat=vera.seat).errors["person"] == ["Sök och välj en person i listan."]
