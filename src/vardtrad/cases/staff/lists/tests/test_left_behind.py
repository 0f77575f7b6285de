"""Nothing is left hanging: cases whose handler has left, or whose only word was a delsvar, stand out (002-015)."""

from __future__ import annotations

import pytest

from tests.people import Clock, Employee, Region, Resident, logged_in
from vardtrad.cases.case.models import Case
from vardtrad.kernel.actors import system
from vardtrad.shared.care_units import actions
from vardtrad.shared.care_units.models import Assignment

pytestmark = pytest.mark.req("002-015")

MARK = "Handläggaren har inte längre behörighet"


def leaves(who: Employee, *permissions: str) -> None:
    """Somebody loses every permission at the clinic but these, or is removed."""
    place = Assignment.objects.get(staff=who.staff, state="active")
    if permissions:
        actions.set_permissions(system("testerna"), place.id, permissions, seen=place.content)
    else:
        actions.end(system("testerna"), place.id, seen=place.content)


def marks(page: object) -> list[str]:
    return [row.text for row in page.main.all("tr") if MARK in row.text]  # type: ignore[attr-defined]


@pytest.fixture
def left(hugos_case: Case, rut: Employee, hugo: Employee) -> Case:
    """A case with a delsvar, whose handler has left."""
    hugo.does("partial_reply", hugos_case, "Ligger hos läkare.")
    leaves(hugo)
    return hugos_case


def test_a_case_whose_handler_has_left_is_marked_counted_and_found(
    left: Case, region: Region, bo: Resident, rut: Employee, hanna: Employee
) -> None:
    bo.sends(region.renewal_at_a)
    assert len(marks(rut.browser.open(rut.address("arenden/fordelade")))) == 1
    assert MARK in rut.browser.open(rut.case_address(left)).main.text
    start = rut.browser.open(rut.address())
    assert "1 öppet ärende har en handläggare som inte längre har behörighet." in start.main.text
    shown = start.follow("Visa ärendena")
    assert [row["href"] for row in shown.rows] == [rut.case_address(left)]
    assert any(MARK in chip.text for chip in shown.main.all("a", class_="chip"))
    # A handler alone is not asked to distribute.
    assert "inte längre har behörighet" not in hanna.browser.open(hanna.address()).main.text


@pytest.mark.parametrize("permissions", [("handler",), ("receiver",), ("receiver", "handler")])
def test_who_still_works_with_cases_has_not_left(hugos_case: Case, rut: Employee, hugo: Employee, permissions) -> None:
    if permissions != ("handler",):  # which is what Hugo has
        leaves(hugo, *permissions)
    assert marks(rut.browser.open(rut.address("arenden/fordelade"))) == []
    assert MARK not in rut.browser.open(rut.case_address(hugos_case)).main.text
    assert "inte längre har behörighet" not in rut.browser.open(rut.address()).main.text


def test_who_is_no_longer_active_and_who_only_reviews_has_left(hugos_case: Case, rut: Employee, hugo: Employee) -> None:
    leaves(hugo, "administrator")
    assert len(marks(rut.browser.open(rut.address("arenden/fordelade")))) == 1
    leaves(hugo, "handler")
    assert marks(rut.browser.open(rut.address("arenden/fordelade"))) == []
    hugo.staff.active = False
    hugo.staff.save(update_fields=["active"])
    assert len(marks(rut.browser.open(rut.address("arenden/fordelade")))) == 1


def test_the_administrator_is_told_and_shown_no_case(left: Case, adam: Employee) -> None:
    start = adam.browser.open(adam.address())
    assert "1 öppet ärende har en handläggare som inte längre har behörighet." in start.main.text
    assert "En ärendemottagare behöver fördela dem på nytt." in start.main.text
    assert "Visa ärendena" not in start.main.text


def test_a_case_whose_only_word_was_a_delsvar_is_marked_by_its_age(
    frozen: Clock, hugos_case: Case, rut: Employee, hugo: Employee, alva: Resident
) -> None:
    hugo.does("partial_reply", hugos_case, "Ligger hos läkare.")
    for days, words, level in ((0, "Bara delsvar", "ok"), (6, "Bara delsvar, 6 dagar", "ok"),
                               (1, "Bara delsvar, 7 dagar", "soon")):  # fmt: skip
        frozen.go(days=days)
        for page in (
            logged_in(rut.staff).open(rut.address("arenden/fordelade")),
            logged_in(rut.staff).open(rut.case_address(hugos_case)),
        ):
            assert [(node.text, node.attrs["data-level"]) for node in page.main.all("span", class_="due")] == [
                (words, level)
            ]
    hugo.does("answer", hugos_case, "Klart.")
    assert "Bara delsvar" not in logged_in(rut.staff).open(rut.case_address(hugos_case)).main.text


@pytest.mark.req("004-061")
def test_the_filter_of_holders_offers_all_who_hold_cases(
    left: Case, region: Region, bo: Resident, rut: Employee, hanna: Employee
) -> None:
    """A receiver who has asked the resident holds the case, and who is removed keeps what nobody distributes anew."""
    asked = bo.sends(region.renewal_at_a)
    rut.does("ask", asked, "Vilken styrka?")
    panel = rut.browser.open(rut.address("arenden/alla?visa=filter"))
    offered = panel.options("VISA RESULTAT", "hanterare")
    assert offered["Personer"] == ["Hanna Hed, distriktssköterska"]
    assert offered["Andra som har ärenden"] == ["Hugo Holm (har inte längre behörighet)", "Rut Rask"]
    for words, case in (("Hugo Holm (har inte längre behörighet)", left), ("Rut Rask", asked)):
        shown = panel.press("VISA RESULTAT", hanterare=panel.value_of("VISA RESULTAT", "hanterare", words))
        assert [row["href"] for row in shown.rows] == [rut.case_address(case)]
        assert any(words in chip.text for chip in shown.main.all("a", class_="chip"))
