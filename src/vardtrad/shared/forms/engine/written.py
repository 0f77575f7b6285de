"""What people write in the fields of a page as values of FHIR, and back: decimal comma, clock, chosen options."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from vardtrad.shared.forms.engine.comparing import equal
from vardtrad.shared.forms.engine.files import FileFacts, id_of, value_of
from vardtrad.shared.forms.engine.form import CHOICES, Item, Value
from vardtrad.shared.forms.engine.json_text import number
from vardtrad.shared.forms.engine.values import day_problem, moment_in

OTHER = "annat"
"""What is chosen to write an answer of one's own."""

_NUMBER = re.compile(r"[+\-−]?[0-9]{1,18}(?:[.,][0-9]{1,18})?")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Unreadable(Exception):
    """What is written is no value of its type. ``rule`` has its sentence among those of answers."""

    rule: str


def offered(item: Item, codes: Sequence[Mapping[str, Any]]) -> list[Value]:
    """The answers that a question offers, in order; ``codes`` are those of its list."""
    if item.options:
        return [option.value for option in item.options]
    return [Value("valueCoding", dict(coding)) for coding in codes]


def values(
    item: Item,
    fields: Mapping[str, Sequence[str]],
    name: str,
    choices: Sequence[Value],
    zone: tzinfo,
    attached: Mapping[str, FileFacts],
) -> list[Value]:
    """The answers in the field ``name`` and those that belong to it (its clock, its unit, its own words).

    A field of files holds the ids of some of those that are ``attached``, by their ids. Raises Unreadable for what
    can't be a value of the question's type.
    """
    texts = [text.strip() for text in fields.get(name, ())]
    if item.options or item.type in CHOICES:
        return _chosen(item, texts, fields, name, choices)
    if item.type == "attachment":
        return _files(texts, attached)
    if item.type == "dateTime":
        return _moments(texts, [text.strip() for text in fields.get(name + "_kl", ())], zone)
    result = []
    unit_texts = list(fields.get(name + "_enhet", ()))
    for place, text in enumerate(texts):
        if text:
            result.append(_value(item, text, unit_texts[place] if place < len(unit_texts) else ""))
    return result


def _files(texts: Sequence[str], attached: Mapping[str, FileFacts]) -> list[Value]:
    ids = list(dict.fromkeys(text for text in texts if text))
    if any(file not in attached for file in ids):
        raise Unreadable("file-gone")
    return [value_of(attached[file]) for file in ids]


def _value(item: Item, text: str, unit: str) -> Value:
    match item.type:
        case "boolean":
            if text not in {"ja", "nej"}:
                raise Unreadable("not-boolean")
            return Value("valueBoolean", text == "ja")
        case "integer":
            exact = _number(text, "not-integer")
            if exact != exact.to_integral_value():
                raise Unreadable("not-integer")
            return Value("valueInteger", int(exact))
        case "decimal":
            return Value("valueDecimal", _number(text, "not-decimal"))
        case "quantity":
            return Value("valueQuantity", {"value": _number(text, "not-quantity")} | _unit(item, unit))
        case "date":
            if day_problem(text):
                raise Unreadable("not-date")
            return Value("valueDate", text)
        case "time":
            return Value("valueTime", _clock(text))
        case "url":
            return Value("valueUri", text)
        case "text":
            return Value("valueString", text.replace("\r\n", "\n").replace("\r", "\n"))
    return Value("valueString", text)


def _number(text: str, rule: str) -> Decimal:
    plain = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if not _NUMBER.fullmatch(plain):
        raise Unreadable(rule)
    try:
        return Decimal(plain.replace("−", "-").replace(",", "."))
    except InvalidOperation:
        raise Unreadable(rule) from None


def _clock(text: str) -> str:
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise Unreadable("not-time")
    return f"{int(match.group(1)):02}:{match.group(2)}:00"


