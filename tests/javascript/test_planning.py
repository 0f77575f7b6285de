"""planning.js: the number of changed plans, hints, the keys of lists, and files dropped on a field."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.markup import draw, words
from tests.javascript.screen import Screen

BADGE = '<span id="changed" data-changed-url="/changed" data-words="{n} changed" hidden></span>'
ROWS = "".join(f'<tr data-case="{key}"><th><a href="/plan/{key}">{key}</a></th></tr>' for key in ("a", "b"))
LIST = (
    f'<table data-keys><tbody>{ROWS}</tbody></table><div id="toast"><span>Something changed.</span> <a>Load</a></div>'
)


def hear(screen: Screen, told: dict[str, object]) -> None:
    """Something has changed, and the page's request gets this answer."""
    screen.news("changed")
    request = screen.request()
    assert (request.address, request.redirect, request.accept) == ("/changed", "manual", "application/json")
    screen.answer(request, 200, told)


@pytest.mark.req("001-058")
def test_the_number_of_changed_plans_is_shown_and_goes_when_there_are_none(load: Load) -> None:
    screen = load("planning.js", body=words() + BADGE)
    hear(screen, {"count": 3})
    expect(screen.find("#changed")).to_have_text("3 changed")
    expect(screen.find("#changed")).to_be_visible()
    hear(screen, {"count": 0})
    expect(screen.find("#changed")).to_be_hidden()


@pytest.mark.req("001-057")
def test_a_changed_row_is_marked_once_for_the_eye_and_for_the_ear(load: Load) -> None:
    screen = load("planning.js", body=words() + BADGE + LIST)
    hear(screen, {"count": 1, "rows": ["b", "not here"]})
    hear(screen, {"count": 1, "rows": ["b"]})
    expect(screen.find("[data-case=b]")).to_have_attribute("data-changed", "")
    expect(screen.find("[data-case=b] .vh")).to_have_text("(ändrad sedan du laddade sidan)")
    expect(screen.find("[data-case=a]")).not_to_have_attribute("data-changed", "")


@pytest.mark.req("001-059")
@pytest.mark.parametrize(
    ("count", "said", "outdated"),
    [(0, "Something changed.", False), (1, "1 ärende har ändrats.", True), (7, "7 ärenden har ändrats.", True)],
)
def test_the_offer_to_load_a_list_again_says_how_many_plans_have_changed(
    load: Load, count: int, said: str, outdated: bool
) -> None:
    screen = load("planning.js", body=words() + BADGE + LIST)
    hear(screen, {"count": count, "rows": []})
    expect(screen.find("#toast > span")).to_have_text(said)
    assert ("outdated" in screen.heard()) is outdated


@pytest.mark.parametrize("status", ["lost", "login", 500])
def test_a_question_about_changes_that_fails_changes_nothing(load: Load, status) -> None:
    screen = load("planning.js", body=words() + BADGE)
    screen.news("listening")
    screen.answer(screen.request(), status, {"count": 3})
    expect(screen.find("#changed")).to_be_hidden()
    assert screen.heard() == ["listening"]


HINTS = (
    "".join(
        f'<a id="step{n}" href="/{n}" data-tip>Step {n}<span hidden data-hint>To do: {n}</span></a>' for n in (1, 2)
    )
    + '<button id="other">x</button>'
)
BUBBLE = ".bubble"


def point(screen: Screen, selector: str, kind: str = "mouse") -> None:
    """Move a pointer of this kind over an element."""
    screen.find(selector).dispatch_event("pointerover", {"pointerType": kind, "bubbles": True})


def open_hints(load: Load) -> Screen:
    """Two steps with a hint each."""
    return load("planning.js", body=HINTS)


@pytest.mark.req("001-003")
def test_a_hint_shows_when_the_mouse_has_rested_on_a_step_and_goes_when_it_has_left(load: Load) -> None:
    screen = open_hints(load)
    point(screen, "#step1")
    screen.wait(0.29)
    expect(screen.find(BUBBLE)).to_be_hidden()
    screen.wait(0.01)
    expect(screen.find(BUBBLE)).to_have_text("To do: 1")
    point(screen, "#other")
    screen.wait(0.19)
    expect(screen.find(BUBBLE)).to_be_visible()
    screen.wait(0.01)
    expect(screen.find(BUBBLE)).to_be_hidden()


@pytest.mark.req("001-003")
def test_the_mouse_may_go_into_the_hint_and_passing_over_a_step_shows_none(load: Load) -> None:
    screen = open_hints(load)
    point(screen, "#step1")
    screen.wait(0.3)
    point(screen, "#other")
    point(screen, BUBBLE)
    screen.wait(5)
    expect(screen.find(BUBBLE)).to_be_visible()
    screen.page.keyboard.press("Escape")
    point(screen, "#step2")
    point(screen, "#other")
    screen.wait(5)
    expect(screen.find(BUBBLE)).to_be_hidden()


