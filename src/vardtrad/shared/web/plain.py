"""Signs that a pasted text may bring and that no page can draw: other systems' line breaks, and control characters."""

from __future__ import annotations

_LINE_BREAKS = dict.fromkeys(map(ord, "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
_PLAIN = {code: sign for code, sign in (_CONTROLS | _LINE_BREAKS).items() if chr(code) not in "\n\t"}


def drawable(text: str) -> str:
    """The text as it can be drawn: every line break "\\n", and no control character but that and the tab.

    Line breaks are also what Unicode and older systems write as one: U+2028, U+2029, NEL, vertical tab, form feed.
    WeasyPrint stops at some of them, and a screen shows others as boxes.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_PLAIN)
