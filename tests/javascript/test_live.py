"""js/live.js: the page hears that something has changed, and offers to be loaded again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.screen import Screen

TOAST = (
    '<div id="toast" role="status"></div><template id="live-note"><span>Changed.</span> <a href="">Load</a></template>'
)
ADDRESS = 'data-live="/live/case/7"'


def open_page(load: Load, body: str = "") -> Screen:
    """A page that the live process watches."""
    return load("live.js", body=TOAST + body, attributes=ADDRESS)


def test_the_page_listens_with_its_login_at_the_address_that_the_server_gave(load: Load) -> None:
    screen = open_page(load)
    assert screen.sources() == [{"address": "/live/case/7", "withCredentials": True, "readyState": 0}]


def test_a_page_without_an_address_listens_to_nothing(load: Load) -> None:
    assert load("live.js", body=TOAST).sources() == []


def test_a_change_is_told_to_the_other_scripts_and_offered_to_the_reader(load: Load) -> None:
    screen = open_page(load)
    expect(screen.find("#toast")).to_have_text("")
    screen.live("changed")
    expect(screen.find("#toast")).to_have_text("Changed. Load")
    assert screen.heard() == ["changed"]


def test_the_offer_stands_once_however_much_changes(load: Load) -> None:
    screen = open_page(load)
    for _ in range(3):
        screen.live("changed")
    expect(screen.find("#toast a")).to_have_count(1)


@pytest.mark.parametrize("asks", ["<div data-live-fields='/fields'></div>", "<div data-now='/now'></div>"])
def test_a_page_that_asks_what_has_changed_is_offered_only_when_it_is_outdated(load: Load, asks: str) -> None:
    screen = open_page(load, asks)
    screen.live("changed")
    assert screen.heard() == ["changed"]
    expect(screen.find("#toast")).to_have_text("")
    screen.news("outdated")
    expect(screen.find("#toast")).to_have_text("Changed. Load")


def test_the_other_scripts_ask_again_when_listening_begins_and_after_every_interruption(
    load: Load,
) -> None:
    screen = open_page(load)
    for times in (1, 2):
        screen.live("open")
        screen.wait(1.4)
        assert screen.heard() == ["listening"] * (times - 1)
        screen.wait(0.1)
        assert screen.heard() == ["listening"] * times
        screen.live("error", state=0)  # the browser reconnects by itself
    assert len(screen.sources()) == 1


def test_a_connection_that_the_browser_gives_up_is_tried_again_after_growing_pauses(load: Load) -> None:
    # It does if the answer is not a stream: from a proxy while the live process restarts, or while the database is
    # down.
    screen = open_page(load)
    for number, seconds in enumerate((10, 30, 60, 300, 300)):
        screen.live("error", source=number, state=2)
        screen.wait(seconds - 0.01)
        assert len(screen.sources()) == number + 1
        screen.wait(0.01)
        assert len(screen.sources()) == number + 2
    screen.live("open", source=5)
    screen.wait(1.5)
    assert screen.heard() == ["listening"]
    screen.live("error", source=5, state=2)
    screen.wait(10)  # the pauses begin from the shortest again
    assert len(screen.sources()) == 7


def test_a_page_that_is_put_away_does_not_try_again(load: Load) -> None:
    screen = open_page(load)
    screen.live("error", state=2)
    screen.put_away()
    screen.wait(600)
    assert len(screen.sources()) == 1


def test_a_page_that_is_put_away_stops_listening_and_begins_again_when_it_comes_back(load: Load) -> None:
    screen = open_page(load)
    screen.put_away()
    assert [source["readyState"] for source in screen.sources()] == [2]
    screen.brought_back()
    assert [source["readyState"] for source in screen.sources()] == [2, 0]
    screen.live("changed", source=1)
    expect(screen.find("#toast")).to_have_text("Changed. Load")


def test_a_page_that_is_shown_for_the_first_time_listens_once(load: Load) -> None:
    screen = open_page(load)
    screen.run("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: false}))")
    assert len(screen.sources()) == 1
