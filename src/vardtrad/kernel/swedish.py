"""The Swedish alphabet: å, ä and ö come last in lists of names, and a letter is one sign however it was typed.

Two readings of a text, each also made by the database (``vardtrad.gate.alphabet``, from the tables here):

* ``alphabetical``: the key that names are sorted by. Every letter of a Latin script has its place: Çelik among C,
  Đorđević among D, ø and ő with ö, æ with ä, ü with y, þ as th, ß as ss.
* ``plain``: what a search compares. Marks that somebody may have no key for are taken away, but å, ä and ö are letters
  of their own. The words searched for and the text are read by the same rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

_LATIN = (
    range(0x80, 0x2B0), range(0x1D00, 0x1DC0), range(0x1E00, 0x1F00), range(0x2C60, 0x2C80), range(0xA720, 0xA800),
    range(0xAB30, 0xAB70), range(0x2183, 0x2185), range(0x1DF00, 0x1E000),
)  # fmt: skip
"""The blocks of Unicode with Latin letters that are not others with marks (those are taken apart by NFKD)."""

_NAMED = {
    "THORN": "þ", "ETH": "d", "ENG": "n", "SCHWA": "e", "ALPHA": "a", "GAMMA": "g", "IOTA": "i", "UPSILON": "u",
    "OMEGA": "o", "CHI": "x", "ESH": "s", "EZH": "z", "YOGH": "y", "WYNN": "w", "SHARP S": "ß", "AE": "æ", "OE": "œ",
    "O WITH STROKE": "ø",
}  # fmt: skip
_NAME = re.compile(r"LATIN (?:SMALL |CAPITAL |LETTER |SUBSCRIPT |MODIFIER |LIGATURE |STIGMA )*([A-Z -]+)")


def _base(name: str) -> str:
    """The letter a Latin letter stands with, by its name in Unicode: "L WITH STROKE" is an l, "OPEN E" an e."""
    match = _NAME.fullmatch(name)
    words = match[1] if match else name
    whole, last = words, words.partition(" WITH ")[0]
    return _NAMED.get(whole) or _NAMED.get(last) or _NAMED.get(last.split()[-1]) or last.split()[-1][0].lower()


def _letters() -> Iterator[tuple[str, str]]:
    for block in _LATIN:
        for char in map(chr, block):
            name = unicodedata.name(char, "")
            if name.startswith("LATIN ") and not unicodedata.normalize("NFKD", char)[0].isascii():
                yield char, _base(name)


SIGNS = {**dict.fromkeys("’‘ʼʹ′´ʻ＇", "'"), **dict.fromkeys("‐‑‒–—−", "-")}
"""Apostrophes and hyphens of other kinds, such as those that a tablet types."""
LETTERS = dict(_letters())
"""Each Latin letter that Unicode does not take apart, and the letter (or one of ß þ œ æ ø) that it stands with."""
MARKS = "[\u00b7\u0300-\u0307\u0309\u030c-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u02b9-\u02ff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"  # noqa: E501
"""Marks and signs without width, but for the three marks that make a letter of its own."""
SPELLED = {"ß": "ss", "þ": "th", "œ": "oe"}
RING, DOTS, STROKES = "\u030a", "\u0308", "\u030b"
SEARCHED = {f"a{RING}": "å", f"a{DOTS}": "ä", f"o{DOTS}": "ö"}
SORTED = {**SEARCHED, f"o{STROKES}": "ö", f"u{DOTS}": "y", f"u{STROKES}": "y"}
LAST = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"}
"""Where the last letters stand: the signs after z."""
NEAREST = ({"æ": "ä", "ø": "ö"}, {"æ": "ae", "ø": "o"})
"""The two ways that Danish and Norwegian letters are typed without their keys."""

_MARKS = re.compile(MARKS)
_BETWEEN = re.compile(r"[\s,;]+")
_REST = re.compile(f"[{RING}{DOTS}{STROKES}]")


def composed(text: str) -> str:
    """The text with each letter and its marks as one character (NFC): "ö" is also typed as "o" and a mark (NFD).

    What is typed is compared with nothing before this.
    """
    return unicodedata.normalize("NFC", text)


def alphabetical(text: str) -> str:
    """The key by which names are sorted as in a Swedish telephone directory: small letters, the last ones as "{|}"."""
    return _read(text, SORTED).translate(_table(LAST))


def plain(text: str) -> tuple[str, str]:
    """The text as a search compares it: small letters, without marks but those of å, ä and ö.

    Two readings, since ø is typed as ö or as o, and æ as ä or as ae; they are mostly the same.
    """
    read = _read(text, SEARCHED)
    first, second = (read.translate(_table(table)) for table in NEAREST)
    return first, second


def holds(text: str, words: str) -> bool:
    """Whether a text holds what somebody searches for, in either reading."""
    return any(wanted in read for read, wanted in zip(plain(text), plain(words), strict=True))


def search_words(text: str) -> list[str]:
    """The words of a search, parted by blanks and commas ("Öberg, Åke"); those without a letter or digit are no words.

    None in a text that is not empty: nothing is searched for, so nothing is found.
    """
    return [word for word in _BETWEEN.split(text) if any(char.isalnum() for char in word)]


def _table(signs: Mapping[str, str]) -> dict[int, str]:
    return {ord(sign): other for sign, other in signs.items()}


def _read(text: str, letters: dict[str, str]) -> str:
    taken_apart = unicodedata.normalize("NFKD", text.translate(_table(SIGNS)))
    small = _MARKS.sub("", taken_apart).lower().translate(_table(LETTERS))
    for signs, letter in (SPELLED | letters).items():
        small = small.replace(signs, letter)
    return _REST.sub("", small)
