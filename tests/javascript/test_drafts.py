"""js/drafts.js: text typed in a box is kept as a draft, and nothing of it is lost on the way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.draft_box import (
    BOX,
    LOST,
    PAUSE,
    SAID,
    THROWN,
    UNSAVED,
    in_conflict,
    kept,
    open_box,
    type_in,
    write,
)
from tests.javascript.markup import CSRF, long_text
from tests.javascript.screen import Screen
from vardtrad.shared.drafts.queries import Box, Kept

pytestmark = pytest.mark.req("B-04")


def test_typed_text_is_saved_a_second_after_the_last_key(load: Load) -> None:
    screen = open_box(load)
    write(screen, "Hello")
    screen.wait(PAUSE - 0.1)
    screen.find("textarea").press_sequentially("!")
    screen.wait(PAUSE - 0.01)
    assert screen.requests() == []
    screen.wait(0.01)
    request = screen.request()
    assert (request.method, request.address, request.accept) == ("POST", "/draft", "application/json")
    assert request.fields == {"utkast": f"{BOX}@", "text": "Hello!", "csrfmiddlewaretoken": "the-token"}
    assert (request.redirect, request.keepalive) == ("manual", True)
    screen.answer(request, 200, kept("08:00"))
    expect(screen.find(SAID)).to_have_text("Saved at 08:00")
    screen.wait(600)
    assert screen.requests() == []


def test_a_box_that_is_fetched_into_the_page_is_saved_too(load: Load) -> None:
    draft = Box("other.text", "/draft", None)
    late = f'<form method="post" action="/other">{CSRF}{long_text(draft=draft)}</form>'.replace("id_text", "id_other")
    screen = open_box(load)
    screen.page.evaluate(
        """html => {
            document.body.insertAdjacentHTML("beforeend", html);
            document.body.lastElementChild.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
        }""",
        late,
    )
    screen.find("form[action='/other'] textarea").fill("Late")
    screen.wait(PAUSE)
    assert screen.request().fields["utkast"] == "other.text@"


def test_each_saving_names_the_previous_one(load: Load) -> None:
    screen = open_box(load)
    screen.answer(type_in(screen, "A"), 200, kept("08:00"))
    assert type_in(screen, "B").fields["utkast"] == f"{BOX}@08:00"
    assert screen.find("[name=utkast]").input_value() == f"{BOX}@08:00"


def test_leaving_the_box_saves_at_once(load: Load) -> None:
    screen = open_box(load)
    write(screen, "A")
    screen.find("textarea").blur()
    assert screen.request().fields["text"] == "A"


def test_text_typed_during_a_saving_is_saved_after_it(load: Load) -> None:
    screen = open_box(load)
    first = type_in(screen, "A")
    write(screen, "AB")
    screen.wait(60)
    assert screen.requests() == []
    screen.answer(first, 200, kept("08:00"))
    screen.wait(PAUSE)
    second = screen.request()
    assert (second.fields["text"], second.fields["utkast"]) == ("AB", f"{BOX}@08:00")


def test_a_lost_connection_is_tried_again_after_growing_pauses(load: Load) -> None:
    screen = open_box(load)
    request = type_in(screen, "A")
    for seconds in (2, 4, 8, 15, 30, 30):
        screen.answer(request, "lost")
        expect(screen.find(SAID)).to_have_text(UNSAVED)
        screen.wait(seconds - 0.01)
        assert screen.requests() == []
        screen.wait(0.01)
        request = screen.request()
        assert request.fields["text"] == "A"
    screen.answer(request, 200, kept("08:00"))
    expect(screen.find(SAID)).to_have_text("Saved at 08:00")
    screen.answer(type_in(screen, "B"), 503, None, html="<h1>Closed</h1>")
    screen.wait(2)  # the pauses begin from the shortest again
    assert screen.request().fields["text"] == "B"


def test_a_forgotten_page_stops_trying_ten_minutes_after_the_last_key(load: Load) -> None:
    # Every try is a sign of life to the login session.
    screen = open_box(load)
    request = type_in(screen, "A")
    tries = 0
    while tries < 40:
        screen.answer(request, "lost")
        screen.wait(30)
        if not (new := screen.requests()):
            break
        (request,) = new
        tries += 1
    assert 15 <= tries <= 24  # 600 s in pauses of 30
    assert screen.find("textarea").input_value() == "A"
    screen.answer(type_in(screen, "AB"), "lost")
    screen.wait(30)
    assert screen.request().fields["text"] == "AB"


def test_when_the_network_is_back_it_is_tried_at_once(load: Load) -> None:
    screen = open_box(load)
    screen.answer(type_in(screen, "A"), "lost")
    screen.online()
    assert screen.request().fields["text"] == "A"


@pytest.mark.parametrize("status", [401, 403, 404, "login"])
def test_a_logged_out_user_is_told_and_keeps_the_text(load: Load, status) -> None:
    screen = open_box(load)
    screen.answer(type_in(screen, "A"), status, {})
    expect(screen.find(SAID)).to_contain_text(LOST)
    screen.wait(600)
    assert screen.requests() == []
    assert screen.find("textarea").input_value() == "A"


def test_a_text_that_cannot_be_kept_says_why_and_is_tried_again_when_it_is_changed(load: Load) -> None:
    screen = open_box(load)
    screen.answer(type_in(screen, "A"), 422, {"error": "Too long."})
    expect(screen.find(SAID)).to_have_text("Too long.")
    screen.wait(600)
    assert screen.requests() == []
    assert type_in(screen, "B").fields["text"] == "B"


def test_a_draft_that_was_sent_or_thrown_in_another_window_becomes_a_new_one(load: Load) -> None:
    screen = open_box(load)
    screen.answer(type_in(screen, "A"), 200, kept("08:00"))
    screen.answer(type_in(screen, "AB"), 410, {})
    screen.wait(PAUSE)
    request = screen.request()
    assert (request.fields["text"], request.fields["utkast"]) == ("AB", f"{BOX}@")


def test_another_windows_text_is_shown_beside_and_nothing_is_saved_before_the_choice(load: Load) -> None:
    screen = in_conflict(load)
    expect(screen.find("[data-draft-other]")).to_be_visible()
    expect(screen.find("[data-draft-text]")).to_have_text("Other")
    assert screen.find("textarea").input_value() == "Mine"
    screen.find("textarea").press_sequentially("!")
    screen.find("textarea").blur()
    screen.wait(600)
    assert screen.requests() == []


def test_choosing_the_own_text_saves_it_over_the_other_windows(load: Load) -> None:
    screen = in_conflict(load)
    screen.find("[data-draft-keep=mine]").click()
    request = screen.request()
    assert (request.fields["text"], request.fields["utkast"]) == ("Mine", f"{BOX}@08:05")
    expect(screen.find("[data-draft-other]")).to_be_hidden()
    expect(screen.find("textarea")).to_be_focused()


def test_the_other_windows_text_is_taken_when_it_is_chosen(load: Load) -> None:
    screen = in_conflict(load)
    screen.find("[data-draft-keep=other]").click()
    assert screen.find("textarea").input_value() == "Other"
    expect(screen.find(SAID)).to_have_text("")
    screen.wait(60)
    assert screen.requests() == []
    assert type_in(screen, "Other!").fields["utkast"] == f"{BOX}@08:05"


def test_a_saving_whose_answer_was_lost_is_not_a_conflict(load: Load) -> None:
    screen = open_box(load)
    screen.answer(type_in(screen, "A"), "lost")
    screen.answer(type_in(screen, "AB"), 409, {"text": "A", "at": "08:00"})
    expect(screen.find("[data-draft-other]")).to_be_hidden()
    screen.wait(PAUSE)
    request = screen.request()
    assert (request.fields["text"], request.fields["utkast"]) == ("AB", f"{BOX}@08:00")


def test_a_text_that_turns_out_to_be_kept_already_is_no_longer_said_to_be_unsaved(load: Load) -> None:
    screen = open_box(load)
    screen.answer(type_in(screen, "A"), "lost")
    request = type_in(screen, "AB")
    write(screen, "A")
    screen.answer(request, 409, {"text": "A", "at": "08:00"})
    expect(screen.find(SAID)).to_have_text("")
    assert not screen.warns_when_left()


def with_draft(load: Load) -> Screen:
    """A box that the server filled with a draft from yesterday."""
    return open_box(load, Kept("Yesterday's", datetime(2026, 3, 2, 8, tzinfo=UTC)))


def test_a_draft_that_came_with_the_page_is_not_saved_again(load: Load) -> None:
    screen = with_draft(load)
    assert screen.find("textarea").input_value() == "Yesterday's"
    screen.find("textarea").focus()
    screen.find("textarea").blur()
    assert not screen.warns_when_left()
    assert screen.requests() == []


def test_throwing_a_draft_away_empties_the_box_when_the_server_has_done_so(load: Load) -> None:
    screen = with_draft(load)
    screen.find("[data-draft-throw]").click()
    request = screen.request()
    assert request.fields["text"] == ""
    assert request.fields["utkast"] == f"{BOX}@2026-03-02T08:00:00+00:00"
    screen.answer(request, 200, {"at": "", "saved": ""})
    expect(screen.find(SAID)).to_have_text(THROWN)
    expect(screen.find("[data-draft-from]")).to_have_count(0)
    expect(screen.find("textarea")).to_be_focused()


def test_a_draft_that_could_not_be_thrown_away_is_not_said_to_be(load: Load) -> None:
    screen = with_draft(load)
    screen.find("[data-draft-throw]").click()
    screen.answer(screen.request(), "lost")
    expect(screen.find(SAID)).to_have_text(UNSAVED)
    expect(screen.find("[data-draft-from]")).to_be_visible()


def test_nothing_is_said_below_the_box_while_the_pointer_is_down_on_a_button(load: Load) -> None:
    # A line of text that appears would move the button away from under the pointer.
    screen = open_box(load)
    write(screen, "A")
    box = screen.find("form button[name=how]").bounding_box()
    assert box
    screen.page.mouse.move(box["x"] + 5, box["y"] + 5)
    screen.page.mouse.down()
    screen.answer(screen.request(), 200, kept("08:00"))
    screen.wait(0.5)
    expect(screen.find(SAID)).to_have_text("")
    screen.page.mouse.up()
    screen.wait(0.05)
    expect(screen.find(SAID)).to_have_text("Saved at 08:00")


def test_a_pointer_that_never_comes_up_delays_the_words_a_second_at_most(load: Load) -> None:
    screen = open_box(load)
    write(screen, "A")
    screen.page.mouse.move(5, 5)
    screen.page.mouse.down()
    screen.answer(screen.request(), 200, kept("08:00"))
    screen.wait(1)
    expect(screen.find(SAID)).to_have_text("Saved at 08:00")
    screen.page.mouse.up()


def test_the_browser_may_not_fill_in_what_it_remembers(load: Load) -> None:
    screen = open_box(load)
    expect(screen.find("textarea")).to_have_attribute("autocomplete", "off")


@pytest.mark.req("000-038")
def test_who_is_not_the_writer_saves_nothing_and_the_text_stays(load: Load) -> None:
    fields = CSRF + '<input type="hidden" name="drawn_for" value="for-ylva">' + long_text(draft=Box(BOX, "/draft"))
    screen = load("drafts.js", body=f'<form method="post" action="/send">{fields}</form>')
    request = type_in(screen, "Mine")
    assert request.fields["drawn_for"] == "for-ylva"
    screen.answer(request, 409, {"another": "You are now Anton."})
    expect(screen.find(SAID)).to_have_text("You are now Anton.")
    expect(screen.find("textarea")).to_have_value("Mine")
    expect(screen.find("[data-draft-other]")).to_be_hidden()
    screen.wait(600)
    assert screen.requests() == []
