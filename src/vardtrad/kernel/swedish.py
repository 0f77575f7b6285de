"""The Swedish alphabet, for lists of names: å, ä and ö come last, whatever the database's own collation."""

from __future__ import annotations

import unicodedata

_LAST = str.maketrans({"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}", "ü": "y", "é": "e"})


def alphabetical(text: str) -> str:
    """The key by which names are sorted as in a Swedish telephone directory."""
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_LAST)
    return "".join(char for char in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(char))
