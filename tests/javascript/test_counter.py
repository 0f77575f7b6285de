"""js/counter.js: "N tecken kvar" counts as the server does, and speaks seldom."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.markup import long_text
from tests.javascript.screen import Screen
from vardtrad.shared.web.forms import counted

COUNTER, VOICE = "[data-counts]", ".vh[role=status]"


def open_text(load: Load, value: str = "", limit: int = 20) -> Screen:
    """A long text with its counter."""
    return load("counter.js", body=long_text(value, limit=limit))


@pytest.mark.parametrize("text", ["Hej", "  Hej\n", "a\nb", "å ä ö", "👩‍⚕️ hej", "x" * 20, "x" * 25, "👍" * 21, " \n "])
def test_the_script_counts_as_the_server_does(load: Load, text: str) -> None:
    screen = open_text(load)
    screen.find("textarea").fill(text)
    left = 20 - counted(text.replace("\n", "\r\n"))
    words = f"{left} tecken kvar" if left >= 0 else f"{-left} tecken för mycket"
    expect(screen.find(COUNTER)).to_have_text(words)


def test_a_text_that_is_too_long_is_marked_until_it_fits(load: Load) -> None:
    screen = open_text(load)
    screen.find("textarea").fill("x" * 20)
    expect(screen.find(COUNTER)).not_to_have_attribute("data-too-much", "")
    screen.find("textarea").fill("x" * 21)
    expect(screen.find(COUNTER)).to_have_attribute("data-too-much", "")
    screen.find("textarea").fill("x" * 19)
    expect(screen.find(COUNTER)).not_to_have_attribute("data-too-much", "")


def test_the_ear_hears_every_tenth_character_and_when_it_becomes_too_much_and_when_it_fits_again(load: Load) -> None:
    screen = open_text(load)
    screen.find("textarea").focus()
    heard = []
    for length in (1, 9, 10, 11, 19, 21, 22, 19):
        screen.find("textarea").fill("x" * length)
        heard.append(screen.find(VOICE).inner_text())
    assert heard == [
        "", "", "10 tecken kvar", "10 tecken kvar", "10 tecken kvar", "1 tecken för mycket", "1 tecken för mycket",
        "1 tecken kvar",
    ]  # fmt: skip


def test_a_text_without_a_counter_is_left_alone(load: Load) -> None:
    screen = load("counter.js", body='<textarea id="free"></textarea><input>')
    screen.find("textarea").fill("Hi")
    screen.find("input").fill("Hi")
    expect(screen.find(VOICE)).to_have_count(0)
