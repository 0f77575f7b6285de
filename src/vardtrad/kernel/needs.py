"""Refusals that the tables of several subjects share, so that the same fault has the same sentence everywhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext

NO_DAY = gettext_lazy("Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-11-30.")
"""For what is written where a day should be and cannot be read as one."""


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
