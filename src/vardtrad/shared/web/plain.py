"""Signs that a pasted text may bring and that no paper can show: other systems' line breaks, and control characters."""

from __future__ import annotations

_LINE_BREAKS = dict.fromkeys(map(ord, "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)])
_DRAWABLE = {code: sign for code, sign in (_CONTROLS | _LINE_BREAKS).items() if chr(code) not in "\n\t"}


def plain_line_breaks(text: str) -> str:
    """The text with every line break as "\\n", also what Unicode and older systems write as one (U+2028, NEL, …)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_BREAKS)


def drawable(text: str) -> str:
    """The text as it can be drawn on paper: plain line breaks, and no control character but those and the tab.

    WeasyPrint stops at some of them.
    """
    return plain_line_breaks(text).translate(_DRAWABLE)