@pytest.mark.req("001-003")
def test_a_hint_shows_at_once_for_the_keyboard_and_escape_takes_it_away(load: Load) -> None:
    screen = open_hints(load)
    screen.page.keyboard.press("Tab")
    expect(screen.find(BUBBLE)).to_have_text("To do: 1")
    screen.page.keyboard.press("Tab")
    expect(screen.find(BUBBLE)).to_have_text("To do: 2")
    screen.page.keyboard.press("Escape")
    expect(screen.find(BUBBLE)).to_be_hidden()
    screen.page.keyboard.press("Shift+Tab")
    expect(screen.find(BUBBLE)).to_have_text("To do: 1")
    screen.find("#other").focus()
    expect(screen.find(BUBBLE)).to_be_hidden()


@pytest.mark.req("001-003", "001-125", "001-144")
def test_an_icon_says_to_the_eye_what_it_says_to_the_ear_and_its_own_words_go_first(load: Load) -> None:
    body = (
        '<a id="icon" href="/1" data-tip><span class="vh">\n 2 meddelanden,\n Elsa </span></a>'
        '<button id="words" data-tip="Vårdcentralen: klar\nRehab: inte klar">Ö<span class="vh">Öppenvård</span>'
        "</button>"
    )
    screen = load("planning.js", body=words() + body)
    for selector, said in (("#icon", "2 meddelanden, Elsa"), ("#words", "Vårdcentralen: klar\nRehab: inte klar")):
        screen.page.keyboard.press("Tab")
        expect(screen.find(selector)).to_be_focused()
        assert screen.find(BUBBLE).text_content() == said


@pytest.mark.req("001-003")
@pytest.mark.parametrize(("kind", "shown"), [("touch", True), ("mouse", False), (None, False)])
def test_a_long_touch_shows_the_hint_instead_of_the_browsers_menu(load: Load, kind: str | None, shown: bool) -> None:
    screen = open_hints(load)
    taken = screen.run(
        """(kind) => {
            const options = {bubbles: true, cancelable: true};
            const event = kind
                ? new PointerEvent("contextmenu", {...options, pointerType: kind})
                : new MouseEvent("contextmenu", options);
            return !document.getElementById("step1").dispatchEvent(event);
        }""",
        kind,
    )
    assert taken is shown
    assert screen.find(BUBBLE).is_visible() is shown


@pytest.mark.parametrize("away", ["scroll", "pointerdown"])
def test_a_hint_goes_when_the_page_scrolls_or_something_else_is_pressed(load: Load, away: str) -> None:
    screen = open_hints(load)
    screen.find("#step1").focus()
    screen.page.keyboard.press("Shift+Tab")
    screen.page.keyboard.press("Tab")
    expect(screen.find(BUBBLE)).to_be_visible()
    screen.find("#other").dispatch_event(away)
    expect(screen.find(BUBBLE)).to_be_hidden()


RED = (
    '<button id="red" data-hover-opens popovertarget="tasks">3</button><div id="tasks" class="pop" popover>'
    '<a id="task" href="/task">Task</a></div><p id="away">x</p>'
)


@pytest.mark.req("001-103")
def test_the_red_circle_opens_when_the_mouse_rests_on_it_and_closes_when_it_leaves(load: Load) -> None:
    screen = load("planning.js", body=RED)
    point(screen, "#red")
    screen.wait(0.24)
    expect(screen.find("#tasks")).to_be_hidden()
    screen.wait(0.01)
    expect(screen.find("#tasks")).to_be_visible()
    point(screen, "#task")
    screen.wait(5)
    expect(screen.find("#tasks")).to_be_visible()
    point(screen, "#away")
    screen.wait(0.25)
    expect(screen.find("#tasks")).to_be_hidden()


@pytest.mark.req("001-103")
@pytest.mark.parametrize("reason", ["the keyboard is in it", "a click opened it"])
def test_a_list_that_somebody_works_in_does_not_close_when_the_mouse_leaves(load: Load, reason: str) -> None:
    screen = load("planning.js", body=RED)
    if reason == "a click opened it":
        screen.run("document.getElementById('tasks').showPopover()")
    point(screen, "#red")
    screen.wait(0.25)
    if reason == "the keyboard is in it":
        screen.find("#task").focus()
    point(screen, "#away")
    screen.wait(5)
    expect(screen.find("#tasks")).to_be_visible()


def test_a_touch_on_the_red_circle_is_the_browsers(load: Load) -> None:
    screen = load("planning.js", body=RED)
    point(screen, "#red", "touch")
    screen.wait(5)
    expect(screen.find("#tasks")).to_be_hidden()


ASKED = '<div class="opened" tabindex="-1">Asked</div>'
ERRORS = '<div class="ds-error-summary" tabindex="-1">Wrong</div>'


@pytest.mark.parametrize(("body", "place"), [(ASKED, ".opened"), (ASKED + ERRORS, ".ds-error-summary")])
def test_a_form_that_was_asked_for_open_has_the_focus_unless_there_are_errors(load: Load, body: str, place) -> None:
    screen = load("page.js", "planning.js", body=body)
    expect(screen.find(place)).to_be_focused()


SECTION = '<details class="field-sec" id="delt&auml;gare"><summary>Members</summary>They.</details>'


