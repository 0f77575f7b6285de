"""What somebody had written in a form that could not be taken: shown again, so that nothing is lost."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from django.http import HttpRequest

# Fields that nobody writes in, and those that must not be shown again.
_NOT_TEXT = frozenset({"csrfmiddlewaretoken", "submit_key", "seen", "next", "language"})
_SECRET = ("password", "losenord", "pin", "token")
# The value of a radio button or a list (a key, a uuid) is a choice, not something that would be lost.
_CHOICE = re.compile(r"[a-z0-9_.:-]{1,36}")


def typed_text(request: HttpRequest) -> list[str]:
    """The texts in the request's form, in the form's order; empty when it holds none or cannot be read."""
    return [
        text
        for name, values in request.POST.lists()
        for text in map(str, values)
        if name not in _NOT_TEXT and not name.lower().startswith(_SECRET) and _is_written(text)
    ]


def typed_text_in_windows_1252(body: bytes) -> list[str]:
    """The texts of a form that is not UTF-8, read as the commonest of the older encodings."""
    try:
        pairs = parse_qsl(body.decode("latin-1"), encoding="cp1252", errors="replace", max_num_fields=500)
    except ValueError:
        return []
    return [
        text
        for name, text in pairs
        if name not in _NOT_TEXT and not name.lower().startswith(_SECRET) and _is_written(text)
    ]


def _is_written(text: str) -> bool:
    stripped = text.strip()
    return bool(stripped) and not _CHOICE.fullmatch(stripped)
