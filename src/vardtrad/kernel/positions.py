"""Positions of rows in an order that several people change at once: short texts, with room between any two.

A position is a text of the digits 0-9A-Za-z, read as a fraction (0.V, 0.V1 …) and compared character by character. It
never ends in "0". A row is moved by giving it a position between two others, so no other row changes. The method is
the one described as "fractional indexing" (David Greenspan, "Implementing Fractional Indexing", 2020).
"""

from __future__ import annotations

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LAST = len(DIGITS) - 1


def between(low: str, high: str) -> str:
    """A position after ``low`` and before ``high``; "" for either means that nothing stands there.

    Raises ValueError if ``low`` does not come before ``high``, since then there is nothing between them.
    """
    if high and low >= high:
        raise ValueError("the positions are in the wrong order")
    if not low and not high:
        return DIGITS[len(DIGITS) // 2]
    return _between(low, high)


def _between(low: str, high: str) -> str:
    same = _length_in_common(low, high)
    if same:
        return high[:same] + _between(low[same:], high[same:])
    first = DIGITS.index(low[0]) if low else 0
    if not high:
        # Rows are mostly put last or first: a step at a time keeps those positions short.
        return DIGITS[first + 1] if first < LAST else DIGITS[first] + _between(low[1:], "")
    limit = DIGITS.index(high[0])
    if not low and limit > 1:
        return DIGITS[limit - 1]
    if limit - first > 1:
        return DIGITS[(first + limit) // 2]
    if len(high) > 1:
        return high[0]
    return DIGITS[first] + (_between(low[1:], "") if low else DIGITS[LAST])


def _length_in_common(low: str, high: str) -> int:
    """How many first digits the two share, ``low`` being continued by zeros."""
    length = 0
    while length < len(high) and (low[length] if length < len(low) else DIGITS[0]) == high[length]:
        length += 1
    return length
