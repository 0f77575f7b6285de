"""js/shortcuts.js: the single keys of the staff tool, which never take a letter from somebody who writes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.screen import Screen

pytestmark = pytest.mark.req("B-12")

DIALOG = '<dialog data-shortcuts="/keys" aria-labelledby="shortcuts-heading"></dialog>'
ROWS = "".join(
    f'<tr><td><input type="checkbox" id="box{n}"></td><th><a id="row{n}" href="/case/{n}">{n}</a></th></tr>'
    '<tr class="more"><td><a href="/not-this">More</a></td></tr>'
    for n in (1, 2, 3)
)
LIST = f'<table data-rows><tbody>{ROWS}</tbody></table><input type="search" id="find" data-key="/">'
PAGER = '<nav class="pager"><a rel="prev" href="/newer">Newer</a><a rel="next" href="/older">Older</a></nav>'
CRUMBS = '<nav class="crumbs"><a href="/start">Start</a> / <a href="/list">List</a> / <span>Case</span></nav>'
TABS = '<a data-key="1" href="/tab/1">One</a><a data-key="t" href="/take">Take</a>'


def open_page(load: Load, body: str = LIST, dialog: str = DIALOG) -> Screen:
    """A page of a user who has the keys switched on."""
    return load("shortcuts.js", body=dialog + body)


def press(screen: Screen, *keys: str) -> None:
    """Press keys one after another, wherever the focus is."""
    for key in keys:
        screen.page.keyboard.press(key)


def focused(screen: Screen) -> str:
    """The id of the element that has the focus, or the name of the element when it has none."""
    return str(screen.run("document.activeElement.id || document.activeElement.localName"))


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        ("j", "row1"), ("J", "row1"), ("jj", "row2"), ("jjjj", "row3"), ("k", "row3"), ("jjk", "row1"), ("jkk", "row1"),
    ],
)  # fmt: skip
def test_j_and_k_go_from_row_to_row_and_stay_within_the_list(load: Load, keys: str, row: str) -> None:
    screen = open_page(load)
    press(screen, *keys)
    assert focused(screen) == row


def test_x_marks_the_row_with_the_focus_and_unmarks_it(load: Load) -> None:
    screen = open_page(load)
    press(screen, "x")
    assert screen.find(":checked").count() == 0
    press(screen, "j", "j", "x")
    expect(screen.find("#box2")).to_be_checked()
    press(screen, "x")
    expect(screen.find("#box2")).not_to_be_checked()


def test_the_slash_goes_to_the_search_box_and_writes_no_slash_in_it(load: Load) -> None:
    screen = open_page(load)
    press(screen, "/")
    assert focused(screen) == "find"
    expect(screen.find("#find")).to_have_value("")


@pytest.mark.parametrize(
    ("key", "address"), [("n", "/older"), ("p", "/newer"), ("u", "/list"), ("1", "/tab/1"), ("t", "/take")]
)
def test_a_key_follows_its_link(load: Load, key: str, address: str) -> None:
    screen = open_page(load, LIST + PAGER + CRUMBS + TABS)
    press(screen, key)
    assert screen.departed()["address"] == address


@pytest.mark.parametrize("key", ["n", "p", "u", "1", "9", "t", "ö", "j", "Enter", "F1"])
def test_a_key_that_has_nothing_to_do_on_the_page_is_left_to_the_browser(load: Load, key: str) -> None:
    screen = open_page(load, "<p>Nothing here.</p>")
    taken = screen.run(
        "(key) => !document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}))",
        key,
    )
    assert not taken
    assert screen.departures() == []


@pytest.mark.parametrize(
    "place",
    [
        '<input id="place">', '<textarea id="place"></textarea>', '<select id="place"><option>n</option></select>',
        '<div id="place" contenteditable="true"></div>', '<dialog open><button id="place">x</button></dialog>',
    ],
    ids=["line", "text", "choice", "editable", "dialog"],
)  # fmt: skip
def test_no_key_is_taken_from_somebody_who_writes_or_chooses(load: Load, place: str) -> None:
    screen = open_page(load, LIST + PAGER + CRUMBS + TABS + place)
    screen.find("#place").focus()
    press(screen, "j", "x", "n", "u", "1", "t", "/", "?")
    assert focused(screen) == "place"
    assert (screen.departures(), screen.requests()) == ([], [])
    assert screen.find(":checked").and_(screen.find("input")).count() == 0


@pytest.mark.parametrize("kind", ["checkbox", "radio"])
def test_a_box_that_is_only_ticked_does_not_stop_the_keys(load: Load, kind: str) -> None:
    screen = open_page(load, f'<input type="{kind}" id="place">{PAGER}')
    screen.find("#place").focus()
    press(screen, "n")
    assert screen.departed()["address"] == "/older"


@pytest.mark.parametrize("held", ["ctrlKey", "metaKey", "altKey", "isComposing"])
def test_a_key_that_is_held_with_another_or_composes_a_letter_is_the_browsers(load: Load, held: str) -> None:
    screen = open_page(load)
    screen.run(
        """(held) => document.body.dispatchEvent(
            new KeyboardEvent("keydown", {key: "j", bubbles: true, cancelable: true, [held]: true}))""",
        held,
    )
    assert focused(screen) == "body"


def test_who_has_switched_the_keys_off_has_none(load: Load) -> None:
    # The page then has no dialog (WCAG 2.1.4).
    screen = open_page(load, LIST + PAGER, dialog="")
    press(screen, "j", "n", "?")
    assert focused(screen) == "body"
    assert (screen.departures(), screen.requests()) == ([], [])


KEYS_PAGE = '<div id="keys" data-close="Close"><h1 id="shortcuts-heading">The keys</h1><p>J: next</p></div>'


def test_the_question_mark_shows_the_page_about_the_keys_and_asks_for_it_once(load: Load) -> None:
    screen = open_page(load)
    press(screen, "?")
    request = screen.request()
    assert request.address == "/keys"
    screen.answer(request, 200, html=f"<header>Menu</header><main>{KEYS_PAGE}</main>")
    expect(screen.find("dialog")).to_be_visible()
    # The page below has its own heading of the first rank.
    expect(screen.find("dialog h2#shortcuts-heading")).to_have_text("The keys")
    expect(screen.find("dialog h1")).to_have_count(0)
    expect(screen.find("dialog")).not_to_contain_text("Menu")
    screen.find("dialog button").click()
    expect(screen.find("dialog")).to_be_hidden()
    press(screen, "?")
    expect(screen.find("dialog")).to_be_visible()
    assert screen.requests() == []


def test_a_question_mark_that_is_held_down_asks_for_the_page_about_the_keys_once(load: Load) -> None:
    screen = open_page(load)
    press(screen, "?", "?", "?")
    screen.answer(screen.request(), 200, html=KEYS_PAGE)
    expect(screen.find("dialog h2")).to_have_count(1)


@pytest.mark.parametrize(
    ("status", "html"),
    [("lost", None), (500, KEYS_PAGE), (200, "<h1>Log in</h1>")],
    ids=["away", "fault", "login page"],
)
def test_when_the_page_about_the_keys_cannot_be_shown_the_browser_goes_there(load: Load, status, html) -> None:
    screen = open_page(load)
    press(screen, "?")
    screen.answer(screen.request(), status, html=html or "")
    assert screen.departed()["address"] == "/keys"


ADD = '<button type="submit" formnovalidate name="add">Add</button>'
ENTER = '<button type="submit" name="do" value="show" hidden></button>'
SAVE = '<button type="submit">Save</button>'
SEND = '<button type="submit" data-send name="do" value="send">Send</button>'


@pytest.mark.parametrize(
    ("buttons", "sent"),
    [(ADD + ENTER + SAVE, {"t": "Hi"}), (ADD + SAVE + SEND, {"t": "Hi", "do": "send"})],
    ids=["the button without a name", "the button that is marked"],
)
@pytest.mark.parametrize("held", ["Control", "Meta"])
def test_control_and_enter_in_a_text_send_it_by_its_own_button(load: Load, buttons: str, sent, held: str) -> None:
    screen = open_page(load, f'<form method="post" action="/send"><textarea name="t">Hi</textarea>{buttons}</form>')
    screen.find("textarea").focus()
    press(screen, f"{held}+Enter")
    departure = screen.departed()
    assert (departure["address"], departure["fields"]) == ("/send", sent)


def test_enter_alone_in_a_text_is_a_new_line(load: Load) -> None:
    form = (
        '<form method="post" action="/send"><textarea name="t">Hi</textarea><button type="submit">Send</button></form>'
    )
    screen = open_page(load, form)
    screen.find("textarea").focus()
    press(screen, "End", "Enter")
    assert screen.departures() == []
    expect(screen.find("textarea")).to_have_value("Hi\n")


def test_a_key_that_does_something_at_once_first_points_at_the_button(load: Load) -> None:
    """The same key again presses it; by then the words about it are there to read."""
    button = (
        '<button id="take" type="button" data-key="t" data-again="again">Take</button><p id="again" hidden>Again</p>'
    )
    screen = open_page(load, button + LIST)
    screen.run("window.pressed = 0, document.getElementById('take').onclick = () => window.pressed++, 0")
    press(screen, "t")
    assert focused(screen) == "take"
    assert screen.run("window.pressed") == 0
    assert not screen.run("document.getElementById('again').hidden")
    press(screen, "t")
    assert screen.run("window.pressed") == 1
    screen.run("document.getElementById('take').blur(), 0")
    press(screen, "t")
    assert screen.run("window.pressed") == 1
