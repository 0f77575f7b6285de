"""Helpers for the tests of autosave.js."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.javascript.conftest import Load
from tests.javascript.markup import autofield, words
from tests.javascript.screen import Request, Screen

HOME, FOOD = "step.home", "step.food"
PAUSE = 0.8
"""Seconds from the last key to the saving."""


def open_field(load: Load, value: str = "Before.", **more: object) -> Screen:
    """A page with one field."""
    return load("autosave.js", body=words() + autofield(HOME, value, **more))


def open_two(load: Load) -> Screen:
    """A page with two fields, each with its own address."""
    return load("autosave.js", body=words() + autofield(HOME) + autofield(FOOD))


def type_in(screen: Screen, text: str, path: str = HOME) -> Request:
    """Replace a field's text and return the saving that follows."""
    screen.find(f"[data-path='{path}'] textarea").fill(text)
    screen.wait(PAUSE)
    return screen.request()


def saved(revision: int, **more: object) -> dict[str, object]:
    """The server's answer to a saving."""
    return {"revision": revision, "saved_words": "Saved 08:00 by Karin", **more}


def theirs(value: str, revision: int, **more: object) -> dict[str, object]:
    """The server's answer when somebody else has saved first."""
    return {"revision": revision, "value": value, "value_words": value, "saved_words": "Saved 07:59 by Oskar", **more}


def says(screen: Screen, words: str, path: str = HOME) -> None:
    """The line below the field says this."""
    expect(screen.find(f"[data-path='{path}'] [data-say]")).to_have_text(words)


def shown(screen: Screen, path: str = HOME) -> str:
    """The text in the field."""
    return screen.find(f"[data-path='{path}'] textarea").input_value()
