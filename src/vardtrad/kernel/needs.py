"""Refusals that the tables of several subjects share, so that the same fault has the same sentence everywhere."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

NO_DAY = gettext_lazy("Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-11-30.")
"""For what is written where a day should be and cannot be read as one."""
NO_SUCH_DAY = gettext_lazy("Datumet finns inte. Kontrollera månad och dag.")
ODD_YEAR = gettext_lazy("Kontrollera årtalet i datumet.")

_LIKE_A_DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")


def unreadable_day(text: Any) -> str:
    """The sentence for a text that is no day: a day that does not exist is told apart from another way of writing."""
    return str(NO_SUCH_DAY if _LIKE_A_DAY.fullmatch(str(text).strip()) else NO_DAY)


def too_long(text: str, limit: int) -> str | None:
    """The sentence for a text of more than ``limit`` characters, or None when it fits."""
    over = len(text) - limit
    if over <= 0:
        return None
    return ngettext(
        "Texten är %(over)d tecken för lång. Högst %(limit)d tecken.",
        "Texten är %(over)d tecken för lång. Högst %(limit)d tecken.",
        over,
    ) % {"over": over, "limit": limit}
