"""When a case is done the list that it was opened from is shown again, and offers the case that stood next there."""

from __future__ import annotations

import pytest

from tests.people import Clock, Employee, Region, Resident
from tests.reading import Page
from vardtrad.cases.case.models import Case
from vardtrad.cases.staff.frame.next_case import Mark, mark_of
from vardtrad.gate.models import Trace
from vardtrad.shared.people.models import Person, Protection

pytestmark = pytest.mark.req("000-022", "B-12")

ASSIGNED = "mina/tilldelade"


@pytest.fixture
def cases(frozen: Clock, region: Region, alva: Resident, bo: Resident, rut: Employee, hugo: Employee) -> list[Case]:
    """Four of Hugo's cases, the latest first as his list has them: a renewal, two questions, and a renewal."""
    made = []
    for sender, code in ((alva, "renewal"), (bo, "question"), (alva, "question"), (bo, "renewal")):
        frozen.go(minutes=1)
        made.insert(0, rut.does("assign", sender.sends(region.services["a", code]), hugo.staff))
    return made


def opened(who: Employee, case: Case, path: str = ASSIGNED) -> Page:
    """The case as it is opened from a list: browsers say which page a click came from."""
    origin = "http://testserver" + who.address(path)
    return who.browser.open(who.case_address(case), headers={"referer": origin})


def offered(who: Employee, page: Page, cases: list[Case]) -> int | None:
    """Which of the cases the page offers as the next one."""
    links = [link.attrs["href"].partition("?")[0] for link in page.main.all("a", data_key="f")]
    return [who.case_address(case) for case in cases].index(links[0]) if links else None


def test_the_case_that_stood_next_is_offered(cases: list[Case], hugo: Employee) -> None:
    done = opened(hugo, cases[1]).press("Besvara", text="Klart.")
    assert done.address.partition("?")[0] == hugo.address(ASSIGNED)
    assert "Nästa: Ställ en fråga, Bo Brunius" in done.main.text
    assert offered(hugo, done, cases) == 2
    # The last one of the list goes on from the top.
    done = opened(hugo, cases[3]).press("Besvara", text="Klart.")
    assert offered(hugo, done, cases) == 0
    done = done.follow("Förnya recept, Bo Brunius").press("Besvara", text="Klart.")
    assert offered(hugo, done, cases) == 2
    done = done.follow("Ställ en fråga, Bo Brunius").press("Besvara", text="Klart.")
    assert offered(hugo, done, cases) is None


def test_the_next_one_fits_the_filter_and_the_sorting(cases: list[Case], region: Region, hugo: Employee) -> None:
    path = f"{ASSIGNED}?arendetyp={region.renewal.id}&sortera=-skapat"
    done = opened(hugo, cases[3], f"{path}&efter=1-2&nr=51&visa=filter").press("Besvara", text="Klart.")
    assert done.address.startswith(hugo.address(path) + "&klar=")
    assert offered(hugo, done, cases) == 0
    # The case that is offered knows its list: the way back, and the tabs.
    following = done.follow("Förnya recept, Bo Brunius")
    assert hugo.address(path) in [link.attrs["href"] for link in following.root.one("nav", class_="crumbs").all("a")]
    closing = following.follow("Avsluta utan svar").press("Avsluta", reason="Löst på telefon.")
    assert closing.address.startswith(hugo.address(path) + "&klar=")


def test_a_delsvar_does_not_offer_the_same_case_again(cases: list[Case], hugo: Employee) -> None:
    page = opened(hugo, cases[0]).follow("Motfråga/delsvar")
    done = page.press("Skicka", text="Vi återkommer.", reply="partial_reply")
    assert offered(hugo, done, cases) == 1


def test_what_is_offered_is_read_with_a_trace_and_a_shield(
    cases: list[Case], bo: Resident, hugo: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    Person.objects.filter(pk=bo.person.pk).update(protection=Protection.SECRECY_MARK)
    done = opened(hugo, cases[1]).press("Besvara", text="Klart.")
    (note,) = [link.parent for link in done.main.all("a", data_key="f")]
    assert note is not None
    assert "Skyddade personuppgifter" in note.text
    listed = Trace.objects.filter(action="list", label="case", detail__view=ASSIGNED).order_by("at").last()
    assert listed is not None
    assert cases[2].id in listed.shown


@pytest.mark.parametrize(
    "origin",
    [
        "", "https://elsewhere.example/personal/x/mina/tilldelade", "http://[x", "http://testserver/inkorg",
        "http://testserver/personal/00000000-0000-0000-0000-000000000000/mina/tilldelade",
    ],
)  # fmt: skip
def test_any_other_page_leads_back_to_the_usual_list(cases: list[Case], hugo: Employee, origin: str) -> None:
    page = hugo.browser.open(hugo.case_address(cases[0]), headers={"referer": origin})
    assert page.fields("Besvara")["lista"] == ""
    done = page.press("Besvara", text="Klart.")
    assert done.address.partition("?")[0] == hugo.address(ASSIGNED)
    assert offered(hugo, done, cases) == 1


def test_a_list_that_the_reader_does_not_have_is_not_led_to(cases: list[Case], hugo: Employee) -> None:
    assert opened(hugo, cases[0], "arenden/inkomna").fields("Besvara")["lista"] == ""


@pytest.mark.parametrize("text", ["", "x", "1_2_3_4", "1_2_1_4_x", "x_2_1_4_00000000-0000-0000-0000-000000000000"])
def test_what_is_no_place_is_passed_over(cases: list[Case], hugo: Employee, text: str) -> None:
    assert Mark.read(text) is None
    page = opened(hugo, cases[0])
    done = page.press("Besvara", text="Klart.", klar=text)
    assert done.address == hugo.address(ASSIGNED)
    assert hugo.browser.open(hugo.address(f"{ASSIGNED}?klar={text}")).status == 200


def test_a_place_is_read_as_it_was_written(cases: list[Case]) -> None:
    case = Case.objects.get(pk=cases[0].pk)
    assert Mark.read(mark_of(case)) == Mark(case.updated, case.created, case.not_urgent, case.urgency, case.id)
