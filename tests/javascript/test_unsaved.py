"""js/unsaved.js: what is typed in a box without a draft is not lost without a word."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.markup import CSRF, long_text
from tests.javascript.screen import Screen

pytestmark = pytest.mark.req("B-04")

NOTE = '<template id="offline-note"><p data-offline>No contact.</p></template>'
BUTTON = '<button name="how" value="now">Send</button>'


def open_form(load: Load, *others: str, box: str = "") -> Screen:
    """A page with a form and its box, by default an empty one."""
    fields = CSRF + (box or long_text()) + BUTTON
    return load("unsaved.js", *others, body=f'<form method="post" action="/send">{fields}</form>{NOTE}')


def send(screen: Screen) -> None:
    screen.find("form button[name=how]").evaluate("button => button.click()")


def test_the_browser_asks_before_typed_text_is_left(load: Load) -> None:
    screen = open_form(load)
    assert not screen.warns_when_left()
    screen.find("textarea").fill("A long new standard answer")
    assert screen.warns_when_left()
    screen.find("textarea").fill("")
    assert not screen.warns_when_left()


@pytest.mark.parametrize("others", [(), ("page.js",)], ids=["alone", "beside the guard of every form"])
def test_a_form_is_sent_when_there_is_contact_and_asks_nothing(load: Load, others: tuple[str, ...]) -> None:
    screen = open_form(load, *others)
    screen.find("textarea").fill("A")
    send(screen)
    send(screen)
    request = screen.request()
    assert (request.method, request.address) == ("GET", "/healthz")
    screen.answer(request, 200, {})
    assert screen.departed()["fields"].items() >= {"text": "A", "how": "now"}.items()
    assert not screen.warns_when_left()


def test_a_form_is_held_without_contact(load: Load) -> None:
    screen = open_form(load)
    screen.find("textarea").fill("A")
    send(screen)
    screen.answer(screen.request(), "lost")
    expect(screen.find("[data-offline]")).to_have_text("No contact.")
    assert screen.departures() == []
    assert screen.find("textarea").input_value() == "A"
    send(screen)
    screen.answer(screen.request(), 200, {})
    assert screen.departed()["fields"]["text"] == "A"


def test_an_untouched_box_asks_nothing(load: Load) -> None:
    screen = open_form(load)
    send(screen)
    assert screen.requests() == []
    assert screen.departed()["fields"]["text"] == ""


def test_a_text_that_came_back_with_a_refusal_is_not_lost_either(load: Load) -> None:
    screen = open_form(load, box=long_text("Refused", refused=True))
    assert screen.warns_when_left()
    send(screen)
    screen.answer(screen.request(), "lost")
    expect(screen.find("[data-offline]")).to_have_text("No contact.")
    assert screen.departures() == []
    screen.find("textarea").fill("")
    assert not screen.warns_when_left()


def test_a_text_that_the_page_was_drawn_with_asks_nothing(load: Load) -> None:
    screen = open_form(load, box=long_text("As it is saved"))
    assert not screen.warns_when_left()
    send(screen)
    assert screen.requests() == []
