"""js/cover.js: an open page covers what it shows when nobody, or somebody else, is logged in."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.screen import Screen

pytestmark = pytest.mark.req("B-04")

NOTE = '<template id="{}"><main class="cover"><a href="">{}</a></main></template>'
NOBODY, OTHER = "Nobody is logged in", "Somebody else is logged in"
BODY = f"<main><h1>Case</h1></main>{NOTE.format('cover-note', NOBODY)}{NOTE.format('cover-note-other', OTHER)}"


def open_page(load: Load) -> Screen:
    return load("cover.js", body=BODY, attributes='data-here="/inloggad" data-for="mine"')


def covered(screen: Screen) -> bool:
    return bool(screen.run("() => document.documentElement.hasAttribute('data-covered')"))


@pytest.mark.parametrize(("now", "words"), [("", NOBODY), ("theirs", OTHER)])
def test_it_is_covered_when_the_reader_is_not_logged_in_and_uncovered_after(load: Load, now: str, words: str) -> None:
    screen = open_page(load)
    screen.wait(60)
    screen.answer(screen.request(), 200, {"for": "mine"})
    assert not covered(screen)
    screen.wait(60)
    screen.answer(screen.request(), 200, {"for": now})
    assert covered(screen)
    expect(screen.find(".cover a")).to_have_text(words)
    screen.wait(60)
    screen.answer(screen.request(), 200, {"for": "mine"})
    assert not covered(screen)
    expect(screen.find(".cover")).to_have_count(0)


@pytest.mark.parametrize("status", ["lost", 500])
def test_without_contact_it_stays_as_it_is(load: Load, status) -> None:
    screen = open_page(load)
    screen.wait(60)
    screen.answer(screen.request(), status, {})
    assert not covered(screen)


def test_a_page_of_somebody_else_in_another_tab_makes_it_ask_at_once(load: Load) -> None:
    screen = open_page(load)
    tell = "(data) => new BroadcastChannel('vardtrad-inloggad').postMessage(data)"
    screen.run(tell, {"here": "/personal/inloggad", "for": "theirs"})  # of the other world
    screen.run(tell, {"here": "/inloggad", "for": "mine"})
    screen.run(tell, {"here": "/inloggad", "for": "theirs"})
    screen.page.wait_for_function("() => world.requests.length")
    screen.answer(screen.request(), 200, {"for": "theirs"})
    assert covered(screen)


def test_who_logs_in_after_the_page_was_covered_changes_its_words(load: Load) -> None:
    screen = open_page(load)
    for now, words in (("", NOBODY), ("theirs", OTHER), ("", NOBODY)):
        screen.wait(60)
        screen.answer(screen.request(), 200, {"for": now})
        expect(screen.find(".cover a")).to_have_text(words)


def test_a_covered_page_asks_again_when_its_reader_has_a_page_in_another_tab(load: Load) -> None:
    screen = open_page(load)
    screen.wait(60)
    screen.answer(screen.request(), 200, {"for": ""})
    assert covered(screen)
    tell = "(data) => new BroadcastChannel('vardtrad-inloggad').postMessage(data)"
    screen.run(tell, {"here": "/inloggad", "for": "mine"})
    screen.page.wait_for_function("() => world.requests.length")
    screen.answer(screen.request(), 200, {"for": "mine"})
    assert not covered(screen)


WARNING = (
    '<template id="leaving-note"><div role="alert" data-leaving><span data-minutes>Out in {n} min.</span>'
    "<button>Stay</button></div></template>"
    '<template id="leaving-note-end"><div role="alert" data-leaving><span data-minutes>In again in {n} min.</span>'
    "</div></template>"
)


def open_with_warning(load: Load) -> Screen:
    return load("cover.js", body=BODY + WARNING, attributes='data-here="/inloggad" data-for="mine"')


def hears(screen: Screen, left: int, *, prolongs: bool = True) -> None:
    screen.wait(60)
    screen.answer(screen.request(), 200, {"for": "mine", "left": left, "prolongs": prolongs})


def test_the_reader_is_warned_before_the_time_is_out_and_stays_by_one_press(load: Load) -> None:
    screen = open_with_warning(load)
    hears(screen, 301)
    expect(screen.find("[role=alert]")).to_have_count(0)
    hears(screen, 299)
    expect(screen.find("[role=alert]")).to_contain_text("Out in 4 min.")
    hears(screen, 125)
    expect(screen.find("[role=alert]")).to_have_count(1)
    expect(screen.find("[role=alert]")).to_contain_text("Out in 2 min.")
    screen.find("[role=alert] button").click()
    stays = screen.request()
    assert stays.address.endswith("/inloggad?kvar")
    screen.answer(stays, 200, {"for": "mine", "left": 1800, "prolongs": True})
    expect(screen.find("[role=alert]")).to_have_count(0)


def test_a_session_that_cannot_be_prolonged_is_told_of_too(load: Load) -> None:
    screen = open_with_warning(load)
    hears(screen, 200, prolongs=False)
    expect(screen.find("[role=alert]")).to_contain_text("In again in 3 min.")
    expect(screen.find("[role=alert] button")).to_have_count(0)
    screen.wait(60)
    screen.answer(screen.request(), 200, {"for": ""})
    assert covered(screen)
    expect(screen.find("[role=alert]")).to_have_count(0)
