"""autosave.js: the page follows what others save and write, and tells others that somebody writes here."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.autofields import HOME, saved, shown, type_in
from tests.javascript.conftest import Load
from tests.javascript.markup import autofield, words
from tests.javascript.screen import Screen

pytestmark = pytest.mark.req("B-29")

SEEN = '<form data-follows-fields method="post"><input type="hidden" name="seen" value="4"></form>'


def open_page(load: Load, *fields: str) -> Screen:
    """A page that follows its fields; the number of all other changes is 10."""
    source = '<div data-live-fields="/fields" data-live-marker="10"></div>'
    body = words() + source + "".join(fields or (autofield(HOME),)) + SEEN + '<button id="elsewhere">x</button>'
    return load("autosave.js", body=body)


def told(revision: int, value: str = "Theirs.", **more: object) -> dict[str, object]:
    """One field as the server reports it."""
    words = {"value_words": value, "saved_words": "Saved by Oskar", "editing_words": ""}
    return {"path": HOME, "revision": revision, "value": value, **words, **more}


def hear(screen: Screen, *fields: dict[str, object], **more: object) -> None:
    """The live process says "changed", and the page's request gets this answer."""
    screen.news("changed")
    request = screen.request()
    assert (request.address, request.method) == ("/fields", "GET")
    screen.answer(request, 200, {"fields": list(fields), **more})


def test_text_saved_by_somebody_else_appears_in_an_idle_field(load: Load) -> None:
    screen = open_page(load)
    hear(screen, told(2))
    assert shown(screen) == "Theirs."
    expect(screen.find("[data-saved]")).to_have_text("Saved by Oskar")
    expect(screen.find("[data-voice]")).to_have_text("Uppdaterat: Saved by Oskar")
    screen.wait(60)
    assert screen.requests() == []
    assert type_in(screen, "Mine.").fields["revision"] == "2"


def test_news_older_than_the_page_changes_nothing(load: Load) -> None:
    screen = open_page(load)
    screen.answer(type_in(screen, "Mine."), 200, saved(3))
    screen.find("textarea").blur()
    hear(screen, told(2))
    assert shown(screen) == "Mine."
    expect(screen.find("[data-theirs]")).to_be_hidden()


def test_a_text_that_is_being_written_is_not_written_over(load: Load) -> None:
    screen = open_page(load)
    screen.find("textarea").fill("Mine.")
    hear(screen, told(2))
    assert shown(screen) == "Mine."
    expect(screen.find("[data-theirs-text]")).to_have_text("Theirs.")
    screen.wait(60)
    assert screen.requests() == []


def test_a_text_that_could_not_be_saved_is_not_written_over_after_its_field_was_left(load: Load) -> None:
    screen = open_page(load)
    screen.answer(type_in(screen, "Mine."), 422, {"error": "Too long."})
    screen.find("#elsewhere").focus()
    screen.answer(screen.request(), 422, {"error": "Too long."})
    hear(screen, told(2))
    assert shown(screen) == "Mine."
    expect(screen.find("[data-theirs-text]")).to_have_text("Theirs.")


def test_older_news_do_not_replace_the_text_that_waits_for_a_choice(load: Load) -> None:
    screen = open_page(load)
    screen.find("textarea").fill("Mine.")
    hear(screen, told(5, "Newest."))
    hear(screen, told(3, "Older."))
    expect(screen.find("[data-theirs-text]")).to_have_text("Newest.")
    hear(screen, told(6, "Newer still."))
    expect(screen.find("[data-theirs-text]")).to_have_text("Newer still.")


def test_a_field_with_the_focus_shows_the_others_text_beside_and_takes_it_when_it_is_left_unchanged(load: Load) -> None:
    screen = open_page(load)
    screen.find("textarea").focus()
    hear(screen, told(2))
    assert shown(screen) == "Before."
    expect(screen.find("[data-theirs-text]")).to_have_text("Theirs.")
    screen.find("#elsewhere").focus()
    assert shown(screen) == "Theirs."
    expect(screen.find("[data-theirs]")).to_be_hidden()
    assert screen.requests() == []


def test_an_unchanged_text_that_is_chosen_before_the_others_is_saved_over_it(load: Load) -> None:
    screen = open_page(load)
    screen.find("textarea").focus()
    hear(screen, told(2))
    screen.find("[name=keep][value=mine]").click()
    request = screen.request()
    assert (request.fields["value"], request.fields["revision"]) == ("Before.", "2")


def test_the_pages_own_saving_as_news_is_not_a_conflict(load: Load) -> None:
    screen = open_page(load)
    request = type_in(screen, "Mine.")
    screen.find("textarea").fill("Mine. More.")
    hear(screen, told(2, "Mine."))
    expect(screen.find("[data-theirs]")).to_be_hidden()
    screen.answer(request, 200, saved(2))
    expect(screen.find("[data-theirs]")).to_be_hidden()
    assert screen.request().fields["value"] == "Mine. More."


