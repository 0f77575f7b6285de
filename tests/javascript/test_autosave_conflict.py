"""autosave.js: two people write in the same field at once; both texts are shown until the writer has chosen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.autofields import PAUSE, open_field, saved, says, shown, theirs, type_in
from tests.javascript.conftest import Load
from tests.javascript.screen import Screen

pytestmark = pytest.mark.req("B-29", "B-04")

CONFLICT = "Inte sparat: någon annan har skrivit här. Välj vilken text som ska stå."
KEEP_MINE = "[name=keep][value=mine]"
TAKE_THEIRS = "[name=keep][value=theirs]"


def in_conflict(load: Load) -> Screen:
    """A field in which Karin wrote "Mine." after Oskar had saved "Theirs." as revision 5."""
    screen = open_field(load)
    screen.answer(type_in(screen, "Mine."), 409, theirs("Theirs.", 5))
    return screen


def test_a_conflict_shows_the_others_text_and_keeps_the_typed_one(load: Load) -> None:
    screen = in_conflict(load)
    expect(screen.find("[data-theirs]")).to_be_visible()
    expect(screen.find("[data-theirs-text]")).to_have_text("Theirs.")
    assert shown(screen) == "Mine."
    says(screen, CONFLICT)
    expect(screen.find("[data-voice]")).to_have_text(CONFLICT)


def test_nothing_is_saved_before_the_writer_has_chosen(load: Load) -> None:
    screen = in_conflict(load)
    screen.find("textarea").fill("Mine, longer.")
    screen.find("textarea").blur()
    screen.find(".savebutton").click()
    screen.online()
    screen.wait(600)
    assert screen.requests() == []
    says(screen, CONFLICT)
    assert shown(screen) == "Mine, longer."


def test_choosing_the_own_text_saves_it_over_the_others(load: Load) -> None:
    screen = in_conflict(load)
    screen.find(KEEP_MINE).click()
    request = screen.request()
    assert (request.fields["value"], request.fields["revision"]) == ("Mine.", "5")
    expect(screen.find("[data-theirs]")).to_be_hidden()
    expect(screen.find("textarea")).to_be_focused()
    screen.answer(request, 200, saved(6))
    assert type_in(screen, "Mine again.").fields["revision"] == "6"


def test_the_others_text_replaces_the_own_when_it_is_chosen_and_nothing_is_sent(load: Load) -> None:
    screen = in_conflict(load)
    screen.find(TAKE_THEIRS).click()
    expect(screen.find("[data-theirs]")).to_be_hidden()
    expect(screen.find("[data-saved]")).to_have_text("Saved 07:59 by Oskar")
    says(screen, "")
    screen.wait(600)
    assert screen.requests() == []
    assert screen.departures() == []
    assert shown(screen) == "Theirs."
    assert type_in(screen, "Then.").fields["revision"] == "5"


def test_a_third_text_between_the_conflict_and_the_choice_is_a_new_conflict(load: Load) -> None:
    screen = in_conflict(load)
    screen.find(KEEP_MINE).click()
    screen.answer(screen.request(), 409, theirs("A third.", 6))
    expect(screen.find("[data-theirs-text]")).to_have_text("A third.")
    assert shown(screen) == "Mine."


def test_the_same_text_by_both_is_not_a_conflict(load: Load) -> None:
    screen = open_field(load)
    screen.answer(type_in(screen, "Same."), 409, theirs("Same.", 5))
    expect(screen.find("[data-theirs]")).to_be_hidden()
    screen.wait(60)
    assert screen.requests() == []
    assert type_in(screen, "Then.").fields["revision"] == "5"


def test_a_choice_in_conflict_shows_the_words_of_the_others_value_and_takes_the_value(load: Load) -> None:
    choices = [("", "Not filled in"), ("yes", "Yes"), ("no", "No")]
    screen = open_field(load, "", kind="choice", choices=choices)
    screen.find("[value=yes]").check()
    screen.answer(screen.request(), 409, theirs("no", 5, value_words="No"))
    expect(screen.find("[data-theirs-text]")).to_have_text("No")
    expect(screen.find("[value=yes]")).to_be_checked()
    screen.find(TAKE_THEIRS).click()
    expect(screen.find("[value=no]")).to_be_checked()


def test_a_field_drawn_in_conflict_by_the_server_keeps_the_own_text_on_the_new_revision(load: Load) -> None:
    screen = open_field(load, "Mine.", theirs="Theirs.", theirs_revision=5)
    screen.find("textarea").focus()
    screen.find("textarea").fill("Mine, longer.")
    screen.wait(PAUSE)
    assert screen.requests() == []
    screen.find(KEEP_MINE).click()
    request = screen.request()
    assert (request.fields["value"], request.fields["revision"]) == ("Mine, longer.", "5")


def test_taking_a_text_that_the_server_drew_is_left_to_the_server(load: Load) -> None:
    # The server knows more about its value than the words on the page.
    screen = open_field(load, "Mine.", theirs="Theirs.", theirs_revision=5)
    screen.find(TAKE_THEIRS).click(no_wait_after=True)
    departure = screen.departed()
    assert departure["address"] == "/save/step.home"
    assert departure["fields"]["keep"] == "theirs"
    assert screen.requests() == []