def _moments(days: Sequence[str], clocks: Sequence[str], zone: tzinfo) -> list[Value]:
    result = []
    for place, day in enumerate(days):
        clock = clocks[place] if place < len(clocks) else ""
        if not day and not clock:
            continue
        if day_problem(day) or (clock and len(day) != 10):
            raise Unreadable("not-datetime")
        if not clock:
            result.append(Value("valueDateTime", day))
            continue
        # A clock that the change to winter time gives twice is its first; one that it skips is moved on.
        at = datetime.fromisoformat(f"{day}T{_clock(clock)}").replace(tzinfo=zone)
        result.append(Value("valueDateTime", at.isoformat()))
    return result


def units_of(item: Item) -> list[Mapping[str, Any]]:
    """The units that somebody may choose for a quantity, as codings; the only one where the form has one."""
    if item.limits.units:
        return list(item.limits.units)
    if item.unit is not None:
        return [item.unit]
    for limit in (item.limits.smallest, item.limits.largest, *item.initial):
        if isinstance(limit, Value) and limit.key == "valueQuantity" and ("unit" in limit.raw or "code" in limit.raw):
            raw = limit.raw
            return [
                {key: raw[key] for key in ("system", "code") if key in raw}
                | {"display": raw.get("unit", raw.get("code"))}
            ]
    return []


def _unit(item: Item, chosen: str) -> dict[str, Any]:
    units = units_of(item)
    if not units:
        return {}
    place = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 4 else 0
    unit = units[place] if place < len(units) else units[0]
    named = {key: unit[key] for key in ("system", "code") if key in unit}
    return {"unit": unit.get("display") or unit.get("code"), **named}


def _chosen(
    item: Item, texts: Sequence[str], fields: Mapping[str, Sequence[str]], name: str, choices: Sequence[Value]
) -> list[Value]:
    result = []
    for text in texts:
        if text == OTHER and item.type == "open-choice":
            own = [line.strip() for line in fields.get(name + "_annat", ())]
            result += [Value("valueString", line) for line in own if line]
        elif text.isascii() and text.isdigit() and len(text) < 6 and int(text) < len(choices):
            result.append(choices[int(text)])
        elif text:
            raise Unreadable("not-an-option")
    if item.type == "open-choice" and not choices and not texts:
        result += [Value("valueString", line.strip()) for line in fields.get(name + "_annat", ()) if line.strip()]
    return result


def fields_of(
    item: Item, answers: Sequence[Value], name: str, choices: Sequence[Value], zone: tzinfo
) -> dict[str, list[str]]:
    """The fields that show these answers: the way back from ``values``."""
    result: dict[str, list[str]] = {name: []}
    for value in answers:
        raw = value.raw
        if item.options or item.type in CHOICES:
            place = next((place for place, choice in enumerate(choices) if equal(choice, value)), None)
            if place is not None:
                result[name].append(str(place))
            elif value.key == "valueString":
                result[name].append(OTHER)
                result.setdefault(name + "_annat", []).append(str(raw))
        elif value.key == "valueAttachment":
            result[name] += [file for file in [id_of(raw)] if file is not None]
        elif value.key == "valueBoolean":
            result[name].append("ja" if raw else "nej")
        elif value.key == "valueTime":
            result[name].append(raw[:5].replace(":", "."))
        elif value.key == "valueDateTime":
            at = moment_in(raw, zone)
            result[name].append(at.date().isoformat() if at else raw[:10])
            result.setdefault(name + "_kl", []).append(at.strftime("%H.%M") if at else "")
        elif value.key == "valueQuantity":
            result[name].append(_shown_number(raw.get("value")))
            units = units_of(item)
            place = next((place for place, unit in enumerate(units) if _same_unit(unit, raw)), 0)
            result.setdefault(name + "_enhet", []).append(str(place))
        elif number(raw) is not None:
            result[name].append(_shown_number(raw))
        else:
            result[name].append(str(raw))
    return result


def _same_unit(unit: Mapping[str, Any], raw: Mapping[str, Any]) -> bool:
    return bool(unit.get("code") == raw.get("code")) if "code" in raw else unit.get("display") == raw.get("unit")


def _shown_number(raw: Any) -> str:
    exact = number(raw)
    return "" if exact is None else format(exact, "f").replace(".", ",")
