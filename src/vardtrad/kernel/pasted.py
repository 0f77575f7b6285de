"""What comes along when people paste a number, an id or a name: signs that are not seen, and dashes of other kinds."""

from __future__ import annotations

import unicodedata

_BLANKS = (
    "\t\n\v\f\r "  # what a keyboard gives
    "\x85\xa0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"  # widths of space
    "\u2028\u2029\u202f\u205f\u3000"
    "\xad\u200b\u200c\u200d\u2060\ufeff"  # no width at all: soft hyphen, zero-width space and joiners, byte order mark
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # direction marks, common in pasted numbers
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"

_TURNING = "\xad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_TURNED = dict.fromkeys(map(ord, _TURNING))

# Letters by Unicode's tables, yet invisible: the fillers of Hangul and the blank of braille.
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_NO_INK = frozenset({"Cc", "Cf", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"})

_CLEANING = str.maketrans("", "", _BLANKS) | str.maketrans(dict.fromkeys(_DASHES, "-"))


def without_turning_signs(text: str) -> str:
    """Return `text` without signs that turn its direction or take no width: in a name they make it read as another.

    The two joiners stay, since names in Persian and in the scripts of India are spelled with them.
    """
    return text.translate(_TURNED)


def without_stray_characters(text: str) -> str:
    """Return `text` without blanks, seen or unseen, wherever they stand, and with every dash as a plain hyphen.

    Meant for identifiers, which never hold a blank. Letters and digits of other scripts are left as they are, so
    that the caller refuses them instead of guessing.
    """
    return text.translate(_CLEANING)


def has_ink(text: str) -> bool:
    """Whether the text has anything visible: not only blanks, zero-width characters and control characters."""
    return any(char not in _INVISIBLE and unicodedata.category(char) not in _NO_INK for char in text)
