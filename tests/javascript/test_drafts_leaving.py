"""js/drafts.js: the text is kept when its form is sent, and when the page is left."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.draft_box import (
    BOX,
    PAUSE,
    in_conflict,
    kept,
    open_box,
    send,
    type_in,
    write,
)
from tests.javascript.markup import CSRF, long_text
from tests.javascript.screen import Screen
from vardtrad.shared.drafts.queries import Box

pytestmark = pytest.mark.req("B-04")


def test_a_form_is_sent_when_its_draft_has_been_saved(load: Load) -> None:
    screen = open_box(load)
    write(screen, "A")
    send(screen)
    request = screen.request()
    assert request.fields["text"] == "A"
    assert screen.departures() == []
    screen.answer(request, 200, kept("08:00"))
    departure = screen.departed()
    assert departure["address"] == "/send"
    assert departure["fields"].items() >= {"text": "A", "how": "now", "utkast": f"{BOX}@08:00"}.items()


@pytest.mark.parametrize("status", [500, 403])
def test_a_form_is_sent_also_when_its_draft_could_not_be_saved(load: Load, status) -> None:
    screen = open_box(load)
    write(screen, "A")
    send(screen)
    screen.answer(screen.request(), status, {})
    assert screen.departed()["fields"]["text"] == "A"


def test_a_form_is_held_while_there_is_no_contact_and_sent_when_there_is(load: Load) -> None:
    screen = open_box(load)
    write(screen, "A")
    send(screen)
    screen.answer(screen.request(), "lost")
    expect(screen.find("[data-draft-say]")).to_contain_text("Ingen kontakt med servern. Inget är skickat.")
    assert screen.departures() == []
    assert screen.find("textarea").input_value() == "A"
    screen.wait(2)
    screen.answer(screen.request(), "lost")  # tried again by itself
    expect(screen.find("[data-draft-say]")).to_contain_text("Inget är skickat.")
    send(screen)
    screen.answer(screen.request(), 200, kept("08:00"))
    assert screen.departed()["fields"]["text"] == "A"


def test_a_form_does_not_wait_more_than_two_seconds_for_its_draft(load: Load) -> None:
    screen = open_box(load)
    write(screen, "A")
    send(screen)
    screen.wait(1.9)
    assert screen.departures() == []
    screen.wait(0.1)
    assert screen.departed()["fields"]["text"] == "A"


@pytest.mark.parametrize("others", [(), ("page.js",)], ids=["alone", "beside the guard of every form"])
def test_two_clicks_while_the_draft_is_being_saved_send_the_form_once(load: Load, others: tuple[str, ...]) -> None:
    screen = open_box(load, None, *others)
    screen.run("() => { window.sendings = 0; addEventListener('submit', () => { window.sendings += 1; }); }")
    write(screen, "A")
    send(screen)
    send(screen)
    screen.answer(screen.request(), 200, kept("08:00"))
    assert screen.run("sendings") == 1
    assert screen.departed()["address"] == "/send"


def test_sending_a_text_that_waits_for_a_choice_asks_nothing(load: Load) -> None:
    screen = in_conflict(load)
    send(screen)
    assert screen.departed()["fields"]["text"] == "Mine"
    assert not screen.warns_when_left()


def test_a_sent_text_does_not_become_a_draft_again(load: Load) -> None:
    screen = open_box(load)
    screen.answer(type_in(screen, "A"), 200, kept("08:00"))
    write(screen, "AB")
    send(screen)
    screen.answer(screen.request(), 500, {})
    screen.departed()
    screen.wait(60)
    assert not screen.warns_when_left()
    screen.put_away()
    assert screen.requests() == []


@pytest.mark.parametrize("back", ["from the browser's memory", "by typing on"])
def test_drafts_are_saved_again_after_returning_to_a_sent_form(load: Load, back: str) -> None:
    screen = open_box(load)
    write(screen, "A")
    send(screen)
    screen.answer(screen.request(), 500, {})
    screen.departed()
    if back == "by typing on":
        screen.find("textarea").press_sequentially("B")
        screen.wait(PAUSE)
    else:
        screen.brought_back()
        screen.online()
    assert screen.request().fields["text"] == ("AB" if back == "by typing on" else "A")


def test_closing_the_page_saves_typed_text_without_a_question(load: Load) -> None:
    screen = open_box(load)
    write(screen, "A")
    assert not screen.warns_when_left()
    request = screen.request()
    assert (request.fields["text"], request.keepalive) == ("A", True)


@pytest.mark.parametrize("status", ["lost", 403, 422, 409])
def test_closing_the_page_with_a_text_that_could_not_be_saved_asks_first(load: Load, status) -> None:
    screen = open_box(load)
    screen.answer(type_in(screen, "A"), status, {"error": "No.", "text": "Other", "at": "08:05"})
    assert screen.warns_when_left()


def test_closing_the_page_with_a_text_too_long_to_be_saved_after_it_asks_first(load: Load) -> None:
    # A browser lets a request outlive its page only when it is short.
    screen = open_box(load)
    write(screen, "å" * 10_001)
    assert screen.warns_when_left()
    request = screen.request()
    assert not request.keepalive
    screen.answer(request, 200, kept("08:00"))
    assert not screen.warns_when_left()


@pytest.mark.parametrize("leave", [Screen.hidden, Screen.put_away])
def test_leaving_the_page_saves_typed_text(load: Load, leave) -> None:
    screen = open_box(load)
    write(screen, "A")
    leave(screen)
    assert screen.request().fields["text"] == "A"


def test_a_box_that_is_as_it_was_saved_does_not_hold_the_form_for_a_lost_saving(load: Load) -> None:
    other = long_text(draft=Box("answer.reason", "/draft", None)).replace('name="text"', 'name="reason"')
    fields = CSRF + long_text(draft=Box(BOX, "/draft", None)) + other + '<button name="how" value="now">Send</button>'
    screen = load("drafts.js", body=f'<form method="post" action="/send">{fields}</form>')
    text, reason = screen.find("textarea[name=text]"), screen.find("textarea[name=reason]")
    text.fill("A")
    screen.wait(PAUSE)
    screen.answer(screen.request(), "lost")
    text.fill("")
    reason.fill("B")
    send(screen)
    screen.answer(screen.request(), 200, kept("08:00"))
    assert screen.departed()["fields"].items() >= {"text": "", "reason": "B"}.items()
