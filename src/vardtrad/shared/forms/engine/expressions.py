"""FHIRPath in forms: carried out by fhirpathpy, within bounds.

A form comes from outside, so an expression must not be able to hold a worker or fill its memory. Every function and
operator runs through ``_bounded``, which counts steps, looks at the clock and refuses large values; what could run
long inside a single step (regular expressions, powers, ``repeat``) is replaced here. An expression that passes the
bounds, or that fhirpathpy can't carry out, raises CannotEvaluate and says nothing about the answer.
"""

from __future__ import annotations

import time as clocks
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from vardtrad.shared.forms.engine import patterns
from vardtrad.shared.forms.engine.form import Expression
from vardtrad.shared.forms.engine.limits import (
    EXPRESSION,
    EXPRESSION_DEPTH,
    EXPRESSION_DIGITS,
    EXPRESSION_SECONDS,
    EXPRESSION_STEPS,
    EXPRESSION_TEXT,
    EXPRESSION_VALUES,
    EXPRESSIONS_SECONDS,
)

FHIRPATH = "text/fhirpath"


class CannotEvaluate(Exception):
    """The expression is not FHIRPath, uses what is not supported, or runs past its bounds."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a response is judged, in the region's time zone: what ``today()`` and ``now()`` give."""

    now: datetime

    @property
    def today(self) -> str:
        """The day, as FHIR writes it."""
        return self.now.date().isoformat()


class Budget:
    """The time that is left for all expressions of a page or a response together (seconds)."""

    def __init__(self, seconds: float = EXPRESSIONS_SECONDS) -> None:
        self.left = seconds


def problem(expression: Expression) -> str | None:
    """Why an expression can't be used at all, for the report of an import; None when it can be tried."""
    if expression.language not in {FHIRPATH, ""}:
        return expression.language
    try:
        _parsed(expression.text)
    except CannotEvaluate as fault:
        return str(fault)
    return None


def evaluate(
    expression: Expression,
    context: Any,
    base: str,
    variables: Mapping[str, Any],
    moment: Moment,
    budget: Budget | None = None,
) -> list[Any]:
    """The values of an expression on a part of a response.

    ``base`` is the FHIR path of the part ("QuestionnaireResponse.item"), so that ``answer.value`` finds each value[x].
    ``variables`` are what ``%name`` gives. The time that it takes is taken from the ``budget``. Raises CannotEvaluate.
    """
    if expression.language not in {FHIRPATH, ""}:
        raise CannotEvaluate(expression.language)
    budget = budget or Budget()
    if budget.left <= 0:
        raise CannotEvaluate("time")
    begun = clocks.monotonic()
    try:
        return _evaluated(_parsed(expression.text), context, base, variables, moment)
    finally:
        budget.left -= clocks.monotonic() - begun


def _evaluated(tree: Any, context: Any, base: str, variables: Mapping[str, Any], moment: Moment) -> list[Any]:
    from fhirpathpy.engine import do_eval
    from fhirpathpy.engine.nodes import ResourceNode

    root = [ResourceNode.create_node(context, base)]
    bounds = _Bounds(clocks.monotonic() + EXPRESSION_SECONDS)
    ctx = {
        "dataRoot": root,
        "vars": {"ucum": "http://unitsofmeasure.org", "context": root, **variables},
        "model": _model(),
        "userInvocationTable": _table(bounds, moment),
    }
    try:
        values = do_eval(ctx, root, tree)
    except CannotEvaluate:
        raise
    except RecursionError:
        raise CannotEvaluate("depth") from None
    except Exception as fault:
        # The library raises plain Exception, and what its Python happens to raise, for expressions that don't fit.
        raise CannotEvaluate(str(fault)[:200]) from None
    return [_plain(value) for value in (values if isinstance(values, list) else [values])]


def truth(values: list[Any]) -> bool | None:
    """What a collection says as a condition: None when empty. Raises CannotEvaluate for what is no boolean."""
    if not values:
        return None
    if len(values) == 1 and isinstance(values[0], bool):
        return values[0]
    raise CannotEvaluate("boolean")


def node(raw: Any, base: str) -> Any:
    """A part of a response as a variable of an expression."""
    from fhirpathpy.engine.nodes import ResourceNode

    return ResourceNode.create_node(raw, base)


class _Bounds:
    """How much of an evaluation is left."""

    def __init__(self, ends: float) -> None:
        self._ends = ends
        self._steps = EXPRESSION_STEPS

    def step(self, *values: Any) -> None:
        self._steps -= 1
        if self._steps < 0 or clocks.monotonic() > self._ends:
            raise CannotEvaluate("time")
        for value in values:
            _small(value)


def _small(value: Any) -> None:
    if isinstance(value, str):
        if len(value) > EXPRESSION_TEXT:
            raise CannotEvaluate("text")
    elif isinstance(value, list):
        if len(value) > EXPRESSION_VALUES:
            raise CannotEvaluate("values")
        for entry in value[:1] if len(value) > 50 else value:
            if isinstance(entry, str | int | Decimal):
                _small(entry)
    elif isinstance(value, int):
        if value.bit_length() > 4 * EXPRESSION_DIGITS:
            raise CannotEvaluate("number")
    elif isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) > EXPRESSION_DIGITS:
        raise CannotEvaluate("number")


def _table(bounds: _Bounds, moment: Moment) -> dict[str, dict[str, Any]]:
    """All functions and operators of the library, each inside the bounds."""
    from fhirpathpy.engine.invocations import invocation_registry

    replaced = _replaced(moment)
    return {
        name: {**entry, "fn": _bounded(bounds, replaced.get(name, entry["fn"]))}
        for name, entry in invocation_registry.items()
    }


