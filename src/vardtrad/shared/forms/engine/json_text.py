"""JSON text to Python and back without losing anything: a number keeps its decimals, and no name stands twice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import simplejson

from vardtrad.shared.forms.engine.limits import JSON_DEPTH


class NotReadable(ValueError):
    """The text is no JSON that this product reads. ``str`` is a Swedish sentence."""


def _(text: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return text


TOO_LARGE = _("Filen är för stor.")
NOT_TEXT = _("Filen är inte text i UTF-8.")
NOT_JSON = _("Filen är inte giltig JSON.")
TOO_DEEP = _("Filen har för många nivåer.")
TWICE = _("Filen har samma namn två gånger i ett objekt.")

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def loads(text: str | bytes, largest: int) -> Any:
    """The value of a JSON text, with decimals as ``Decimal``.

    Raises NotReadable for a text of more than ``largest`` bytes, for other encodings than UTF-8, for what is no JSON
    (``NaN`` too), for more than JSON_DEPTH levels, and for an object where a name stands twice.
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > largest:
        raise NotReadable(TOO_LARGE)
    try:
        decoded = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotReadable(NOT_TEXT) from None
    if _depth(decoded) > JSON_DEPTH:
        raise NotReadable(TOO_DEEP)
    try:
        return simplejson.loads(
            decoded, use_decimal=True, object_pairs_hook=_only_once, parse_constant=_no_constant, parse_int=_whole
        )
    except NotReadable:
        raise
    except (ValueError, RecursionError, ArithmeticError):
        raise NotReadable(NOT_JSON) from None


def dumps(value: Any, *, indent: int | None = 2) -> str:
    """JSON text of a value that ``loads`` gave: letters as they are, decimals with the digits they had."""
    return str(simplejson.dumps(value, use_decimal=True, ensure_ascii=False, indent=indent))


def _depth(text: str) -> int:
    depth = deepest = 0
    for token in _TOKENS.finditer(text):
        match token.group():
            case "[" | "{":
                depth += 1
                deepest = max(deepest, depth)
            case "]" | "}":
                depth -= 1
    return deepest


def _only_once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in pairs:
        if name in result:
            raise NotReadable(TWICE)
        result[name] = value
    return result


def _no_constant(name: str) -> Any:
    raise NotReadable(NOT_JSON)


def _whole(digits: str) -> int:
    if len(digits) > 40:
        raise NotReadable(NOT_JSON)
    return int(digits)


def number(value: Any) -> Decimal | None:
    """A JSON number as a Decimal; None for anything else (``true`` is no number)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        exact = Decimal(repr(value))
        return exact if exact.is_finite() else None
    return None
