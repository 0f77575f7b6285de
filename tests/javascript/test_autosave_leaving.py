"""autosave.js: the page is not left before what was typed in it is saved."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.autofields import FOOD, HOME, open_field, saved, says, theirs, type_in
from tests.javascript.conftest import Load
from tests.javascript.markup import autofield, words
from tests.javascript.screen import Screen

pytestmark = pytest.mark.req("B-29", "B-04")

LINK = '<a id="away" href="/next">Next</a>'
VERB = '<form id="verb" method="post" action="/attest"><button name="how" value="all">Attest</button></form>'
WAIT = "Det finns text som inte är sparad. Vänta eller rätta texten innan du går vidare."


def open_page(load: Load, *more: str) -> Screen:
    """A page with two fields, a link to another page and a button that does something with the whole."""
    body = words() + autofield(HOME) + autofield(FOOD) + LINK + VERB + "".join(more)
    return load("page.js", "autosave.js", body=body)


def write(screen: Screen, text: str, path: str = HOME) -> None:
    """Type without waiting for the saving."""
    screen.find(f"[data-path='{path}'] textarea").fill(text)


def press(screen: Screen, selector: str) -> None:
    """Click as a keyboard does: the field keeps the focus until the page is left."""
    screen.find(selector).evaluate("element => element.click()")


def test_a_link_is_followed_at_once_when_all_is_saved(load: Load) -> None:
    screen = open_page(load)
    screen.answer(type_in(screen, "After."), 200, saved(2))
    press(screen, "#away")
    assert screen.departed()["address"] == "/next"


def test_a_link_is_followed_when_the_typed_text_has_been_saved(load: Load) -> None:
    screen = open_page(load)
    write(screen, "After.")
    press(screen, "#away")
    request = screen.request()
    assert request.fields["value"] == "After."
    assert screen.departures() == []
    screen.answer(request, 200, saved(2))
    assert screen.departed()["address"] == "/next"


def test_a_verb_is_carried_out_when_all_fields_have_been_saved(load: Load) -> None:
    screen = open_page(load)
    write(screen, "At home.")
    write(screen, "Eats well.", FOOD)  # leaves the first field, which saves it
    press(screen, "#verb button")
    home, food = screen.requests()
    screen.answer(home, 200, saved(2))
    assert screen.departures() == []
    screen.answer(food, 200, saved(2))
    departure = screen.departed()
    assert departure["address"] == "/attest"
    assert departure["fields"] == {"how": "all"}


def test_text_typed_while_the_page_waits_is_also_saved_before_it_is_left(load: Load) -> None:
    screen = open_page(load)
    write(screen, "After.")
    press(screen, "#away")
    first = screen.request()
    write(screen, "After. More.")
    screen.answer(first, 200, saved(2))
    assert screen.departures() == []
    screen.answer(screen.request(), 200, saved(3))
    assert screen.departed()["address"] == "/next"


def test_a_text_that_was_changed_back_while_it_was_being_saved_is_waited_for(load: Load) -> None:
    screen = open_page(load)
    first = type_in(screen, "After.")
    write(screen, "Before.")
    press(screen, "#away")
    screen.wait(4)
    assert screen.departures() == []
    screen.answer(first, 200, saved(2))
    press(screen, "#away")
    screen.answer(screen.request(), 200, saved(3))
    assert screen.departed()["address"] == "/next"


def test_two_clicks_on_a_verb_that_waits_for_the_saving_send_it_once(load: Load) -> None:
    screen = open_page(load)
    write(screen, "After.")
    press(screen, "#verb button")
    press(screen, "#verb button")
    screen.answer(screen.request(), 200, saved(2))
    assert screen.departed()["address"] == "/attest"


@pytest.mark.parametrize("leave", ["#away", "#verb button"])
@pytest.mark.parametrize(
    ("status", "content"),
    [(422, {"error": "Too long."}), (403, {}), ("lost", None), (409, theirs("Theirs.", 5))],
    ids=["refused", "let out", "connection lost", "conflict"],
)
def test_a_field_that_cannot_be_saved_keeps_the_user_on_the_page(load: Load, leave: str, status, content) -> None:
    screen = open_page(load)
    write(screen, "After.")
    press(screen, leave)
    screen.find(f"[data-path='{FOOD}'] textarea").focus()
    screen.answer(screen.request(), status, content)
    expect(screen.find(f"[data-path='{HOME}'] textarea")).to_be_focused()
    expect(screen.find(f"[data-path='{HOME}'] [data-say]")).to_contain_text("Inte sparat")
    screen.wait(1)
    assert screen.departures() == []


def test_a_server_that_does_not_answer_keeps_the_user_on_the_page_and_says_why(load: Load) -> None:
    screen = open_page(load)
    write(screen, "After.")
    press(screen, "#away")
    screen.wait(3.9)
    says(screen, "Sparar …")
    screen.wait(0.1)
    says(screen, WAIT)
    assert screen.departures() == []
    assert screen.warns_when_left()
    # The answer came after all: the user may go, by a click of their own.
    screen.answer(screen.request(), 200, saved(2))
    screen.wait(1)
    assert screen.departures() == []
    press(screen, "#away")
    assert screen.departed()["address"] == "/next"


@pytest.mark.parametrize(
    ("link", "keys"),
    [
        ('<a id="other" href="/print" target="_blank">Print</a>', {}),
        ('<a id="other" href="#part">Part</a>', {}),
        ('<a id="other" href="/next">Next</a>', {"ctrlKey": True}),
        ('<a id="other" href="/next">Next</a>', {"metaKey": True}),
        ('<a id="other" href="/next">Next</a>', {"shiftKey": True}),
    ],
    ids=["new tab", "same page", "Ctrl", "Command", "Shift"],
)
def test_a_link_that_does_not_leave_the_page_is_the_browsers(load: Load, link: str, keys: dict[str, bool]) -> None:
    screen = open_page(load, link)
    write(screen, "After.")
    assert not screen.click_is_taken("#other", **keys)
    assert screen.requests() == []


def test_a_link_that_opens_a_dialog_opens_it_at_once(load: Load) -> None:
    screen = open_page(load, '<a id="ask" href="/page" data-opens="question">Ask</a><dialog id="question">?</dialog>')
    write(screen, "After.")
    press(screen, "#ask")
    expect(screen.find("dialog")).to_be_visible()
    screen.answer(screen.request(), 200, saved(2))  # the dialog took the focus, so the field was left
    assert screen.departures() == []


def test_a_dialog_is_closed_at_once(load: Load) -> None:
    screen = open_page(load, '<dialog open><form method="dialog"><button id="close">Close</button></form></dialog>')
    write(screen, "After.")
    press(screen, "#close")
    expect(screen.find("dialog")).to_be_hidden()


def test_closing_the_page_saves_typed_text_without_a_question(load: Load) -> None:
    screen = open_page(load)
    write(screen, "After.")
    assert not screen.warns_when_left()
    request = screen.request()
    assert (request.fields["value"], request.keepalive) == ("After.", True)


@pytest.mark.parametrize(
    ("status", "content"),
    [(422, {"error": "Too long."}), (403, {}), ("lost", None), (409, theirs("Theirs.", 5))],
    ids=["refused", "let out", "connection lost", "conflict"],
)
def test_closing_the_page_with_unsaved_text_asks_first(load: Load, status, content) -> None:
    screen = open_page(load)
    screen.answer(type_in(screen, "After."), status, content)
    assert screen.warns_when_left()


def test_closing_the_page_asks_while_a_new_try_is_on_its_way(load: Load) -> None:
    screen = open_page(load)
    screen.answer(type_in(screen, "After."), "lost")
    screen.wait(2)
    assert screen.warns_when_left()


def test_closing_the_page_asks_nothing_when_a_new_try_has_succeeded(load: Load) -> None:
    screen = open_page(load)
    screen.answer(type_in(screen, "After."), "lost")
    screen.wait(2)
    screen.answer(screen.request(), 200, saved(2))
    assert not screen.warns_when_left()


def test_closing_the_page_asks_nothing_of_a_conflict_that_is_over(load: Load) -> None:
    screen = open_page(load)
    screen.answer(type_in(screen, "Mine."), 409, theirs("Theirs.", 5))
    press(screen, f"[data-path='{HOME}'] [name=keep][value=theirs]")
    type_in(screen, "After.")
    assert not screen.warns_when_left()


def test_closing_the_page_asks_when_more_was_typed_than_is_on_its_way(load: Load) -> None:
    screen = open_page(load)
    type_in(screen, "After.")
    write(screen, "After. More.")
    assert screen.warns_when_left()


def test_closing_the_page_with_a_text_too_long_to_be_saved_after_it_asks_first(load: Load) -> None:
    # A browser lets a request outlive its page only when it is short.
    screen = open_page(load)
    write(screen, "å" * 10_001)
    assert screen.warns_when_left()
    assert not screen.request().keepalive


def test_closing_a_page_where_all_is_saved_asks_nothing(load: Load) -> None:
    screen = open_page(load)
    screen.answer(type_in(screen, "After."), 200, saved(2))
    assert not screen.warns_when_left()
    assert screen.requests() == []


def test_going_to_another_tab_saves_typed_text(load: Load) -> None:
    screen = open_page(load)
    write(screen, "After.")
    screen.hidden()
    assert screen.request().fields["value"] == "After."


def test_a_page_that_is_hidden_saves_typed_text(load: Load) -> None:
    screen = open_page(load)
    write(screen, "After.")
    screen.put_away()
    assert screen.request().fields["value"] == "After."


def test_a_verb_on_a_page_without_unsaved_text_is_sent_as_ever(load: Load) -> None:
    screen = open_field(load)
    screen.run("(html) => document.body.insertAdjacentHTML('beforeend', html)", VERB)
    press(screen, "#verb button")
    assert screen.departed()["address"] == "/attest"
    assert screen.requests() == []