@pytest.mark.parametrize("address", ["/#delt%C3%A4gare", "/"])
def test_a_link_to_a_folded_section_opens_it(load: Load, address: str) -> None:
    screen = load("planning.js", body=SECTION + '<p id="text">x</p>', address=address)
    if address == "/":
        expect(screen.find("details")).not_to_have_attribute("open", "")
        screen.run("() => { location.hash = 'text'; }")
        screen.run("() => { location.hash = 'deltägare'; }")
    expect(screen.find("details")).to_have_attribute("open", "")


KEYS = (
    '<button data-keys-open hidden>Keys</button><table data-keys><tbody>'
    '<tr><td class="subject"><a id="row1" href="/1">1</a><button id="more1" data-more>More</button></td></tr>'
    '<tr class="more"><td><a href="/not-this">x</a></td></tr>'
    '<tr><td><a id="task2" href="/task">Task</a></td><th><a id="row2" href="/2">2</a></th></tr>'
    '</tbody></table><input id="filter" data-filter><textarea id="text"></textarea>'
)  # fmt: skip


def open_keys(load: Load) -> Screen:
    """A list of two plans, with the dialog about the keys that the product draws."""
    screen = load("planning.js", body=KEYS + draw("{{ p.keys_dialog() }}"))
    screen.run("document.getElementById('more1').addEventListener('click', () => { window.more = true; })")
    return screen


def press(screen: Screen, *keys: str) -> None:
    """Press keys one after another, wherever the focus is."""
    for key in keys:
        screen.page.keyboard.press(key)


def focused(screen: Screen) -> str:
    """The id of the element that has the focus, or the name of the element when it has none."""
    return str(screen.run("document.activeElement.id || document.activeElement.localName"))


@pytest.mark.req("B-12")
@pytest.mark.parametrize(
    ("keys", "at"),
    [("j", "row1"), ("jj", "row2"), ("jjj", "row2"), ("k", "row1"), ("jjk", "row1"), ("jkk", "row1"), ("/", "filter")],
)
def test_a_key_goes_to_its_place(load: Load, keys: str, at: str) -> None:
    screen = open_keys(load)
    press(screen, *keys)
    assert focused(screen) == at
    expect(screen.find("#filter")).to_have_value("")


@pytest.mark.req("B-12")
def test_x_shows_more_of_the_row_with_the_focus_only(load: Load) -> None:
    screen = open_keys(load)
    press(screen, "x", "j", "j", "x")
    assert screen.run("window.more") is None
    press(screen, "k", "x")
    assert screen.run("window.more") is True


@pytest.mark.req("B-12")
@pytest.mark.parametrize("how", ["?", "button"])
def test_the_keys_are_explained_in_a_dialog(load: Load, how: str) -> None:
    screen = open_keys(load)
    expect(screen.find("[data-keys-open]")).to_be_visible()
    if how == "?":
        press(screen, "?")
    else:
        screen.find("[data-keys-open]").click()
    expect(screen.find("#keys-help")).to_be_visible()


@pytest.mark.req("B-12")
@pytest.mark.parametrize("place", ["#filter", "#text"])
def test_no_key_is_taken_from_somebody_who_writes(load: Load, place: str) -> None:
    screen = open_keys(load)
    screen.find(place).focus()
    press(screen, "j", "/", "?")
    expect(screen.find(place)).to_have_value("j/?")
    expect(screen.find("#keys-help")).to_be_hidden()


@pytest.mark.req("B-12")
def test_the_keys_can_be_switched_off_in_this_browser_and_on_again(load: Load) -> None:
    screen = open_keys(load)
    press(screen, "?")
    screen.find("#keys-on").uncheck()
    screen = open_keys(load)
    press(screen, "j", "?")
    assert focused(screen) == "body"
    screen.find("[data-keys-open]").click()
    expect(screen.find("#keys-on")).not_to_be_checked()
    screen.find("#keys-on").check()
    screen = open_keys(load)
    press(screen, "j")
    assert focused(screen) == "row1"


@pytest.mark.req("B-12")
@pytest.mark.parametrize("held", ["ctrlKey", "metaKey", "altKey"])
def test_a_key_that_is_held_with_another_is_the_browsers(load: Load, held: str) -> None:
    screen = open_keys(load)
    screen.run(
        """(held) => document.body.dispatchEvent(
            new KeyboardEvent("keydown", {key: "j", bubbles: true, cancelable: true, [held]: true}))""",
        held,
    )
    assert focused(screen) == "body"


@pytest.mark.req("001-187")
def test_a_button_lights_when_everything_mandatory_is_filled_in(load: Load) -> None:
    form = (
        '<form data-lights="kind reason"><input type="radio" name="kind" value="new" id="kind">'
        '<textarea name="reason" id="reason"></textarea><button data-lit id="send">Send</button></form>'
    )
    screen = load("planning.js", body=words() + form)
    expect(screen.find("#send")).to_be_disabled()
    screen.find("#kind").check()
    screen.find("#reason").fill("   ")
    expect(screen.find("#send")).to_be_disabled()
    screen.find("#reason").fill("Needs help.")
    expect(screen.find("#send")).to_be_enabled()
    screen.find("#reason").fill("")
    expect(screen.find("#send")).to_be_disabled()
