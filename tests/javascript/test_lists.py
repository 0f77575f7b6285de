"""lists.js and js/print.js: a link that copies its address, and a button that prints."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.conftest import ORIGIN, Load
from tests.javascript.screen import Screen

COPY = '<a id="copy" href="/view/7" data-copy="The link is copied.">Copy</a><div id="toast" role="status"></div>'


def open_view(load: Load, clipboard: str) -> Screen:
    """A saved view; the clipboard takes text by this function."""
    screen = load("lists.js", body=COPY)
    screen.run(f"Object.defineProperty(navigator, 'clipboard', {{configurable: true, value: {clipboard}}})")
    return screen


def test_the_address_is_copied_and_that_is_said(load: Load) -> None:
    screen = open_view(load, "{writeText: async (text) => { window.copied = text; }}")
    assert screen.click_is_taken("#copy")
    assert screen.run("copied") == f"{ORIGIN}/view/7"
    expect(screen.find("#toast")).to_have_text("The link is copied.")
    assert screen.departures() == []


def test_when_the_browser_refuses_the_link_is_followed(load: Load) -> None:
    screen = open_view(load, "{writeText: async () => { throw new DOMException('no', 'NotAllowedError'); }}")
    screen.find("#copy").click(no_wait_after=True)
    assert screen.departed()["address"] == "/view/7"
    expect(screen.find("#toast")).to_have_text("")


def test_without_a_clipboard_the_link_is_a_link(load: Load) -> None:
    assert not open_view(load, "undefined").click_is_taken("#copy")


@pytest.mark.parametrize("key", ["ctrlKey", "metaKey", "shiftKey"])
def test_a_click_for_a_new_tab_or_window_is_the_browsers(load: Load, key: str) -> None:
    screen = open_view(load, "{writeText: async (text) => { window.copied = text; }}")
    assert not screen.click_is_taken("#copy", **{key: True})
    assert screen.run("window.copied") is None


def test_the_button_that_prints_is_there_with_the_script_and_prints(load: Load) -> None:
    screen = load("print.js", body="<button data-print hidden>Print</button><button id='other'>x</button>")
    screen.run("() => { window.print = () => { window.printed = (window.printed ?? 0) + 1; }; }")
    screen.find("[data-print]").click()
    screen.find("#other").click()
    assert screen.run("printed") == 1
