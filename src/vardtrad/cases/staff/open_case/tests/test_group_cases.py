"""A group's case is taken before it is worked with (004-055…057), and who may be given a case (000-027)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.people import Clock, Employee, Region, Resident, hire, now
from vardtrad.cases.case.models import Case
from vardtrad.cases.teams.models import Group, Member, Substitution
from vardtrad.kernel import clock
from vardtrad.shared.care_units.models import Staff

BOX = "Fördela ärendet till dig själv innan du börjar arbeta med det, och svara direkt."
TAKE = "FÖRDELA TILL DIG SJÄLV"


def group(region: Region, name: str, *members: Staff) -> Group:
    group = Group.objects.create(clinic=region.a, name=name)
    Member.objects.bulk_create(Member(group=group, staff=staff) for staff in members)
    return group


@pytest.fixture
def team(region: Region, hugo: Employee, hanna: Employee) -> Group:
    """A group that Hugo and Hanna belong to."""
    return group(region, "Vårdgaranti", hugo.staff, hanna.staff)


@pytest.fixture
def group_case(new_case: Case, rut: Employee, team: Group) -> Case:
    """Alva's case, distributed to the group and taken by nobody."""
    return rut.does("assign", new_case, team)


@pytest.mark.req("004-055")
def test_a_receiver_distributes_to_a_group(new_case: Case, rut: Employee, team: Group, hugo: Employee) -> None:
    page = rut.browser.open(rut.case_address(new_case, "fordela"))
    options = page.options("Fördela", "to")
    assert options["Grupper"] == ["Vårdgaranti"]
    assert {"Personer", "Grupper", "Andra mottagningar"} <= set(options)
    done = page.press("Fördela", to=page.value_of("Fördela", "to", "Vårdgaranti"))
    assert "Ärendet är fördelat till Vårdgaranti." in done.alerts
    case = now(new_case)
    assert (case.state, case.handler_id, case.group_id) == ("assigned", None, team.id)
    page = hugo.browser.open(hugo.case_address(new_case))
    assert "Vårdgaranti (grupp)" in page.main.text
    assert any(entry.startswith("Fördelat till Vårdgaranti av Rut Rask.") for entry in page.thread)


@pytest.mark.req("004-056", "004-057")
def test_until_it_is_taken_there_are_no_tabs_just_the_box(group_case: Case, hugo: Employee) -> None:
    page = hugo.browser.open(hugo.case_address(group_case))
    assert page.tabs == []
    assert page.root.one("section", class_="take").one("h2").text == "Fördela till dig själv"
    assert BOX in page.main.text
    assert "Meddelande till invånaren" not in page.main.text
    page = page.press(TAKE)
    assert page.address == hugo.case_address(group_case)
    assert page.tabs == ["Besvara", "Motfråga/delsvar", "Avsluta utan svar", "Omfördela"]
    assert BOX not in page.main.text
    assert now(group_case).handler_id == hugo.staff.id
    assert any(entry.startswith("Hugo Holm fördelade ärendet till sig själv.") for entry in page.thread)


@pytest.mark.req("004-056")
@pytest.mark.parametrize("slug", ["besvara", "motfraga", "avsluta", "omfordela", "delsvar"])
def test_nothing_is_done_with_it_before(group_case: Case, hugo: Employee, hanna: Employee, slug: str) -> None:
    sent = {
        "text": "Ett svar.",
        "reason": "Ringde.",
        "reply": "ask",
        "to": str(hanna.staff.id),
        "seen": str(now(group_case).content),
        "submit_key": str(uuid4()),
    }
    assert hugo.browser.post(hugo.case_address(group_case, slug), sent).status_code in {404, 422}
    case = now(group_case)
    assert (case.state, case.handler_id) == ("assigned", None)


@pytest.mark.req("004-056", "B-02")
def test_two_press_at_once_and_the_second_reads_who_has_it(group_case: Case, hugo: Employee, hanna: Employee) -> None:
    first = hugo.browser.open(hugo.case_address(group_case))
    second = hanna.browser.open(hanna.case_address(group_case))
    first.press(TAKE)
    done = second.press(TAKE)
    assert now(group_case).handler_id == hugo.staff.id
    assert done.address == hanna.address("mina/")
    assert "Hugo Holm har redan tagit ärendet." in done.alerts
    assert hanna.browser.get(hanna.case_address(group_case)).status_code == 404


