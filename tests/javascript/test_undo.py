"""js/undo.js: how many seconds are left to take something back, and no button when it is too late."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.screen import Screen

FORM, LEFT = "form[data-undo]", "[data-undo-left]"


def open_message(load: Load, seconds: int = 3) -> Screen:
    """The message after an answer, as the page draws it."""
    button = '<button type="submit">Ångra <span data-undo-left>(inom 3 s)</span></button>'
    return load("undo.js", body=f'<form method="post" action="/angra-svar" data-undo="{seconds}">{button}</form>')


def test_the_seconds_are_counted_down_and_then_the_button_is_gone(load: Load) -> None:
    screen = open_message(load)
    expect(screen.find(LEFT)).to_have_text("(3 s)")
    expect(screen.find(LEFT)).to_have_attribute("aria-hidden", "true")
    screen.wait(1.5)
    expect(screen.find(LEFT)).to_have_text("(2 s)")
    screen.wait(1)
    expect(screen.find(LEFT)).to_have_text("(1 s)")
    screen.wait(1)
    expect(screen.find(FORM)).to_have_count(0)


def test_other_pages_have_nothing_to_count(load: Load) -> None:
    screen = load("undo.js", body="<p>Klart.</p>")
    screen.wait(1)
    expect(screen.find("p")).to_have_text("Klart.")
