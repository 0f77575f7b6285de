"""Comparing two typed values: for conditions, limits and options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vardtrad.shared.forms.engine import units
from vardtrad.shared.forms.engine.form import Value
from vardtrad.shared.forms.engine.json_text import number
from vardtrad.shared.forms.engine.values import clock_time, day_problem, moment

_NUMBERS = frozenset({"valueInteger", "valueDecimal"})
_DAYS = frozenset({"valueDate", "valueDateTime"})
_WORDS = frozenset({"valueString", "valueUri", "valueCode"})


def order(one: Value, other: Value) -> int | None:
    """-1, 0 or 1 as the first is smaller, equal or larger; None when they can't be compared.

    Dates of different precision are compared by what both say: "2026" and "2026-03" are equal. Two dateTimes with time
    are compared as moments.
    """
    if one.key in _NUMBERS and other.key in _NUMBERS:
        return _sign(number(one.raw), number(other.raw))
    if one.key in _DAYS and other.key in _DAYS:
        return _order_of_days(one.raw, other.raw)
    if one.key == other.key == "valueTime":
        try:
            return _sign(clock_time(one.raw), clock_time(other.raw))
        except (AttributeError, ValueError):
            return None
    if one.key == other.key == "valueQuantity":
        value, wanted = number(one.raw.get("value")), number(other.raw.get("value"))
        if value is None or wanted is None:
            return None
        return _sign(units.in_unit_of(one.raw, value, other.raw), wanted)
    if one.key in _WORDS and other.key in _WORDS and isinstance(one.raw, str) and isinstance(other.raw, str):
        return _sign(one.raw, other.raw)
    if one.key == "valueQuantity" and other.key in _NUMBERS:
        return _sign(number(one.raw.get("value")), number(other.raw))
    return None


def equal(one: Value, other: Value) -> bool:
    """Whether two values are the same answer: codings by system and code, references by what they point at."""
    if one.key == other.key == "valueCoding":
        return same_coding(one.raw, other.raw)
    if one.key == other.key == "valueBoolean":
        return bool(one.raw is other.raw)
    if one.key == other.key == "valueReference":
        return bool(one.raw.get("reference") == other.raw.get("reference") is not None)
    if one.key == other.key == "valueAttachment":
        return bool(one.raw == other.raw)
    if {one.key, other.key} <= _DAYS and len(one.raw) != len(other.raw) and not (moment(one.raw) and moment(other.raw)):
        # A month is not the same answer as a day in it.
        return False
    return order(one, other) == 0


def same_coding(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two codings say the same: code and system or, without codes, the words."""
    if one.get("code") != other.get("code") or one.get("system") != other.get("system"):
        return False
    return one.get("code") is not None or one.get("display") == other.get("display")


def _order_of_days(one: Any, other: Any) -> int | None:
    if not isinstance(one, str) or not isinstance(other, str):
        return None
    at, other_at = moment(one), moment(other)
    if at is not None and other_at is not None:
        return _sign(at, other_at)
    one, other = one[:10], other[:10]
    if day_problem(one) or day_problem(other):
        return None
    shortest = min(len(one), len(other))
    return _sign(one[:shortest], other[:shortest])


def _sign(one: Any, other: Any) -> int | None:
    if one is None or other is None:
        return None
    return int(one > other) - int(one < other)