def _bounded(bounds: _Bounds, function: Callable[..., Any]) -> Callable[..., Any]:
    def inside(ctx: Any, *arguments: Any) -> Any:
        bounds.step(*arguments)
        result = function(ctx, *arguments)
        bounds.step(result)
        return result

    return inside


def _replaced(moment: Moment) -> dict[str, Callable[..., Any]]:
    """What the library would do without bounds inside one step, or with a clock of its own."""

    def text_of(collection: Any) -> str:
        values = [_plain(value) for value in (collection if isinstance(collection, list) else [collection])]
        if len(values) != 1 or not isinstance(values[0], str):
            raise CannotEvaluate("text")
        return values[0]

    def fits(ctx: Any, collection: Any, pattern: Any) -> Any:
        usable = patterns.compiled(pattern) if isinstance(pattern, str) else None
        if usable is None:
            raise CannotEvaluate("pattern")
        return usable.search(text_of(collection)) is not None

    def replace(ctx: Any, collection: Any, old: Any, new: Any) -> Any:
        if not isinstance(old, str) or not isinstance(new, str):
            return []
        text = text_of(collection)
        if (text.count(old) + 1) * len(new) > EXPRESSION_TEXT:
            raise CannotEvaluate("text")
        return text.replace(old, new)

    def power(ctx: Any, collection: Any, degree: Any) -> Any:
        values = [_plain(value) for value in (collection if isinstance(collection, list) else [collection])]
        if len(values) != 1 or isinstance(values[0], bool) or not isinstance(values[0], int | Decimal):
            return []
        if not isinstance(degree, int | Decimal) or abs(Decimal(degree)) > 64:
            raise CannotEvaluate("number")
        return Decimal(values[0]) ** Decimal(degree)

    def total(ctx: Any, collection: Any) -> Any:
        values = [_plain(value) for value in collection]
        if any(isinstance(value, bool) or not isinstance(value, int | Decimal) for value in values):
            raise CannotEvaluate("number")
        return sum(values, Decimal(0)) if values else []

    def repeat(ctx: Any, collection: Any, expression: Callable[[Any], Any]) -> Any:
        result: list[Any] = []
        waiting = list(collection)
        while waiting:
            reached = expression(waiting.pop(0))
            result.extend(reached)
            waiting.extend(reached)
            if len(result) > EXPRESSION_VALUES:
                raise CannotEvaluate("values")
        return result

    def refused(ctx: Any, *arguments: Any) -> Any:
        raise CannotEvaluate("function")

    return {
        "matches": fits,
        "replaceMatches": refused,
        "replace": replace,
        "power": power,
        "exp": refused,
        "sum": total,
        "repeat": repeat,
        "trace": lambda ctx, collection, *_name: collection,
        "encode": refused,
        "decode": refused,
        "now": lambda ctx, _data: moment.now.isoformat(),
        "today": lambda ctx, _data: moment.today,
        "timeOfDay": lambda ctx, _data: moment.now.time().isoformat(),
    }


def _plain(value: Any) -> Any:
    from fhirpathpy.engine.nodes import FP_Quantity, FP_Type
    from fhirpathpy.engine.util import get_data

    data = get_data(value)
    if isinstance(data, FP_Quantity):
        return {"value": data.value, "unit": str(data.unit).strip("'")}
    if isinstance(data, FP_Type):
        return str(data)
    if isinstance(data, float):
        return Decimal(repr(data))
    return data


@lru_cache(maxsize=1)
def _model() -> Any:
    from fhirpathpy.models import models

    return models["r4"]


def _parsed(text: str) -> Any:
    """The tree of an expression, all of which has been understood. Raises CannotEvaluate."""
    tree, fault = _parsed_once(text)
    if fault:
        raise CannotEvaluate(fault)
    return tree


@lru_cache(maxsize=2_000)
def _parsed_once(text: str) -> tuple[Any, str]:
    """The tree, or why there is none: kept too, since failing takes as long as understanding."""
    try:
        return _read(text), ""
    except CannotEvaluate as fault:
        return None, str(fault) or "expression"


def _read(text: str) -> Any:
    if len(text) > EXPRESSION:
        raise CannotEvaluate("length")
    if _depth(text) > EXPRESSION_DEPTH:
        raise CannotEvaluate("depth")
    from antlr4 import CommonTokenStream, InputStream, ParseTreeWalker, Token
    from antlr4.error.ErrorListener import ErrorListener
    from fhirpathpy.parser.ASTPathListener import ASTPathListener
    from fhirpathpy.parser.generated.FHIRPathLexer import FHIRPathLexer
    from fhirpathpy.parser.generated.FHIRPathParser import FHIRPathParser

    class Faults(ErrorListener):  # type: ignore[misc]
        def syntaxError(self, recognizer: Any, symbol: Any, line: int, column: int, msg: str, e: Any) -> None:
            raise CannotEvaluate(f"{line}:{column}")

    try:
        lexer = FHIRPathLexer(InputStream(text))
        parser = FHIRPathParser(CommonTokenStream(lexer))
        for reader in (lexer, parser):
            reader.removeErrorListeners()
            reader.addErrorListener(Faults())
        tree = parser.expression()
        if parser.getCurrentToken().type != Token.EOF:
            raise CannotEvaluate(f"{parser.getCurrentToken().line}:{parser.getCurrentToken().column}")
        listener = ASTPathListener()
        ParseTreeWalker().walk(listener, tree)
        return listener.parentStack[0]["children"][0]
    except CannotEvaluate:
        raise
    except Exception as fault:
        raise CannotEvaluate(str(fault)[:200]) from None


def _depth(text: str) -> int:
    depth = deepest = 0
    for letter in text:
        if letter in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in ")]}":
            depth -= 1
    return deepest
