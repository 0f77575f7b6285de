"""The rules for a single answer, and for the answers to a question together."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from vardtrad.shared.forms.engine import files, patterns, units
from vardtrad.shared.forms.engine.checking import codes_of
from vardtrad.shared.forms.engine.code_lists import Lists
from vardtrad.shared.forms.engine.comparing import equal, order, same_coding
from vardtrad.shared.forms.engine.expressions import CannotEvaluate
from vardtrad.shared.forms.engine.form import CHOICES, NO_LIMITS, Expression, Form, Item, Value
from vardtrad.shared.forms.engine.json_text import number
from vardtrad.shared.forms.engine.references import referred_type
from vardtrad.shared.forms.engine.response import Answer, Note
from vardtrad.shared.forms.engine.values import PROBLEM, WANTED, has_line_break

_STRUCTURE = frozenset(
    {"not-boolean", "not-integer", "not-decimal", "not-string", "not-coding", "not-quantity", "not-attachment"}
)
"""Values whose JSON has the wrong shape; other faults of a value are mistakes of who wrote it."""


class AnswerRules:
    """Judges answers; ``note`` takes what is found, ``calculate`` gives the values of a limit's expression."""

    def __init__(self, form: Form, lists: Lists, note: Note, calculate: Callable[[Expression], list[Any]]) -> None:
        self._form = form
        self._lists = lists
        self._note = note
        self._calculate = calculate
        self._codes: dict[str, tuple[dict[str, object], ...] | None] = {}

    def answer(self, item: Item, value: Value, path: str) -> None:
        """Judge one answer by its type and by the limits of its question."""
        wanted = WANTED[item.type]
        if value.key not in wanted and not any(option.value.key == value.key for option in item.options):
            self._note("fatal", "wrong-type", item.link_id, path, given=value.key[5:] or "?", wanted=wanted[0][5:])
            return
        broken = PROBLEM[value.key](value.raw)
        if broken is not None:
            self._note("fatal" if broken in _STRUCTURE else "error", broken, item.link_id, path)
            return
        if item.type == "string" and isinstance(value.raw, str) and has_line_break(value.raw):
            self._note("fatal", "line-break", item.link_id, path)
        if item.options or item.type in CHOICES:
            self._choice(item, value, path)
        match value.key:
            case "valueQuantity":
                self._unit(item, value.raw, path)
            case "valueAttachment":
                self._attachment(item, value.raw, path)
            case "valueReference":
                self._reference(item, value.raw, path)
        self._limits(item, value, path)

    def together(self, item: Item, answers: Sequence[Answer], path: str) -> None:
        """Judge the answers to a question by each other: no answer twice, and an exclusive one alone."""
        if len(answers) < 2:
            return
        values = [answer.value for answer in answers if answer.value is not None and answer.value.key in PROBLEM]
        if any(PROBLEM[value.key](value.raw) for value in values):
            return
        for option in item.options:
            if option.exclusive and any(equal(value, option.value) for value in values):
                self._note("error", "exclusive", item.link_id, path, option=shown(option.value))
                break

    def _choice(self, item: Item, value: Value, path: str) -> None:
        if item.type == "open-choice" and value.key == "valueString":
            return
        if item.options:
            if not any(equal(value, option.value) for option in item.options):
                self._note("error", "not-an-option", item.link_id, path)
            return
        if item.code_list is None:
            return
        if item.code_list not in self._codes:
            self._codes[item.code_list] = codes_of(self._form, item.code_list, self._lists)
        codes = self._codes[item.code_list]
        if codes is None:
            self._note("error", "list-missing", item.link_id, path)
            return
        for coding in codes:
            if value.key == "valueCoding" and same_coding(value.raw, coding):
                display, said = coding.get("display"), value.raw.get("display")
                if display and said and _folded(str(display)) != _folded(said):
                    self._note("error", "wrong-display", item.link_id, path, display=said[:200])
                return
        self._note("error", "not-an-option", item.link_id, path)

    def _unit(self, item: Item, raw: Mapping[str, Any], path: str) -> None:
        allowed: Sequence[Mapping[str, Any]] = item.limits.units
        if not allowed and item.limits.unit_list:
            allowed = codes_of(self._form, item.limits.unit_list, self._lists) or ()
        if not allowed:
            return
        for unit in allowed:
            if "code" in raw and "code" in unit:
                if raw.get("code") == unit.get("code") and raw.get("system") == unit.get("system"):
                    return
            elif units.name(raw) in {unit.get("display"), unit.get("code")} - {None}:
                return
        names = ", ".join(str(unit.get("display") or unit.get("code")) for unit in allowed)
        self._note("error", "wrong-unit", item.link_id, path, units=names)

    def _attachment(self, item: Item, raw: Mapping[str, Any], path: str) -> None:
        data, said = raw.get("data"), raw.get("size")
        if said is not None and (isinstance(said, bool) or not isinstance(said, int) or said < 0):
            self._note("fatal", "not-attachment", item.link_id, path)
            return
        content: bytes | None = None
        if data is not None:
            try:
                content = base64.b64decode("".join(data.split()), validate=True)
            except (AttributeError, ValueError, binascii.Error):
                self._note("fatal", "not-attachment", item.link_id, path)
                return
            if said is not None and said != len(content):
                self._note("fatal", "file-size-differs", item.link_id, path)
            given = raw.get("hash")
            # SHA-1 is what the standard has for this, against damage and not against forgery.
            if (
                given is not None
                and given != base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
            ):
                self._note("fatal", "file-hash-differs", item.link_id, path)
        size = len(content) if content is not None else said
        if (broken := files.broken_rule(item.limits, raw.get("contentType"), size)) is not None:
            self._note("error", broken[0], item.link_id, path, **broken[1])

    def _reference(self, item: Item, raw: Mapping[str, Any], path: str) -> None:
        reference, said = raw.get("reference"), raw.get("type")
        if reference is None and (isinstance(raw.get("identifier"), Mapping) or isinstance(raw.get("display"), str)):
            pointed: str | None = said if isinstance(said, str) else ""
        else:
            pointed = referred_type(reference) if isinstance(reference, str) else None
            if pointed == "" and isinstance(said, str):
                pointed = said
        if pointed is None or (pointed and isinstance(said, str) and said != pointed):
            self._note("error", "not-reference", item.link_id, path)
        elif item.limits.refers_to and pointed and pointed not in item.limits.refers_to:
            self._note("error", "wrong-referred-type", item.link_id, path, types=", ".join(item.limits.refers_to))

    def _limits(self, item: Item, value: Value, path: str) -> None:
        limits = item.limits
        if limits is NO_LIMITS:
            return
        if limits.smallest is not None:
            self._range(item, value, limits.smallest, path, smallest=True)
        if limits.largest is not None:
            self._range(item, value, limits.largest, path, smallest=False)
        if all(limit is None for limit in (limits.max_length, limits.min_length, limits.decimals, limits.pattern)):
            return
        text = _written(value)
        if text is None:
            return
        if limits.max_length is not None and len(text) > limits.max_length:
            self._note("error", "too-long", item.link_id, path, most=limits.max_length, number=len(text))
        if limits.min_length is not None and value.key in {"valueString", "valueUri"} and len(text) < limits.min_length:
            self._note("error", "too-short", item.link_id, path, least=limits.min_length)
        if limits.decimals is not None:
            self._decimals(item, value, limits.decimals, path)
        if limits.pattern is not None and patterns.matches(limits.pattern, text) is False:
            if item.refusal:
                self._note("error", "custom", item.link_id, path, sentence=item.refusal)
            elif limits.example:
                self._note("error", "wrong-form-example", item.link_id, path, example=limits.example)
            else:
                self._note("error", "wrong-form", item.link_id, path)

    def _decimals(self, item: Item, value: Value, most: int, path: str) -> None:
        exact = number(value.raw.get("value") if value.key == "valueQuantity" else value.raw)
        if exact is None or decimals(exact) <= most:
            return
        if most == 0:
            self._note("error", "no-decimals", item.link_id, path)
        else:
            self._note("error", "too-many-decimals", item.link_id, path, most=most)

    def _range(self, item: Item, value: Value, limit: Value | Expression, path: str, *, smallest: bool) -> None:
        if isinstance(limit, Expression):
            calculated = self._calculated(limit, value)
            if calculated is None:
                self._note("warning", "limit-not-judged", item.link_id, path)
                return
            limit = calculated
        if value.key == "valueQuantity" and limit.key == "valueQuantity":
            exact = number(value.raw.get("value"))
            if exact is not None and units.in_unit_of(value.raw, exact, limit.raw) is None:
                names = {"unit": units.name(value.raw) or "?", "wanted": units.name(limit.raw) or "?"}
                self._note("error", "unit-not-comparable", item.link_id, path, **names)
                return
        compared = order(value, limit)
        if compared is None or compared == 0 or (compared > 0) is smallest:
            return
        if item.refusal:
            self._note("error", "custom", item.link_id, path, sentence=item.refusal)
            return
        timed = value.key in {"valueDate", "valueDateTime", "valueTime"}
        rule = ("too-early" if timed else "too-small") if smallest else ("too-late" if timed else "too-large")
        self._note("error", rule, item.link_id, path, limit=shown(limit))

    def _calculated(self, limit: Expression, value: Value) -> Value | None:
        try:
            values = self._calculate(limit)
        except CannotEvaluate:
            return None
        if len(values) != 1:
            return None
        if isinstance(values[0], str) and value.key in {"valueDate", "valueDateTime"}:
            return Value("valueDateTime" if "T" in values[0] else "valueDate", values[0])
        if number(values[0]) is not None:
            return Value("valueDecimal", values[0])
        return Value(value.key, values[0]) if isinstance(values[0], str | dict) else None


def shown(value: Value) -> str:
    """A value in words, for a sentence."""
    raw = value.raw
    if isinstance(raw, Mapping):
        if value.key == "valueQuantity":
            return f"{shown(Value('valueDecimal', raw.get('value')))} {units.name(raw)}".strip()
        if value.key == "valueAttachment":
            return files.name_of(raw)
        return str(raw.get("display") or raw.get("code") or raw.get("reference") or "")
    exact = number(raw)
    if exact is not None:
        return format(exact, "f").replace(".", ",").replace("-", "−")
    if value.key == "valueTime" and isinstance(raw, str):
        return raw[:5].replace(":", ".")
    return str(raw)


def decimals(exact: Decimal) -> int:
    """How many decimals a number is written with."""
    exponent = exact.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _written(value: Value) -> str | None:
    """A value as the text that patterns and lengths are about; None for what has none."""
    if isinstance(value.raw, str):
        return value.raw
    if value.key == "valueQuantity":
        return str(value.raw.get("value"))
    exact = number(value.raw)
    return format(exact, "f") if exact is not None else None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
