"""The Swedish alphabet: å, ä and ö come last in lists of names, and a letter is one sign however it was typed."""

from __future__ import annotations

import unicodedata

_LAST = str.maketrans({"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}", "ü": "y", "é": "e"})


def composed(text: str) -> str:
    """The text with each letter and its marks as one character (NFC): "ö" is also typed as "o" and a mark (NFD).

    What is typed is compared with nothing before this.
    """
    return unicodedata.normalize("NFC", text)


def alphabetical(text: str) -> str:
    """The key by which names are sorted as in a Swedish telephone directory."""
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_LAST)
    return "".join(char for char in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(char))