@pytest.mark.req("004-056", "B-02")
def test_a_receiver_who_comes_second_stays_in_the_case(
    region: Region, new_case: Case, rut: Employee, hugo: Employee
) -> None:
    ines = hire(region.a, "Ines", "Ek", "SE9921000015-P092", "receiver", "handler")
    page = ines.browser.open(ines.case_address(new_case))
    rut.does("assign", new_case, hugo.staff)
    page = page.press(TAKE)
    assert page.status == 422
    assert "Hugo Holm har redan tagit ärendet." in page.alerts
    assert now(new_case).handler_id == hugo.staff.id


@pytest.mark.req("004-056")
def test_a_receiver_and_handler_takes_an_incoming_case(region: Region, new_case: Case, rut: Employee) -> None:
    assert TAKE not in rut.browser.open(rut.case_address(new_case)).main.text  # may not answer cases
    ines = hire(region.a, "Ines", "Ek", "SE9921000015-P092", "receiver", "handler")
    page = ines.browser.open(ines.case_address(new_case))
    assert page.tabs == ["Besvara", "Motfråga/delsvar", "Avsluta utan svar"]
    page = page.press(TAKE)
    assert page.address == ines.case_address(new_case)
    assert "Omfördela" in page.tabs
    assert now(new_case).handler_id == ines.staff.id


@pytest.mark.req("000-027", "B-03")
def test_the_choice_of_a_replaced_handler_names_the_substitute_and_the_last_day(
    new_case: Case, rut: Employee, hugo: Employee, hanna: Employee, frozen: Clock
) -> None:
    today = clock.today()
    Substitution.objects.create(staff=hugo.staff, substitute=hanna.staff, first=today, last=today + timedelta(days=3))
    people = rut.browser.open(rut.case_address(new_case, "fordela")).options("Fördela", "to")["Personer"]
    assert "Hugo Holm, distriktsläkare (ersätts av Hanna Hed t.o.m. 20 nov)" in people
    assert "Hanna Hed, distriktssköterska" in people
    frozen.go(days=4)
    later = Employee(rut.staff, rut.clinic).browser.open(rut.case_address(new_case, "fordela"))
    people = later.options("Fördela", "to")["Personer"]
    assert "Hugo Holm, distriktsläkare" in people


@pytest.mark.req("B-03")
def test_a_substitute_answers(hugos_case: Case, hugo: Employee, hanna: Employee) -> None:
    today = clock.today()
    Substitution.objects.create(staff=hugo.staff, substitute=hanna.staff, first=today, last=today)
    page = hanna.browser.open(hanna.case_address(hugos_case))
    assert page.tabs == ["Besvara", "Motfråga/delsvar", "Avsluta utan svar", "Omfördela"]
    page.press("Besvara", text="Svar från ersättaren.")
    assert now(hugos_case).state == "closed"


@pytest.mark.req("000-031", "004-055")
def test_reassigning_to_the_group_leaves_the_person(hugos_case: Case, hugo: Employee, team: Group) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case, "?flik=omfordela"))
    page.press("Omfördela", to=page.value_of("Omfördela", "to", "Vårdgaranti"))
    case = now(hugos_case)
    assert (case.handler_id, case.group_id) == (None, team.id)


@pytest.mark.req("000-024", "000-052", "002-039")
def test_a_receiver_answers_a_case_routed_to_an_own_group_directly(region: Region, alva: Resident, team: Group) -> None:
    both = hire(region.a, "Ylva", "Yxa", "SE9921000015-YY", "receiver", "handler")
    Member.objects.create(group=team, staff=both.staff)
    region.renewal_at_a.group = team
    region.renewal_at_a.save()
    page = both.browser.open(both.case_address(alva.sends(region.renewal_at_a)))
    assert page.tabs == ["Besvara", "Motfråga/delsvar", "Avsluta utan svar"]
    assert BOX in page.main.text
