"""Helpers for the tests of js/drafts.js."""

from __future__ import annotations

from tests.javascript.conftest import Load
from tests.javascript.markup import CSRF, long_text
from tests.javascript.screen import Request, Screen
from vardtrad.shared.drafts.queries import Box, Kept

PAUSE = 1.0
"""Seconds from the last key to the saving."""
BOX = "answer.text"
SAID = "[data-draft-say]"
UNSAVED = "Utkastet kunde inte sparas. Texten finns kvar här, och det görs nya försök. Stäng inte sidan."
LOST = "Utkastet kunde inte sparas: du är utloggad"
THROWN = "Utkastet är slängt."


def open_box(load: Load, kept: Kept | None = None, *others: str) -> Screen:
    """A page with one box and its form; ``others`` are scripts loaded besides the one for drafts."""
    draft = Box(BOX, "/draft", kept)
    fields = CSRF + long_text(draft=draft) + '<button name="how" value="now">Send</button>'
    return load("drafts.js", *others, body=f'<form method="post" action="/send">{fields}</form>')


def write(screen: Screen, text: str) -> None:
    """Replace the text, without waiting for the saving."""
    screen.find("textarea").fill(text)


def type_in(screen: Screen, text: str) -> Request:
    """Replace the text and return the saving that follows."""
    write(screen, text)
    screen.wait(PAUSE)
    return screen.request()


def kept(at: str) -> dict[str, str]:
    """The server's answer to a saving."""
    return {"at": at, "saved": f"Saved at {at}"}


def send(screen: Screen) -> None:
    """Press the form's button, as a keyboard does."""
    screen.find("form button[name=how]").evaluate("button => button.click()")


def in_conflict(load: Load) -> Screen:
    """A box in which "Mine" was typed after another window had saved "Other"."""
    screen = open_box(load)
    screen.answer(type_in(screen, "Mine"), 409, {"text": "Other", "at": "08:05"})
    return screen
