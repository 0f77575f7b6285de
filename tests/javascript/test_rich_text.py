"""sending.js: the toolbar writes the signs of bold, italics, headings, lists and links around what is marked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.screen import Screen
from tests.javascript.test_ready_texts import cursor, listen, text

TOOLS = {
    "Fet": ("**", "**", ""),
    "Kursiv": ("*", "*", ""),
    "Rubrik": ("", "", "## "),
    "Punktlista": ("", "", "- "),
    "Numrerad lista": ("", "", "1. "),
    "Länk": ("[", "](https://)", ""),
}
BUTTONS = "".join(
    f'<button type="button" data-before="{before}" data-after="{after}" data-lines="{lines}">{words}</button>'
    for words, (before, after, lines) in TOOLS.items()
)


def open_page(load: Load, written: str = "", box: str = "text") -> Screen:
    """A message that is being written, with the toolbar of the sending page."""
    tools = f'<div role="toolbar" aria-label="Utseende" data-rich="{box}" hidden>{BUTTONS}</div>'
    area = f'<textarea id="text" name="text">\n{written}</textarea>'  # the first line break is no part of the text
    return load("sending.js", body=f'<form method="post" action="/send">{tools}{area}</form>')


def press(screen: Screen, tool: str) -> None:
    screen.page.get_by_role("toolbar", name="Utseende").get_by_role("button", name=tool, exact=True).click()


@pytest.mark.req("004-031")
@pytest.mark.parametrize(
    ("tool", "written", "place", "after"),
    [
        ("Fet", "Ring oss nu.", (5, 8), "Ring **|oss|** nu."),
        ("Fet", "", (0, 0), "**|**"),
        ("Kursiv", "Ring oss nu.", (5, 8), "Ring *|oss|* nu."),
        ("Länk", "Läs mer här.", (8, 11), "Läs mer [|här|](https://)."),
        ("Rubrik", "Hej!\nVar\nNär", (7, 7), "Hej!\n## Va|r\nNär"),
        ("Rubrik", "Var", (0, 0), "## |Var"),
        ("Rubrik", "\nVar", (0, 0), "## |\nVar"),
        ("Punktlista", "Hej!\nett\ntvå\nHej då!", (6, 11), "Hej!\n- ett\n- tv|å\nHej då!"),
        ("Numrerad lista", "ett\ntvå", (0, 7), "1. ett\n1. två|"),
    ],
)
def test_a_tool_writes_its_signs_around_what_is_marked_or_first_on_its_lines(
    load: Load, tool: str, written: str, place: tuple[int, int], after: str
) -> None:
    screen = open_page(load, written)
    cursor(screen, *place)
    listen(screen)
    press(screen, tool)
    assert text(screen) == after
    assert screen.run("inputs") == 1  # the draft and the counter hear of it
    expect(screen.find("#text")).to_be_focused()
    assert screen.departures() == []


@pytest.mark.req("004-031")
def test_what_a_tool_wrote_around_stays_marked_so_that_two_tools_follow_each_other(load: Load) -> None:
    screen = open_page(load, "Ring oss nu.")
    cursor(screen, 5, 8)
    press(screen, "Fet")
    press(screen, "Kursiv")
    assert text(screen) == "Ring ***|oss|*** nu."


@pytest.mark.req("004-031")
def test_the_tools_are_reached_and_pressed_by_keyboard(load: Load) -> None:
    screen = open_page(load, "oss")
    cursor(screen, 0, 3)
    screen.find("#text").focus()
    screen.page.keyboard.press("Shift+Tab")
    expect(screen.page.get_by_role("button", name="Länk")).to_be_focused()
    screen.page.keyboard.press("Enter")
    assert text(screen) == "[|oss|](https://)"


def test_without_its_box_there_is_no_toolbar(load: Load) -> None:
    screen = open_page(load, box="another")
    expect(screen.find("[data-rich]")).to_be_hidden()
