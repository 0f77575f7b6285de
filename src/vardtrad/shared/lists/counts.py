"""Counts that stop at a thousand: a list with very many rows costs no more to count than one with a thousand."""

from __future__ import annotations

COUNTED = 1_000
"""The highest number that is told exactly. Queries count at most one row more."""


def count_words(count: int) -> str:
    """A count in words: the number itself, or "1 000+" above a thousand."""
    return f"{COUNTED:,}+".replace(",", "\N{NO-BREAK SPACE}") if count > COUNTED else str(count)
