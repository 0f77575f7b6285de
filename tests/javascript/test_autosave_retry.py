"""autosave.js: a saving that fails is retried automatically, less and less often; nothing is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.autofields import PAUSE, open_field, saved, says, shown, theirs, type_in
from tests.javascript.conftest import Load

pytestmark = pytest.mark.req("B-29", "B-04")

AGAIN = "Inte sparat – försöker igen"


def test_a_lost_connection_is_tried_again_after_growing_pauses(load: Load) -> None:
    screen = open_field(load)
    request = type_in(screen, "After.")
    for seconds in (2, 4, 8, 15, 30, 30, 30):
        screen.answer(request, "lost")
        says(screen, AGAIN)
        screen.wait(seconds - 0.01)
        assert screen.requests() == []
        screen.wait(0.01)
        request = screen.request()
        assert (request.fields["value"], request.fields["revision"]) == ("After.", "1")
    screen.answer(request, 200, saved(2))
    says(screen, "")
    screen.wait(600)
    assert screen.requests() == []


def test_after_a_success_the_pauses_begin_from_the_shortest_again(load: Load) -> None:
    screen = open_field(load)
    screen.answer(type_in(screen, "A."), "lost")
    screen.wait(2)
    screen.answer(screen.request(), "lost")
    screen.wait(4)
    screen.answer(screen.request(), 200, saved(2))
    screen.answer(type_in(screen, "B."), "lost")
    screen.wait(2)
    assert screen.request().fields["value"] == "B."


@pytest.mark.parametrize(
    ("status", "html"), [(500, None), (503, None), (502, "<h1>Bad gateway</h1>"), (200, "<h1>Another page</h1>")]
)
def test_an_answer_that_says_nothing_of_the_saving_is_tried_again(load: Load, status: int, html: str | None) -> None:
    screen = open_field(load)
    screen.answer(type_in(screen, "After."), status, {}, html=html)
    says(screen, AGAIN)
    expect(screen.find("[data-voice]")).to_have_text(AGAIN)
    screen.wait(2)
    assert screen.request().fields["value"] == "After."


def test_text_typed_before_a_retry_is_sent_with_it(load: Load) -> None:
    screen = open_field(load)
    request = type_in(screen, "A.")
    for seconds in (2, 4):
        screen.answer(request, "lost")
        screen.wait(seconds)
        request = screen.request()
    screen.answer(request, "lost")
    screen.find("textarea").fill("A. B.")
    says(screen, AGAIN)
    screen.wait(PAUSE)
    assert screen.request().fields["value"] == "A. B."
    screen.wait(60)
    assert screen.requests() == []
    assert shown(screen) == "A. B."


def test_when_the_network_is_back_it_is_tried_at_once(load: Load) -> None:
    screen = open_field(load)
    request = type_in(screen, "After.")
    for seconds in (2, 4, 8):
        screen.answer(request, "lost")
        screen.wait(seconds)
        request = screen.request()
    screen.answer(request, "lost")
    screen.online()
    request = screen.request()
    assert request.fields["value"] == "After."
    # And if it was not, the pauses begin from the shortest.
    screen.answer(request, "lost")
    screen.wait(2)
    assert screen.request().fields["value"] == "After."


def test_a_saving_whose_answer_was_lost_is_not_a_conflict(load: Load) -> None:
    screen = open_field(load)
    screen.answer(type_in(screen, "A. "), "lost")
    second = type_in(screen, "A. B.")
    # The first saving had reached the server, which keeps no blanks at the end.
    screen.answer(second, 409, theirs("A.", 2))
    expect(screen.find("[data-theirs]")).to_be_hidden()
    third = screen.request()
    assert (third.fields["value"], third.fields["revision"]) == ("A. B.", "2")
    assert not screen.warns_when_left()
    screen.answer(third, 200, saved(3))
    says(screen, "")


def test_somebody_elses_text_after_a_lost_answer_is_a_conflict(load: Load) -> None:
    screen = open_field(load)
    screen.answer(type_in(screen, "A."), "lost")
    screen.answer(type_in(screen, "A. B."), 409, theirs("Oskar's.", 2))
    expect(screen.find("[data-theirs-text]")).to_have_text("Oskar's.")
    assert shown(screen) == "A. B."


def test_texts_sent_before_a_success_are_forgotten(load: Load) -> None:
    # "A." is history; if it comes back, somebody else has written it.
    screen = open_field(load)
    screen.answer(type_in(screen, "A."), "lost")
    screen.wait(2)
    screen.answer(screen.request(), 200, saved(2))
    screen.answer(type_in(screen, "B."), 409, theirs("A.", 5))
    expect(screen.find("[data-theirs-text]")).to_have_text("A.")
