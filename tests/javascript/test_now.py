"""js/now.js: the counts and "who is here" of an open page follow what happens, but not all pages at every moment."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.screen import Screen

CASE = '<div data-now="/now" data-stand="12" hidden></div>'
LIST = '<div data-now="/now" data-drawn="1000.5" hidden></div>'
SOON = 0.4
"""Seconds within which a page asks that has not asked for a while."""


def open_page(load: Load, body: str = "", source: str = CASE) -> Screen:
    """A page that asks for the present state."""
    return load("now.js", body=source + body)


def hear(screen: Screen, answer: object, wait: float = 20) -> None:
    """Something has changed; the page asks within some seconds, and gets this answer."""
    screen.news("changed")
    screen.wait(wait)
    request = screen.request()
    assert (request.address, request.accept) == ("/now", "application/json")
    screen.answer(request, 200, answer)


def test_the_page_asks_at_once_when_something_has_changed(load: Load) -> None:
    screen = open_page(load)
    screen.wait(60)
    assert screen.requests() == []
    screen.news("changed")
    screen.wait(SOON)
    screen.request()


def test_the_page_asks_when_the_listening_begins(load: Load) -> None:
    screen = open_page(load)
    screen.news("listening")
    screen.wait(SOON)
    screen.request()


def test_many_changes_are_one_question_and_the_next_comes_five_seconds_later_at_the_earliest(load: Load) -> None:
    screen = open_page(load)
    screen.news("changed", "changed", "listening")
    screen.wait(SOON)
    screen.answer(screen.request(), 200, {"stand": "12"})
    screen.news("changed", "changed")
    screen.wait(5 - SOON - 0.01)
    assert screen.requests() == []
    screen.wait(5 + SOON + 0.01)
    screen.request()
    screen.wait(60)
    assert screen.requests() == []


def test_the_counts_from_the_server_are_shown(load: Load) -> None:
    screen = open_page(load, '<b data-count="/new">1</b><b data-count="/mine">2</b>')
    hear(screen, {"stand": "12", "counts": {"/new": "1 000+"}})
    expect(screen.find("[data-count='/new']")).to_have_text("1 000+")
    expect(screen.find("[data-count='/mine']")).to_have_text("2")


def test_other_readers_of_the_case_are_shown_and_removed(load: Load) -> None:
    screen = open_page(load, '<p data-who hidden role="status"></p>')
    hear(screen, {"stand": "12", "who": "Hugo has it open."})
    expect(screen.find("[data-who]")).to_be_visible()
    expect(screen.find("[data-who]")).to_have_text("Hugo has it open.")
    hear(screen, {"stand": "12"})
    expect(screen.find("[data-who]")).to_be_visible()
    hear(screen, {"stand": "12", "who": ""})
    expect(screen.find("[data-who]")).to_be_hidden()


def test_the_readers_of_each_row_are_shown_to_the_eye_and_to_the_ear(load: Load) -> None:
    rows = "".join(f'<tr data-case="{key}"><td><span data-readers>old</span></td></tr>' for key in ("a", "b"))
    screen = open_page(load, f"<table>{rows}</table>", LIST)
    hear(screen, {"stand": 1000.5, "present": {"a": {"initials": "HH", "words": "Hugo <reads> it"}}})
    expect(screen.find("[data-case=a] .who")).to_have_text("HH")
    expect(screen.find("[data-case=a] .who")).to_have_attribute("title", "Hugo <reads> it")
    expect(screen.find("[data-case=a] .vh")).to_have_text("Hugo <reads> it")
    expect(screen.find("[data-case=b] [data-readers]")).to_have_text("")


@pytest.mark.parametrize(
    ("source", "stand", "outdated"),
    [(CASE, "12", False), (CASE, "13", True), (LIST, 1000.5, False), (LIST, 999, False), (LIST, 1001, True)],
    ids=["the same case", "another content", "a list as drawn", "a list from before", "a list that changed since"],
)
def test_a_page_is_outdated_when_its_content_is_another_than_when_it_was_drawn(
    load: Load, source: str, stand: object, outdated: bool
) -> None:
    screen = open_page(load, source=source)
    hear(screen, {"stand": stand})
    assert ("outdated" in screen.heard()) is outdated


@pytest.mark.parametrize(
    ("status", "html"), [(500, None), ("lost", None), (200, "<h1>Log in</h1>")], ids=["fault", "away", "login page"]
)
def test_an_answer_that_is_none_changes_nothing_and_the_next_change_asks_again(load: Load, status, html) -> None:
    screen = open_page(load, '<b data-count="/new">1</b>')
    screen.news("changed")
    screen.wait(SOON)
    screen.answer(screen.request(), status, {"stand": "13", "counts": {"/new": "9"}}, html=html)
    expect(screen.find("[data-count]")).to_have_text("1")
    assert screen.heard() == ["changed"]
    hear(screen, {"stand": "12", "counts": {"/new": "2"}})
    expect(screen.find("[data-count]")).to_have_text("2")
