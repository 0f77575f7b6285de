"""open_case.js, sending.js and variables.js: ready texts and variables are inserted at the cursor."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.javascript.conftest import Load
from tests.javascript.screen import Screen

AREA = '<textarea id="text" name="text">{}</textarea>'
ANSWERS = "".join(
    f'<li><button type="submit" name="plus" data-text="{text}">+</button><b>{name}</b><span>{text}</span></li>'
    for name, text in [("Greeting", "Dear patient."), ("Öppet", "We open at 8.")]
)
CASE = (
    '<section data-answers="text" data-added="{name} was added." data-none="None fits."'
    ' data-offered="{name}, {at} of {all}.">'
    f'<div class="find" hidden><input type="search"></div><ul>{ANSWERS}</ul>'
    '<p data-answers-say role="status"></p></section>'
)


def open_case(load: Load, text: str = "") -> Screen:
    """The answer of an open case with two standard answers."""
    return load("open_case.js", body=f'<form method="post" action="/answer">{CASE}{AREA.format(text)}</form>')


def open_sending(load: Load, text: str = "") -> Screen:
    """The sending of a case with one ready text."""
    plus = '<button name="lagg_till" data-adds="Dear patient." data-adds-to="text">+</button>'
    return load("sending.js", body=f'<form method="post" action="/send">{plus}{AREA.format(text)}</form>')


def open_variables(load: Load, text: str = "") -> Screen:
    """A standard answer that is being written."""
    buttons = '<button name="infoga" value="name">{name}</button><button name="visa">Look</button>'
    return load("variables.js", body=f'<form method="post" data-variables>{AREA.format(text)}{buttons}</form>')


def cursor(screen: Screen, begin: int, end: int) -> None:
    """Put the cursor, or mark a part of the text."""
    screen.run("(range) => document.getElementById('text').setSelectionRange(...range)", [begin, end])


def listen(screen: Screen) -> None:
    """Count the input events of the text, which the counter and the draft live by."""
    screen.run(
        """() => {
            window.inputs = 0;
            document.addEventListener("input", (event) => { window.inputs += event.target.id === "text"; });
        }"""
    )


def add(screen: Screen) -> None:
    """Press the first button that adds a text."""
    listen(screen)
    screen.find("button").first.click()


def text(screen: Screen) -> str:
    """The text, with the cursor as "|" or the marked part between two."""
    return str(
        screen.run(
            """() => {
                const {value, selectionStart: begin, selectionEnd: end} = document.getElementById("text");
                const middle = begin === end ? "" : value.slice(begin, end) + "|";
                return `${value.slice(0, begin)}|${middle}${value.slice(end)}`;
            }"""
        )
    )


@pytest.mark.parametrize("open_page", [open_case, open_sending])
@pytest.mark.parametrize(
    ("before", "place", "after"),
    [
        ("", (0, 0), "Dear patient.|"),
        ("Hi.", (3, 3), "Hi.\n\nDear patient.|"),
        ("Hi. \n\n", (6, 6), "Hi.\n\nDear patient.|"),
        ("Bye.", (0, 0), "Dear patient.|\n\nBye."),
        ("Hi. Bye.", (3, 3), "Hi.\n\nDear patient.|\n\nBye."),
        ("Hi. XX Bye.", (4, 6), "Hi.\n\nDear patient.|\n\nBye."),
    ],
    ids=["empty", "at the end", "after blanks", "at the beginning", "between", "over a marked part"],
)
def test_a_ready_text_is_inserted_at_the_cursor_as_its_own_paragraph(
    load: Load, open_page, before: str, place: tuple[int, int], after: str
) -> None:
    screen = open_page(load, before)
    cursor(screen, *place)
    add(screen)
    assert text(screen) == after
    assert screen.run("inputs") == 1
    assert screen.departures() == []


def test_a_standard_answer_goes_last_when_nobody_has_put_the_cursor_anywhere(load: Load) -> None:
    screen = open_case(load, "A draft.")
    add(screen)
    assert text(screen) == "A draft.\n\nDear patient.|"


def test_the_ear_hears_which_standard_answer_was_added(load: Load) -> None:
    screen = open_case(load)
    add(screen)
    expect(screen.find("[data-answers-say]")).to_have_text("Greeting was added.")


def shown(answers: Locator) -> list[str]:
    """The names of the visible standard answers."""
    return [name for name in answers.all_inner_texts() if name]


@pytest.mark.parametrize(
    ("words", "names"),
    [("", 2), ("patient", 1), ("ÖPPET", 1), ("open 8 öpp", 1), ("  DEAR greet ", 1), ("dear open", 0)],
)
def test_the_standard_answers_are_searched_for_every_word_in_name_and_text(load: Load, words: str, names: int) -> None:
    screen = open_case(load)
    screen.find("[type=search]").fill(words)
    assert len(shown(screen.find("li:visible b"))) == names
    expect(screen.find("[data-answers-say]")).to_have_text("" if names else "None fits.")


def test_enter_in_the_search_box_does_not_send_the_answer(load: Load) -> None:
    screen = open_case(load)
    screen.find("[type=search]").fill("dear")
    screen.page.keyboard.press("Enter")
    assert screen.departures() == []


OFFERED = "[role=listbox]:not([hidden]) [role=option]"


def names(screen: Screen) -> list[str]:
    """The names that are offered at "/"."""
    return [name.inner_text() for name in screen.find(f"{OFFERED} b").all()]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("/", ["Greeting", "Öppet"]),
        ("Hi. /GREET", ["Greeting"]),
        ("Hi.\n/öpp", ["Öppet"]),
        ("1/2", []),
        ("and/or", []),
        ("/ ", []),
        ("/none", []),
    ],
)
def test_a_slash_in_the_box_offers_the_standard_answers_by_name(load: Load, typed: str, offered: list[str]) -> None:
    screen = open_case(load)
    screen.find("#text").press_sequentially(typed)
    assert names(screen) == offered
    expect(screen.find("[data-answers-say]")).to_have_text(f"{offered[0]}, 1 of {len(offered)}." if offered else "")


def test_an_answer_for_another_type_of_case_is_marked_where_it_is_offered(load: Load) -> None:
    body = CASE.replace("<section", '<section data-other="another type"').replace("<ul>", "<details data-others><ul>")
    screen = load("open_case.js", body=f"<form>{body.replace('</ul>', '</ul></details>')}{AREA.format('')}</form>")
    screen.find("#text").press_sequentially("/gree")
    expect(screen.find(f"{OFFERED} .pill")).to_have_text("another type")
    expect(screen.find("[data-answers-say]")).to_have_text("Greeting (another type), 1 of 1.")


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_the_chosen_answer_takes_the_place_of_what_was_typed(load: Load, key: str) -> None:
    screen = open_case(load, "Bye.")
    cursor(screen, 0, 0)
    screen.find("#text").press_sequentially("Hi. /")
    screen.page.keyboard.press("ArrowDown")
    assert screen.find("#text").get_attribute("aria-activedescendant") == "text-names-1"
    expect(screen.find("[data-answers-say]")).to_have_text("Öppet, 2 of 2.")
    screen.page.keyboard.press(key)
    assert text(screen) == "Hi.\n\nWe open at 8.|\n\nBye."
    assert names(screen) == []
    expect(screen.find("input[name=svar]")).to_have_count(1)
    assert screen.find("#text").get_attribute("aria-activedescendant") is None
    assert screen.departures() == []


def test_the_mouse_chooses_too_and_escape_leaves_the_slash_as_it_is(load: Load) -> None:
    screen = open_case(load)
    screen.find("#text").press_sequentially("/")
    screen.find(OFFERED).nth(1).click()
    assert text(screen) == "We open at 8.|"
    screen.find("#text").press_sequentially(" /")
    screen.page.keyboard.press("Escape")
    assert names(screen) == []
    screen.page.keyboard.press("Enter")
    assert text(screen) == "We open at 8. /\n|"


TEMPLATES = '<select name="template"><option value="1">A</option><option value="2">B</option></select>' + "".join(
    f'<p data-instruction="{n}">Instruction {n}</p>' for n in (1, 2)
)


def test_only_the_instruction_of_the_chosen_template_is_shown(load: Load) -> None:
    screen = load("sending.js", body=TEMPLATES)
    expect(screen.find("[data-instruction]:visible")).to_have_text("Instruction 1")
    screen.find("select").select_option("2")
    expect(screen.find("[data-instruction]:visible")).to_have_text("Instruction 2")


def test_the_template_that_the_browser_brings_back_shows_its_instruction(load: Load) -> None:
    screen = load("sending.js", body=TEMPLATES)
    screen.run("document.querySelector('select').value = '2'")
    screen.brought_back()
    expect(screen.find("[data-instruction]:visible")).to_have_text("Instruction 2")


def test_a_plus_for_a_text_that_is_not_in_the_page_is_left_to_the_server(load: Load) -> None:
    plus = '<form method="post" action="/add"><button data-adds="x" data-adds-to="elsewhere">+</button></form>'
    screen = load("sending.js", body=plus)
    screen.find("button").click()
    assert screen.departed()["address"] == "/add"


@pytest.mark.req("B-05")
@pytest.mark.parametrize(
    ("before", "place", "after"),
    [
        ("Hi .", (3, 3), "Hi {name}|."),
        ("Hi X.", (3, 4), "Hi {name}|."),
        ("", (0, 0), "{name}|"),
    ],
    ids=["at the cursor", "over a marked part", "empty"],
)
def test_a_variable_is_inserted_at_the_cursor_as_it_is(
    load: Load, before: str, place: tuple[int, int], after: str
) -> None:
    screen = open_variables(load, before)
    cursor(screen, *place)
    add(screen)
    assert text(screen) == after
    assert screen.run("inputs") == 1
    expect(screen.find("textarea")).to_be_focused()
    assert screen.departures() == []


@pytest.mark.req("B-05")
def test_the_other_buttons_of_a_standard_answer_are_the_servers(load: Load) -> None:
    screen = open_variables(load)
    screen.find("[name=visa]").click()
    assert "visa" in screen.departed()["fields"]
