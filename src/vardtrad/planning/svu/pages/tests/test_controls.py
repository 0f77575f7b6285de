"""The controls of planning: radio buttons, the magnifier of a search, and arrows that open and close (001-016).

Whatever opens and closes is the browser's own (``details``), so it answers to a press, a touch and the keyboard alike.
"""

from __future__ import annotations

import pytest

from tests.planners import Planner, Planners
from tests.plans import Drive
from tests.reading import Node, Page

pytestmark = pytest.mark.req("001-016")


def icons(node: Node) -> list[str]:
    """The names of the icons in an element."""
    return [use.attrs["href"].partition("#")[2] for use in node.all("use")]


def section(page: Page, id_: str) -> Node:
    """A section of the right field, by its anchor."""
    return page.root.one("details", id=id_)


def test_a_search_has_a_magnifier_that_is_its_button(planners: Planners, vera: Planner) -> None:
    page = vera.browser.open(vera.base)
    (search,) = [button for button in page.root.all("button") if button.text == "Sök"]
    assert (search.attrs["type"], icons(search)) == ("submit", ["search"])
    number = planners.patients["elsa"].identity
    assert "Elsa" in page.press("Sök", number=number).main.text


def test_sections_open_and_close_by_an_arrow(planners: Planners) -> None:
    """The participants, information and consent, the permanent contacts, and the person's other cases."""
    svu = Drive(planners, patient="wilma").published()
    page = svu.ward.browser.open(f"{svu.ward.base}svu/{svu.key}/inskrivning/")
    for anchor, name in (
        ("deltagare", "Deltagare"),
        ("information", "Information"),
        ("vardkontakt", "Fast vårdkontakt"),
        ("planer", "Tidigare planer"),
    ):
        drawn = section(page, anchor)
        (summary,) = [child for child in drawn.children if isinstance(child, Node) and child.tag == "summary"]
        assert name in summary.text
        assert icons(summary)[-1] == "down", name
    # Open at first is what is worked with, and closed what was.
    assert "open" in section(page, "deltagare").attrs
    assert "open" in section(page, "information").attrs
    assert "open" not in section(page, "planer").attrs
    assert "Samtycke" in section(page, "information").text


def test_a_choice_of_one_is_made_with_radio_buttons(planners: Planners) -> None:
    """The ground on which a plan is read from outside: of several, exactly one."""
    svu, reader = Drive(planners).published(), planners.staff["extern"]
    reader.browser.send(f"{reader.base}sok/", {"number": planners.patients["elsa"].identity})
    page = reader.browser.open(f"{reader.base}las/{svu.key}/")
    radios = page.main.all("input", type="radio", name="basis")
    assert len(radios) >= 2
    (group,) = [box for box in page.main.all("fieldset") if radios[0] in box.all("input")]
    assert group.one("legend").text == "På vilken grund läser du ärendet?"
    for radio in radios:
        (label,) = [label for label in group.all("label") if label.attrs.get("for") == radio.attrs["id"]]
        assert label.text
