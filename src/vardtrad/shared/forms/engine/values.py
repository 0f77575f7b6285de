"""The types of value that answers have in FHIR R4: how each is written, and what of it is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, tzinfo
from typing import Any

from vardtrad.shared.forms.engine.json_text import number

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]{1,9})?"
_DATETIME = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})T({_TIME})(Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?")
_ONLY_TIME = re.compile(_TIME)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINE_BREAK = re.compile(r"[\r\n\x85\u2028\u2029]")
_CODE = re.compile(r"[^\s]+( [^\s]+)*")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:")
_URI = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%|\u00a1-\uffff]+")
_UUID = re.compile(r"urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_OID = re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+")
_WEB = re.compile(r"(https?|ftps?|mllps?|wss?)://[^/?#\s]+[^\s]*", re.IGNORECASE)

WANTED: Mapping[str, tuple[str, ...]] = {
    "boolean": ("valueBoolean",),
    "decimal": ("valueDecimal",),
    "integer": ("valueInteger",),
    "date": ("valueDate",),
    "dateTime": ("valueDateTime",),
    "time": ("valueTime",),
    "string": ("valueString",),
    "text": ("valueString",),
    "url": ("valueUri",),
    "choice": ("valueCoding",),
    "open-choice": ("valueCoding", "valueString"),
    "attachment": ("valueAttachment",),
    "reference": ("valueReference",),
    "quantity": ("valueQuantity",),
}
"""The value[x] of an answer, for each type of question."""


def day_problem(text: Any) -> bool:
    """Whether it is no FHIR date: a year, a year and month, or a day that exists."""
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        return True
    parts = [int(part) for part in text.split("-")]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return True
    return False


def moment_problem(text: Any) -> str | None:
    """The rule that a dateTime breaks: a date, or a day with seconds and time zone."""
    if not isinstance(text, str):
        return "not-datetime"
    if not day_problem(text):
        return None
    match = _DATETIME.fullmatch(text)
    if match is None or day_problem(match.group(1)):
        return "not-datetime"
    return None if match.group(3) else "no-time-zone"


def _boolean(raw: Any) -> str | None:
    return None if isinstance(raw, bool) else "not-boolean"


def _decimal(raw: Any) -> str | None:
    return None if number(raw) is not None else "not-decimal"


def _integer(raw: Any) -> str | None:
    if isinstance(raw, bool) or not isinstance(raw, int) or not -(2**31) <= raw < 2**31:
        return "not-integer"
    return None


def _date(raw: Any) -> str | None:
    return "not-date" if day_problem(raw) else None


def _time(raw: Any) -> str | None:
    return None if isinstance(raw, str) and _ONLY_TIME.fullmatch(raw) else "not-time"


def _string(raw: Any) -> str | None:
    if not isinstance(raw, str):
        return "not-string"
    if not raw.strip():
        return "blank"
    return "control-character" if _CONTROL.search(raw) else None


def _uri(raw: Any) -> str | None:
    return None if isinstance(raw, str) and _is_uri(raw) else "not-url"


def _is_uri(text: str) -> bool:
    if text.startswith("urn:uuid:"):
        return bool(_UUID.fullmatch(text))
    if text.startswith("urn:oid:"):
        return bool(_OID.fullmatch(text))
    if not _URI.fullmatch(text):
        return False
    if re.match(r"(?:https?|ftps?|mllps?|wss?):", text, re.IGNORECASE):
        return bool(_WEB.fullmatch(text))
    # One letter before a colon is a drive of a computer, and no scheme.
    return bool(_SCHEME.match(text)) or ":" not in text.split("/")[0]


def _coding(raw: Any) -> str | None:
    if not isinstance(raw, Mapping) or not raw:
        return "not-coding"
    for key, wanted in (("system", str), ("version", str), ("code", str), ("display", str), ("userSelected", bool)):
        if key in raw and (not isinstance(raw[key], wanted) or raw[key] == ""):
            return "not-coding"
    if "code" in raw and not _CODE.fullmatch(raw["code"]):
        return "not-coding"
    return None if "code" in raw or "display" in raw else "not-coding"


def _quantity(raw: Any) -> str | None:
    if not isinstance(raw, Mapping) or number(raw.get("value")) is None:
        return "not-quantity"
    for key in ("unit", "system", "code"):
        if key in raw and (not isinstance(raw[key], str) or not raw[key]):
            return "not-quantity"
    if "code" in raw and "system" not in raw:
        return "not-quantity"
    comparator = raw.get("comparator")
    return None if comparator is None or comparator in {"<", "<=", ">=", ">"} else "not-quantity"


def _mapping(rule: str) -> Callable[[Any], str | None]:
    return lambda raw: None if isinstance(raw, Mapping) and raw else rule


PROBLEM: Mapping[str, Callable[[Any], str | None]] = {
    "valueBoolean": _boolean,
    "valueDecimal": _decimal,
    "valueInteger": _integer,
    "valueDate": _date,
    "valueDateTime": moment_problem,
    "valueTime": _time,
    "valueString": _string,
    "valueUri": _uri,
    "valueCoding": _coding,
    "valueQuantity": _quantity,
    "valueAttachment": _mapping("not-attachment"),
    "valueReference": _mapping("not-reference"),
}
"""For each value[x] of an answer the rule that its JSON breaks, if any."""


def has_line_break(text: str) -> bool:
    """Whether a text has more than one line."""
    return _LINE_BREAK.search(text) is not None


def moment(text: str) -> datetime | None:
    """A dateTime with time and zone as a moment; None for a mere date. The text has passed ``moment_problem``."""
    match = _DATETIME.fullmatch(text)
    if match is None or match.group(3) is None:
        return None
    day, clock, zone = match.groups()
    hours, minutes, seconds = clock.split(":")
    whole, _dot, rest = seconds.partition(".")
    # A leap second is compared as the second before it.
    at = f"{day}T{hours}:{minutes}:{min(int(whole), 59):02}.{(rest + '000000')[:6]}{'+00:00' if zone == 'Z' else zone}"
    try:
        return datetime.fromisoformat(at)
    except ValueError:
        return None


def moment_in(text: str, zone: tzinfo) -> datetime | None:
    """A dateTime with time and zone as a moment in ``zone``; None for a mere date.

    None too where that would be before the year 1 or after 9999: some systems write "no limit" so.
    """
    at = moment(text)
    try:
        return at.astimezone(zone) if at is not None else None
    except OverflowError:
        return None


def clock_time(text: str) -> time:
    """A time that has passed its check."""
    hours, minutes, seconds = text.split(":")
    whole, _dot, rest = seconds.partition(".")
    return time(int(hours), int(minutes), min(int(whole), 59), int((rest + "000000")[:6]))
