"""The forms of an open case that are made when somebody unfolds them: "Fördela" and "Fråga en kollega"."""

from __future__ import annotations

import pytest

from tests.people import Employee
from tests.reading import Page
from vardtrad.cases.case.models import Case
from vardtrad.gate.models import Trace
from vardtrad.shared.drafts import actions as drafts

BY_HTMX = {"HX-Request": "true"}


def part(page: Page, slug: str) -> dict[str, str]:
    """The attributes of the part that is unfolded, under the slug of its form."""
    return page.root.one("details", id=slug).attrs


def readings(case: Case) -> int:
    return Trace.objects.filter(key=case.id, action="read").count()


@pytest.mark.req("000-025")
def test_the_choice_of_whom_to_distribute_to_is_fetched_when_the_page_is_drawn(new_case: Case, rut: Employee) -> None:
    page = rut.browser.open(rut.case_address(new_case))
    assert not page.root.all("select", name="to")
    folded = part(page, "fordela")
    assert "open" in folded  # nobody has to unfold what a receiver comes for
    assert (folded["data-hx-get"], folded["data-hx-trigger"]) == (rut.case_address(new_case, "fordela"), "load")
    # What htmx fetches is the form alone, and the reading of the case has its trace already.
    before = readings(new_case)
    fetched = rut.browser.get(folded["data-hx-get"], headers=BY_HTMX)
    assert fetched.status_code == 200
    assert "<main" not in fetched.text
    assert "Hugo Holm, distriktsläkare" in fetched.text
    assert readings(new_case) == before
    # Without JavaScript the link in it leads to the page with the part unfolded.
    page = page.unfold("Fördela till någon")
    assert page.status == 200
    assert "open" in part(page, "fordela")
    assert "data-hx-get" not in part(page, "fordela")
    assert "Hugo Holm, distriktsläkare" in page.options("Fördela", "to")["Personer"]
    # What was refused comes back unfolded.
    page = page.press("Fördela")
    assert page.status == 422
    assert "open" in part(page, "fordela")


@pytest.mark.req("B-08")
def test_a_question_to_a_colleague_is_made_when_it_is_unfolded(
    hugos_case: Case, hugo: Employee, hanna: Employee
) -> None:
    page = hugo.browser.open(hugo.case_address(hugos_case))
    assert not page.root.all("select", name="whom")
    assert "open" not in part(page, "kollega")
    assert part(page, "kollega")["data-hx-trigger"] == "toggle once"
    fetched = hugo.browser.get(part(page, "kollega")["data-hx-get"], headers=BY_HTMX)
    assert "<main" not in fetched.text
    assert hanna.staff.name in fetched.text
    assert hugo.case_address(hugos_case, "utkast") in fetched.text  # what is typed is kept there too
    page = page.unfold("Fråga en kollega")
    assert "open" in part(page, "kollega")
    page = page.press("Skicka frågan", whom=str(hanna.staff.id), text=" ")
    assert page.status == 422
    assert "open" in part(page, "kollega")
    assert page.fields("Skicka frågan")["whom"] == str(hanna.staff.id)


@pytest.mark.req("B-04", "B-08")
def test_a_question_that_has_been_begun_is_on_the_page(hugos_case: Case, hugo: Employee) -> None:
    drafts.keep(hugo.actor, hugos_case.id, "kollega.text", "Är dosen", "")
    page = hugo.browser.open(hugo.case_address(hugos_case))
    assert "open" in part(page, "kollega")
    assert page.fields("Skicka frågan")["text"] == "Är dosen"
    # Also when another form of the side panel came back.
    page = page.press("Spara anteckningen", text=" ")
    assert page.status == 422
    assert page.fields("Skicka frågan")["text"] == "Är dosen"


def test_what_can_no_longer_be_done_is_not_unfolded(new_case: Case, rut: Employee, hugo: Employee) -> None:
    rut.browser.open(rut.case_address(new_case))
    rut.does("assign", new_case, hugo.staff)
    # htmx puts nothing on the page, so the link stays; it leads to the case as it is now.
    assert rut.browser.get(rut.case_address(new_case, "fordela"), headers=BY_HTMX).status_code == 409
    page = rut.browser.open(rut.case_address(new_case, "fordela"))
    assert page.status == 200
    assert not page.root.all("details", id="fordela")


@pytest.mark.req("000-006")
@pytest.mark.parametrize("slug", ["fordela", "kollega"])
@pytest.mark.parametrize("headers", [{}, BY_HTMX])
def test_who_may_not_read_the_case_unfolds_nothing(
    hugos_case: Case, hanna: Employee, slug: str, headers: dict[str, str]
) -> None:
    assert hanna.browser.get(hanna.case_address(hugos_case, slug), headers=headers).status_code == 404
