"""Which items of a form are there, given the answers: enableWhen, and what stands in something that isn't there.

An item that isn't there takes what stands in it with it, and its answers count for no other condition.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vardtrad.shared.forms.engine import expressions
from vardtrad.shared.forms.engine.comparing import equal, order
from vardtrad.shared.forms.engine.expressions import Budget, CannotEvaluate, Moment
from vardtrad.shared.forms.engine.form import Condition, Expression, Form, Item, Value
from vardtrad.shared.forms.engine.response import Answer, Node
from vardtrad.shared.forms.engine.values import PROBLEM


class Enabling:
    """Answers whether items are there, for one response; remembers what it has found."""

    def __init__(self, form: Form, root: Node, moment: Moment, budget: Budget | None = None) -> None:
        self._form = form
        self._root = root
        self._moment = moment
        self._budget = budget or Budget()
        self._known: dict[tuple[int, int], bool] = {}
        self._asked: set[tuple[int, int]] = set()
        self.not_judged: list[Item] = []
        """Items whose expression could not be carried out; they are there."""

    def enabled(self, item: Item, scope: Node) -> bool:
        """Whether an item is there, in the part of the response where it stands or would stand."""
        if not item.conditions and item.enabled_by is None:
            return scope.item is None or self.scope_enabled(scope)
        key = (item.number, id(scope))
        if key not in self._known:
            if key in self._asked:
                # A circle: such a form is refused when it is read. Nothing is hidden for it.
                return True
            self._asked.add(key)
            self._known[key] = self.scope_enabled(scope) and self._judge(item, scope)
        return self._known[key]

    def scope_enabled(self, scope: Node) -> bool:
        """Whether the part of the response itself is there."""
        return scope.item is None or scope.scope is None or self.enabled(scope.item, scope.scope)

    def _judge(self, item: Item, scope: Node) -> bool:
        if item.enabled_by is not None and not self._expression(item, item.enabled_by, scope):
            return False
        if not item.conditions:
            return True
        results = (self._condition(condition, scope) for condition in item.conditions)
        return all(results) if item.all_conditions else any(results)

    def _expression(self, item: Item, expression: Expression, scope: Node) -> bool:
        try:
            values = self.evaluate(expression, scope, item)
            return expressions.truth(values) is True
        except CannotEvaluate:
            self.not_judged.append(item)
            return True

    def evaluate(self, expression: Expression, scope: Node, item: Item | None = None) -> list[Any]:
        """The values of an expression in a part of the response. Raises CannotEvaluate."""
        resource = expressions.node(self._root.raw, "QuestionnaireResponse")
        variables: dict[str, Any] = {
            "resource": resource,
            "rootResource": resource,
            "questionnaire": self._form.source,
            "qitem": item.source if item is not None else [],
            "sct": "http://snomed.info/sct",
            "loinc": "http://loinc.org",
        }
        for declared in self._variables(scope):
            variables[declared.name] = expressions.evaluate(
                declared, self._root.raw, "QuestionnaireResponse", variables, self._moment, self._budget
            )
        base = "QuestionnaireResponse" if scope.item is None else "QuestionnaireResponse.item"
        return expressions.evaluate(expression, scope.raw, base, variables, self._moment, self._budget)

    def _variables(self, scope: Node) -> list[Expression]:
        declared = list(self._form.variables)
        if scope.item is not None:
            for item in (*scope.item.ancestors, scope.item):
                declared += item.variables
        return declared

    def _condition(self, condition: Condition, scope: Node) -> bool:
        answers = self.answers_to(condition.question, scope)
        values = [answer.value for answer in answers if answer.value is not None and _readable(answer.value)]
        return holds(condition, values)

    def answers_to(self, link_id: str, scope: Node) -> list[Answer]:
        """The answers to a question that count in a part of the response.

        The standard: the nearest occurrence by the "ancestor" axis, then the "preceding", then the "following".
        """
        target = self._form.by_link_id.get(link_id)
        if target is None:
            return []
        around: Node | None = scope
        while around is not None:
            if around.item is target:
                return around.answers if self.scope_enabled(around) else []
            if around.item is None or around.item in target.ancestors:
                nodes = _reach(around, target)
                there = [node for node in nodes if node.scope is not None and self.enabled(target, node.scope)]
                if nodes:
                    return _answers_of(there[-1], target) if there else []
            around = around.scope
        return []


def _reach(around: Node, target: Item) -> list[Node]:
    """The occurrences of an item in a part of the response, in order."""
    chain = target.ancestors
    inside = chain if around.item is None else chain[chain.index(around.item) + 1 :]
    steps = [*inside, target]
    nodes = [around]
    for step in steps:
        nodes = [child for node in nodes for place in _places(node) for child in place.children.get(step, ())]
    return nodes


def _places(node: Node) -> list[Node]:
    """Where items stand in a node: in it, or under each of its answers."""
    return [node, *(answer.node for answer in node.answers if answer.node is not None and answer.node is not node)]


def _answers_of(node: Node, target: Item) -> list[Answer]:
    if target.asks:
        return node.answers
    # "exists" on a group: whether any question in it is answered.
    result: list[Answer] = []
    waiting = [node]
    while waiting:
        part = waiting.pop()
        result += part.answers
        waiting += [child for children in part.children.values() for child in children]
    return result


def _readable(value: Value) -> bool:
    check = PROBLEM.get(value.key)
    return check is not None and check(value.raw) is None


def holds(condition: Condition, values: list[Value]) -> bool:
    """Whether a condition holds for the answers to its question (FHIR R4: questionnaire-enable-operator)."""
    wanted = condition.value
    match condition.operator:
        case "exists":
            return bool(values) is bool(wanted.raw)
        case "=":
            return any(equal(value, wanted) for value in values)
        case "!=":
            return not any(equal(value, wanted) for value in values)
    orders = [order(value, wanted) for value in values]
    return any(found is not None and _COMPARE[condition.operator](found) for found in orders)


_COMPARE: Mapping[str, Any] = {
    ">": lambda found: found > 0,
    "<": lambda found: found < 0,
    ">=": lambda found: found >= 0,
    "<=": lambda found: found <= 0,
}
