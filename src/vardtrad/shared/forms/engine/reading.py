"""From the JSON of an item to an Item. What is not written as the standard says is named and left out of the item."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from vardtrad.shared.forms.engine import expressions, patterns
from vardtrad.shared.forms.engine import extensions as known
from vardtrad.shared.forms.engine.accounting import control_codes
from vardtrad.shared.forms.engine.form import (
    NO_LIMITS,
    Condition,
    Constraint,
    Expression,
    Item,
    Limits,
    Option,
    Value,
)
from vardtrad.shared.forms.engine.json_text import number
from vardtrad.shared.forms.engine.limits import CONDITIONS, EXPRESSIONS_TEXT, LINK_ID, OPTIONS, TEXT
from vardtrad.shared.forms.engine.report import Fault, Verdict
from vardtrad.shared.forms.engine.values import PROBLEM

Extensions = Mapping[str, list[tuple[str, Mapping[str, Any]]]]
"""For each address the extensions with it, each with its path."""


GIVEN = frozenset({"resource", "context", "rootResource", "questionnaire", "qitem", "ucum", "sct", "loinc"})
"""The variables that every expression may use."""

_VARIABLE = re.compile(r"%`?([A-Za-z_][A-Za-z0-9_-]*)")


class Reader:
    """Reads parts of a form and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._expressions = 0
        self.variable_names: set[str] = set()
        """What the form's own variables are called, wherever they stand."""
        self.exceptions: dict[str, Verdict] = {}
        """Verdicts of elements that are known but can't be carried out as they are written."""

    def fault(self, rule: str, path: str, link_id: str = "", *, hinders: bool = True, **params: Any) -> None:
        """Note something wrong with the form."""
        self.faults.append(Fault(rule, path, link_id, params, hinders))

    def text(self, source: Mapping[str, Any], name: str, path: str, link_id: str = "", most: int = TEXT) -> str:
        """A text of the form; "" when it is missing or no text."""
        value = source.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fault("wrong-type-of-value", f"{path}.{name}", link_id, name=name)
            return ""
        if len(value) > most:
            self.fault("text-too-long", f"{path}.{name}", link_id, most=most)
            return value[:most]
        return value

    def flag(self, source: Mapping[str, Any], name: str, path: str, link_id: str) -> bool:
        """Yes or no; no when it is missing or neither."""
        value = source.get(name, False)
        if not isinstance(value, bool):
            self.fault("wrong-type-of-value", f"{path}.{name}", link_id, name=name)
            return False
        return value

    def whole(self, value: Any, path: str, link_id: str, name: str) -> int | None:
        """A whole number that is not negative."""
        if value is None:
            return None
        exact = number(value)
        if exact is None or exact != exact.to_integral_value() or not 0 <= exact < 2**31:
            self.fault("wrong-type-of-value", path, link_id, name=name)
            return None
        return int(exact)

    def parts(
        self, source: Mapping[str, Any], name: str, path: str, link_id: str
    ) -> list[tuple[str, Mapping[str, Any]]]:
        """The objects of a list, each with its path."""
        value = source.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault("wrong-type-of-value", f"{path}.{name}", link_id, name=name)
            return []
        result = []
        for place, part in enumerate(value):
            at = f"{path}.{name}[{place}]"
            if isinstance(part, Mapping):
                result.append((at, part))
            else:
                self.fault("wrong-type-of-value", at, link_id, name=name)
        return result

    def extensions(self, source: Mapping[str, Any], path: str, link_id: str) -> Extensions:
        """The extensions of a part of the form, and a fault for each that changes its meaning."""
        result: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
        for at, extension in self.parts(source, "extension", path, link_id):
            if isinstance(extension.get("url"), str):
                result.setdefault(extension["url"], []).append((at, extension))
        for at, extension in self.parts(source, "modifierExtension", path, link_id):
            self.fault("modifier", at, link_id, address=extension.get("url", ""))
        return result

    def item(self, source: Mapping[str, Any], place: int, path: str, ancestors: tuple[Item, ...]) -> Item:
        """An item without what stands in it."""
        link_id = self.text(source, "linkId", path, most=LINK_ID)
        if not link_id.strip():
            self.fault("no-link-id", path)
        item = Item(link_id, self.text(source, "type", path, link_id), place, ancestors, path, source=source)
        item.text = self.text(source, "text", path, link_id)
        item.prefix = self.text(source, "prefix", path, link_id)
        item.required = self.flag(source, "required", path, link_id) and item.type != "display"
        item.repeats = self.flag(source, "repeats", path, link_id)
        item.read_only = self.flag(source, "readOnly", path, link_id)
        item.code_list = self.text(source, "answerValueSet", path, link_id).partition("|")[0] or None
        item.options = self._options(source, path, link_id)
        item.initial = self._initial(source, path, item)
        item.conditions = self._conditions(source, path, link_id)
        item.all_conditions = self._behavior(source, path, item)
        self._extended(item, self.extensions(source, path, link_id))
        return item

    def _options(self, source: Mapping[str, Any], path: str, link_id: str) -> tuple[Option, ...]:
        parts = self.parts(source, "answerOption", path, link_id)
        if len(parts) > OPTIONS:
            self.fault("too-many-options", path, link_id, number=len(parts), most=OPTIONS)
            return ()
        result = []
        for at, part in parts:
            value = self.value(part, "value")
            if value is None or PROBLEM[value.key](value.raw):
                self.fault("wrong-option", at, link_id)
                continue
            extended = self.extensions(part, at, link_id)
            coded = self.extensions(value.raw, f"{at}.{value.key}", link_id) if isinstance(value.raw, Mapping) else {}
            both = {**coded, **extended}
            result.append(
                Option(
                    value,
                    selected=self.flag(part, "initialSelected", at, link_id),
                    exclusive=_first(both, known.EXCLUSIVE, "valueBoolean") is True,
                    prefix=_words(_first(both, known.OPTION_PREFIX, "valueString")),
                    weight=number(
                        _first(both, known.WEIGHT, "valueDecimal") or _first(both, known.ITEM_WEIGHT, "valueDecimal")
                    ),
                )
            )
        return tuple(result)

    def _initial(self, source: Mapping[str, Any], path: str, item: Item) -> tuple[Value, ...]:
        result = []
        for at, part in self.parts(source, "initial", path, item.link_id):
            value = self.value(part, "value")
            if value is None or PROBLEM[value.key](value.raw):
                self.fault("wrong-initial", at, item.link_id, hinders=False)
                continue
            result.append(value)
        return tuple(result)

    def _conditions(self, source: Mapping[str, Any], path: str, link_id: str) -> tuple[Condition, ...]:
        parts = self.parts(source, "enableWhen", path, link_id)
        if len(parts) > CONDITIONS:
            self.fault("too-many-conditions", path, link_id, number=len(parts), most=CONDITIONS)
            return ()
        result = []
        for at, part in parts:
            operator = self.text(part, "operator", at, link_id)
            if operator not in {"exists", "=", "!=", ">", "<", ">=", "<="}:
                self.fault("unknown-operator", at, link_id, operator=operator)
                continue
            value = self.value(part, "answer")
            if value is None or PROBLEM[value.key](value.raw) not in {None, "no-time-zone", "blank"}:
                self.fault("condition-without-value", at, link_id)
                continue
            if operator == "exists" and value.key != "valueBoolean":
                self.fault("exists-needs-boolean", at, link_id)
                continue
            result.append(Condition(self.text(part, "question", at, link_id), operator, value))
        return tuple(result)

    def _behavior(self, source: Mapping[str, Any], path: str, item: Item) -> bool:
        behavior = source.get("enableBehavior")
        if behavior is None:
            if len(item.conditions) > 1:
                self.fault("no-behavior", path, item.link_id, hinders=False)
            return False
        if behavior not in {"all", "any"}:
            self.fault("unknown-behavior", f"{path}.enableBehavior", item.link_id)
        return bool(behavior == "all")

    def value(self, part: Mapping[str, Any], prefix: str) -> Value | None:
        """The one value[x] (or answer[x]) of a part, of a type that answers have; None otherwise."""
        keys = [key for key in part if key.startswith(prefix) and "value" + key[len(prefix) :] in PROBLEM]
        if len(keys) != 1:
            return None
        return Value("value" + keys[0][len(prefix) :], part[keys[0]])

    def _extended(self, item: Item, extended: Extensions) -> None:
        link_id = item.link_id
        above = item.ancestors[-1].hidden if item.ancestors else False
        item.hidden = above or _first(extended, known.HIDDEN, "valueBoolean") is True
        for _at, extension in extended.get(known.CONTROL, []):
            codes = sorted(control_codes(extension) & known.CONTROLS)
            item.control = codes[0] if codes else item.control
        unit = _first(extended, known.UNIT, "valueCoding")
        item.unit = unit if isinstance(unit, Mapping) else None
        item.refusal = _words(_first(extended, known.REFUSAL, "valueString"))
        item.row_name = _words(_first(extended, known.ROW_NAME, "valueString"))
        item.columns = _first(extended, known.ORIENTATION, "valueCode") == "horizontal"
        item.limits = self._limits(item, extended)
        item.constraints = self.constraints(extended, link_id)
        item.variables = self.variables(extended, link_id)
        item.initial_expression = self._expression(extended, known.INITIAL_BY, link_id)
        item.calculated_by = self._expression(extended, known.CALCULATED_BY, link_id)
        if item.calculated_by is None and (found := extended.get(known.NORWEGIAN_CALCULATED_BY)):
            at, extension = found[0]
            written = Expression(_words(extension.get("valueString")))
            item.calculated_by = self.usable(written, at, link_id)
        item.enabled_by = self._expression(extended, known.ENABLED_BY, link_id, rule="enabling-expression")
        if item.enabled_by is not None and item.conditions:
            self.fault("conditions-and-expression", item.path, link_id)

    def _limits(self, item: Item, extended: Extensions) -> Limits:
        link_id = item.link_id

        def whole(address: str) -> int | None:
            for at, extension in extended.get(address, []):
                return self.whole(_any(extension), at, link_id, address.rpartition("/")[2])
            return None

        pattern = _words(_first(extended, known.PATTERN, "valueString")) or None
        if pattern is not None and patterns.compiled(pattern) is None:
            at = extended[known.PATTERN][0][0]
            self.fault("pattern", at, link_id, pattern=pattern[:200])
            self.exceptions[at] = Verdict.UNSUPPORTED
            pattern = None
        limits = replace(
            NO_LIMITS,
            smallest=self._limit(extended, known.MIN_VALUE, link_id)
            or self._limit(extended, known.MIN_QUANTITY, link_id),
            largest=self._limit(extended, known.MAX_VALUE, link_id)
            or self._limit(extended, known.MAX_QUANTITY, link_id),
            min_length=whole(known.MIN_LENGTH),
            max_length=self.whole(item.source.get("maxLength"), f"{item.path}.maxLength", link_id, "maxLength"),
            decimals=whole(known.DECIMALS),
            pattern=pattern,
            example=_words(_first(extended, known.EXAMPLE, "valueString")),
            min_occurs=whole(known.MIN_OCCURS),
            max_occurs=whole(known.MAX_OCCURS),
            content_types=tuple(
                extension["valueCode"]
                for _at, extension in extended.get(known.CONTENT_TYPE, [])
                if isinstance(extension.get("valueCode"), str)
            ),
            max_size=self._size(extended, link_id),
            units=tuple(
                extension["valueCoding"]
                for _at, extension in extended.get(known.UNIT_OPTION, [])
                if isinstance(extension.get("valueCoding"), Mapping)
            ),
            unit_list=_words(_first(extended, known.UNIT_LIST, "valueCanonical")).partition("|")[0] or None,
            refers_to=tuple(
                extension["valueCode"]
                for _at, extension in extended.get(known.REFERS_TO, [])
                if isinstance(extension.get("valueCode"), str)
            ),
        )
        if limits.min_occurs is not None and limits.max_occurs is not None and limits.min_occurs > limits.max_occurs:
            self.fault("occurs", item.path, link_id)
        if limits.min_length is not None and limits.max_length is not None and limits.min_length > limits.max_length:
            self.fault("length", item.path, link_id)
        return NO_LIMITS if limits == NO_LIMITS else limits

    def _size(self, extended: Extensions, link_id: str) -> Decimal | None:
        for at, extension in extended.get(known.MAX_SIZE, []):
            size = number(_any(extension))
            if size is None:
                self.fault("wrong-type-of-value", at, link_id, name="maxSize")
            return size
        return None

    def _limit(self, extended: Extensions, address: str, link_id: str) -> Value | Expression | None:
        for at, extension in extended.get(address, []):
            computed = self._computed(extension)
            if computed is not None:
                return self.usable(computed, at, link_id, rule="computed-limit")
            value = self.value(extension, "value")
            if value is None or PROBLEM[value.key](value.raw) not in {None, "no-time-zone"}:
                self.fault("wrong-type-of-value", at, link_id, name=address.rpartition("/")[2])
                return None
            return value
        return None

    def _computed(self, extension: Mapping[str, Any]) -> Expression | None:
        for name, part in extension.items():
            inside = part if name == "extension" else part.get("extension") if isinstance(part, Mapping) else None
            for inner in inside if isinstance(inside, list) else []:
                if isinstance(inner, Mapping) and inner.get("url") in known.COMPUTED:
                    value = inner.get("valueExpression", inner.get("valueString"))
                    return written_expression(value)
        return None

    def constraints(self, extended: Extensions, link_id: str) -> tuple[Constraint, ...]:
        """The rules of the form's own that are written as expressions."""
        result = []
        for at, extension in [*extended.get(known.CONSTRAINT, []), *extended.get(known.TARGET_CONSTRAINT, [])]:
            parts = {
                inner["url"]: _any(inner)
                for _inner_at, inner in self.parts(extension, "extension", at, link_id)
                if isinstance(inner.get("url"), str)
            }
            expression = written_expression(parts.get("expression"))
            if expression is None:
                self.fault("wrong-type-of-value", at, link_id, name="constraint")
                continue
            hinders = parts.get("severity") != "warning"
            if self.problem(expression) is not None:
                # It stays among the constraints: each judgement says that it could not be tried.
                self.fault("expression", at, link_id, hinders=hinders, expression=expression.text[:200])
                self.exceptions[at] = Verdict.UNSUPPORTED
            sentence = _words(parts.get("human")) or _words(parts.get("requirements")) or expression.text
            result.append(Constraint(_words(parts.get("key")), hinders, expression, sentence))
        return tuple(result)

    def variables(self, extended: Extensions, link_id: str) -> tuple[Expression, ...]:
        """Named expressions that others may use as %name."""
        result = []
        for at, extension in extended.get(known.VARIABLE, []):
            expression = written_expression(extension.get("valueExpression"))
            if expression is not None and self.usable(expression, at, link_id) is not None and expression.name:
                result.append(expression)
        return tuple(result)

    def _expression(
        self, extended: Extensions, address: str, link_id: str, rule: str = "expression"
    ) -> Expression | None:
        for at, extension in extended.get(address, []):
            expression = written_expression(extension.get("valueExpression"))
            if expression is None:
                hinders = rule == "enabling-expression"
                self.fault("wrong-type-of-value", at, link_id, hinders=hinders, name=address.rpartition("/")[2])
                return None
            return self.usable(expression, at, link_id, rule=rule)
        return None

    def problem(self, expression: Expression) -> str | None:
        """Why an expression can't be used here: not FHIRPath, or about what only other systems know (%patient)."""
        self._expressions += len(expression.text)
        if self._expressions > EXPRESSIONS_TEXT:
            return "length"
        unknown = set(_VARIABLE.findall(expression.text)) - GIVEN - self.variable_names
        return expressions.problem(expression) or (f"%{min(unknown)}" if unknown else None)

    def usable(self, expression: Expression, at: str, link_id: str, rule: str = "expression") -> Expression | None:
        """The expression, or None and a fault when it can't be used. Only an enabling one hinders the form."""
        if self.problem(expression) is None:
            return expression
        self.fault(rule, at, link_id, hinders=rule != "expression", expression=expression.text[:200])
        self.exceptions[at] = Verdict.UNSUPPORTED
        return None


def written_expression(value: Any) -> Expression | None:
    """An Expression of FHIR, or its bare text."""
    if isinstance(value, str):
        return Expression(value)
    if isinstance(value, Mapping) and isinstance(value.get("expression"), str):
        return Expression(value["expression"], _words(value.get("language")), _words(value.get("name")))
    return None


def _any(extension: Mapping[str, Any]) -> Any:
    return next((value for key, value in extension.items() if key.startswith("value")), None)


def _first(extended: Extensions, address: str, key: str) -> Any:
    for _at, extension in extended.get(address, []):
        return extension.get(key)
    return None


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ""
