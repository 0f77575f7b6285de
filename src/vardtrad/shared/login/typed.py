"""What somebody had written in a form that could not be accepted, to show it again: nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict

LOST_FILE = "utan_fil"
"""The field that a kept form gets when it had a file: only text is kept over a login."""

# Values of forms that nobody has typed: keys and choices. A single word may well be somebody's text.
_NOT_WRITTEN = frozenset(
    {
        "alternatives", "andrar", "ask", "basis", "begun", "csrfmiddlewaretoken", "day", "drawn_for", "ending", "fran",
        "gor", "hour", "kind", "klar", "language", "lista", "message", "next", "noted", "path", "permissions", "person",
        "replace", "reply", "reviewed", "revision", "round", "seen", "slang", "steg", "submit_key", "till", "to",
        "unit", "utkast", "who", LOST_FILE,
    }
)  # fmt: skip
_SECRET = ("password", "losenord", "pin", "token")


def written(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """The texts among a form's (name, value) pairs, in the form's order; never a secret."""
    return [
        text
        for name, text in pairs
        if name not in _NOT_WRITTEN and not name.lower().startswith(_SECRET) and text.strip()
    ]


def pairs_of(form: QueryDict) -> list[tuple[str, str]]:
    """A form's (name, value) pairs."""
    return [(name, str(text)) for name, texts in form.lists() for text in texts]
