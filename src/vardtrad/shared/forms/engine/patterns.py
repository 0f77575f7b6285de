"""Regular expressions of forms, run by RE2: time grows with the text and never explodes, whatever the pattern.

RE2 knows no look-around and no back references; a pattern with them is named at import as not supported.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

from vardtrad.shared.forms.engine.limits import PATTERN

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 2 << 20


@lru_cache(maxsize=2_000)
def compiled(pattern: str) -> Any | None:
    """The compiled pattern, or None when RE2 doesn't take it or it is longer than PATTERN."""
    if len(pattern) > PATTERN:
        return None
    try:
        return re2.compile(pattern, _OPTIONS)
    except re2.error:
        return None


def matches(pattern: str, text: str) -> bool | None:
    """Whether the whole text has the form of the pattern; None when the pattern can't be used.

    Questionnaire's ``regex`` is for the whole value, with ``^`` and ``$`` or without.
    """
    usable = compiled(pattern)
    if usable is None:
        return None
    return usable.fullmatch(text) is not None
