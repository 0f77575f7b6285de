"""Telephone numbers in a text as links that call, which never break over two lines."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_SWEDISH = re.compile(r"(?<![\w+-])(?:\+46 ?|0)[1-9]\d{0,2}[- ]?\d{2,4}(?: ?\d{2,3}){1,3}(?![\w-])")
_SHORT = re.compile(r"\b(?:112|1177)\b")
"""The emergency number and the health care advice line."""
_FEWEST, _MOST = 8, 12
"""How many digits a number has, counted with the country's."""
_CALL = Markup('<a class="tel" href="tel:{}">{}</a>')


def calls(text: object) -> Markup:
    """Our own words with every number in them as a link that calls, also 112 and 1177."""
    return _linked(str(text), re.compile(f"{_SWEDISH.pattern}|{_SHORT.pattern}"))


def numbers(text: str) -> Markup:
    """What somebody wrote, escaped, with the numbers as links. "Rum 112" is no call for help, so not the short ones."""
    return _linked(text, _SWEDISH)


def _linked(text: str, wanted: re.Pattern[str]) -> Markup:
    markup, at = Markup(""), 0
    for match in wanted.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if not (_SHORT.fullmatch(match[0]) or _FEWEST <= len(digits) <= _MOST):
            continue
        goal = (
            digits if _SHORT.fullmatch(match[0]) else "+46" + digits.removeprefix("46" if match[0][0] == "+" else "0")
        )
        markup += escape(text[at : match.start()]) + _CALL.format(goal, match[0])
        at = match.end()
    return markup + escape(text[at:])