def test_a_field_that_may_only_be_read_follows_too(load: Load) -> None:
    screen = open_page(load, autofield(HOME, editable=False))
    hear(screen, told(2, value_words="Their words."))
    expect(screen.find("[data-value]")).to_have_text("Their words.")
    expect(screen.find("[data-voice]")).to_have_text("Uppdaterat: Saved by Oskar")
    hear(screen, told(1, value_words="Older."))
    expect(screen.find("[data-value]")).to_have_text("Their words.")
    hear(screen, told(3, value_words=""))
    expect(screen.find("[data-value]")).to_have_text("–")


def test_who_writes_in_a_field_is_shown_and_forgotten_when_nothing_more_is_heard(load: Load) -> None:
    screen = open_page(load)
    hear(screen, told(1, editing_words="Oskar writes here"))
    expect(screen.find("[data-editing]")).to_have_text("Oskar writes here")
    screen.wait(45.9)
    assert screen.requests() == []
    screen.wait(0.1)
    screen.answer(screen.request(), 200, {"fields": [told(1)]})
    expect(screen.find("[data-editing]")).to_have_text("")
    screen.wait(600)
    assert screen.requests() == []


@pytest.mark.parametrize(("marker", "outdated"), [(10, False), (11, True), (None, False)])
def test_a_page_of_which_more_than_the_fields_has_changed_is_outdated(load: Load, marker, outdated: bool) -> None:
    screen = open_page(load)
    hear(screen, told(2), **({} if marker is None else {"marker": marker}), seen=9)
    assert ("outdated" in screen.heard()) is outdated
    # Buttons about the whole refer to what the page shows, so they follow only a page that is up to date.
    assert screen.find("[name=seen]").input_value() == ("4" if outdated else "9")


def test_an_answer_from_before_does_not_take_the_buttons_about_the_whole_back(load: Load) -> None:
    screen = open_page(load)
    hear(screen, told(2), marker=10, seen=9)
    hear(screen, told(2), marker=10, seen=8)
    assert screen.find("[name=seen]").input_value() == "9"


def test_the_buttons_about_the_whole_do_not_follow_while_two_texts_stand_there(load: Load) -> None:
    screen = open_page(load)
    screen.find("textarea").fill("Mine.")
    hear(screen, told(2), marker=10, seen=9)
    assert screen.find("[name=seen]").input_value() == "4"


@pytest.mark.parametrize("status", [500, "lost", "login"])
def test_a_question_that_fails_changes_nothing(load: Load, status) -> None:
    screen = open_page(load)
    screen.news("listening")
    screen.answer(screen.request(), status, {})
    assert shown(screen) == "Before."
    assert screen.heard() == ["listening"]


def writing(load: Load) -> Screen:
    """A page whose field tells others who writes in it, with the link to earlier texts inside the field's form."""
    field = autofield(HOME, editing_href="/writing", history_href="/earlier")
    return load("autosave.js", body=words() + field + '<button id="elsewhere">x</button>')


def test_others_are_told_while_somebody_writes_and_when_they_stop(load: Load) -> None:
    screen = writing(load)
    screen.find("textarea").focus()
    request = screen.request()
    assert (request.method, request.address) == ("POST", "/writing")
    assert request.fields == {"path": HOME, "csrfmiddlewaretoken": "the-token", "drawn_for": ""}
    screen.wait(19.9)
    assert screen.requests() == []
    screen.wait(0.1)
    assert screen.request().fields == {"path": HOME, "csrfmiddlewaretoken": "the-token", "drawn_for": ""}
    screen.find("#elsewhere").focus()
    assert screen.request().fields["left"] == "1"
    screen.wait(60)
    assert screen.requests() == []


def test_going_between_the_parts_of_a_field_is_neither_coming_nor_leaving(load: Load) -> None:
    screen = writing(load)
    screen.find("textarea").focus()
    screen.request()
    screen.find("a").focus()
    screen.find("textarea").focus()
    assert screen.requests() == []


def test_a_field_that_is_entered_by_its_link_is_written_in_from_its_text_on(load: Load) -> None:
    # Shift and Tab from below reaches the link to earlier texts before the text.
    screen = writing(load)
    screen.find("a").focus()
    assert screen.requests() == []
    screen.find("textarea").focus()
    assert screen.request().address == "/writing"
    screen.find("#elsewhere").focus()
    assert screen.request().fields["left"] == "1"


def test_a_failed_report_of_writing_is_ignored(load: Load) -> None:
    screen = writing(load)
    screen.find("textarea").focus()
    screen.answer(screen.request(), "lost")
    assert screen.find("[data-say]").inner_text() == ""
