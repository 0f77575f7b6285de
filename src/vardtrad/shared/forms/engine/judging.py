"""Judging a QuestionnaireResponse by its form: every fault with the item, the place, the rule and a sentence.

A fault is *fatal* when the answers are built wrongly (they can't be kept), an *error* when an answer breaks a rule of
the form, and a *warning* when it is worth saying. While somebody is still writing (status "in-progress"), errors are
warnings: nothing needs to be finished yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vardtrad.shared.forms.engine import expressions, sentences
from vardtrad.shared.forms.engine.answer_rules import AnswerRules
from vardtrad.shared.forms.engine.code_lists import Lists, StandardLists
from vardtrad.shared.forms.engine.enabling import Enabling
from vardtrad.shared.forms.engine.expressions import Budget, CannotEvaluate, Moment
from vardtrad.shared.forms.engine.form import Constraint, Form, Item
from vardtrad.shared.forms.engine.response import Builder, Node
from vardtrad.shared.forms.engine.values import day_problem, moment_problem

STATUSES = frozenset({"in-progress", "completed", "amended", "entered-in-error", "stopped"})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about an answer. ``path`` is a FHIR path into the response, ``link_id`` the item of the form."""

    severity: str
    rule: str
    link_id: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The Swedish sentence with its places for values: what is translated."""
        return sentences.ANSWERS[self.rule]

    @property
    def sentence(self) -> str:
        """The sentence in Swedish."""
        return self.template % self.params


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found, in the order of the response."""

    findings: tuple[Finding, ...]

    @property
    def accepted(self) -> bool:
        """Whether the answers can be taken as they are."""
        return all(finding.severity == "warning" for finding in self.findings)

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """What must be mended."""
        return tuple(finding for finding in self.findings if finding.severity != "warning")


def judge(
    form: Form, response: Any, moment: Moment, lists: Lists | None = None, budget: Budget | None = None
) -> Judgement:
    """Judge parsed JSON. ``moment`` is now: expressions ask for it, and share the time of the ``budget``.

    Never raises for what stands in the response.
    """
    return _Judge(form, moment, lists or StandardLists(), budget or Budget()).judge(response)


class _Judge:
    def __init__(self, form: Form, moment: Moment, lists: Lists, budget: Budget) -> None:
        self._form = form
        self._moment = moment
        self._budget = budget
        self._findings: list[Finding] = []
        self._unfinished = False
        self._rules = AnswerRules(form, lists, self._note, self._limit)

    def _note(self, severity: str, rule: str, link_id: str, path: str, **params: Any) -> None:
        if self._unfinished and severity == "error":
            severity = "warning"
        self._findings.append(Finding(severity, rule, link_id, path, params))

    def judge(self, response: Any) -> Judgement:
        if not isinstance(response, Mapping) or response.get("resourceType") != "QuestionnaireResponse":
            self._note("fatal", "not-a-response", "", "QuestionnaireResponse")
            return Judgement(tuple(self._findings))
        self._unfinished = response.get("status") == "in-progress"
        self._about(response)
        self._root = Builder(self._form, self._note).root(response)
        self._enabling = Enabling(self._form, self._root, self._moment, self._budget)
        try:
            self._items(self._form.items, self._root)
        except RecursionError:
            # Conditions that hang on each other thousands deep, upwards: such a form is refused when it is read.
            self._note("fatal", "too-much", "", "QuestionnaireResponse")
        self._constraints(self._form.constraints, self._root, None)
        for item in self._enabling.not_judged:
            self._note("warning", "condition-not-judged", item.link_id, "QuestionnaireResponse")
        return Judgement(tuple(self._findings))

    def _about(self, response: Mapping[str, Any]) -> None:
        """The response as a whole: its status, the form it says it belongs to, and when it was written."""
        form = self._form
        if response.get("status") not in STATUSES:
            self._note("fatal", "wrong-status", "", "QuestionnaireResponse.status")
        said = response.get("questionnaire")
        at = "QuestionnaireResponse.questionnaire"
        if isinstance(said, str) and form.url:
            address, _bar, version = said.partition("#")[0].partition("|")
            if address != form.url and not address.startswith("#"):
                self._note("error", "other-form", "", at, address=said[:200])
            elif version and form.version and version != form.version:
                self._note("error", "other-version", "", at, version=version[:64])
        if form.status == "draft":
            self._note("warning", "form-draft", "", at)
        elif form.status == "retired":
            self._note("warning", "form-retired", "", at)
        authored = response.get("authored")
        if authored is not None and moment_problem(authored):
            self._note("fatal", "not-datetime", "", "QuestionnaireResponse.authored")
        elif isinstance(authored, str) and not self._within_period(authored):
            self._note("warning", "outside-period", "", "QuestionnaireResponse.authored")

    def _within_period(self, authored: str) -> bool:
        day = authored[:10]
        starts, ends = self._form.starts[:10], self._form.ends[:10]
        if starts and not day_problem(starts) and day[: len(starts)] < starts[: len(day)]:
            return False
        return not (ends and not day_problem(ends) and day[: len(ends)] > ends[: len(day)])

    def _items(self, items: tuple[Item, ...], scope: Node) -> None:
        for item in items:
            nodes = scope.children.get(item, [])
            if not self._enabling.enabled(item, scope):
                for node in nodes:
                    if _answered(node):
                        self._note("error", "disabled", item.link_id, node.path)
            elif item.asks:
                self._question(item, nodes, scope)
            elif item.type != "display":
                self._group(item, nodes, scope)
            else:
                for node in nodes:
                    self._items(item.items, node)

    def _question(self, item: Item, nodes: list[Node], scope: Node) -> None:
        node = nodes[0] if nodes else None
        answers = node.answers if node else []
        self._occurs(item, len(answers), node.path if node else scope.path, "required")
        if node is None:
            return
        self._rules.together(item, answers, node.path)
        for answer in answers:
            if answer.value is not None:
                self._rules.answer(item, answer.value, answer.path)
            if answer.node is not None:
                self._items(item.items, answer.node)
        if item.constraints:
            self._constraints(item.constraints, node, item)

    def _group(self, item: Item, nodes: list[Node], scope: Node) -> None:
        answered = [node for node in nodes if _answered(node)]
        if item.required and not answered:
            self._note("error", "group-required", item.link_id, nodes[0].path if nodes else scope.path)
        else:
            self._occurs(item, len(nodes), nodes[0].path if nodes else scope.path, "group-required")
        for node in nodes:
            self._items(item.items, node)
            self._constraints(item.constraints, node, item)

    def _occurs(self, item: Item, number: int, path: str, missing: str) -> None:
        """How many answers or rows there are: at least one where required, one at most where nothing repeats."""
        limits = item.limits
        if item.required and number == 0:
            self._note("error", missing, item.link_id, path)
        elif limits.min_occurs is not None and number < limits.min_occurs:
            self._note("error", "too-few", item.link_id, path, least=limits.min_occurs, number=number)
        if not item.repeats and number > 1 and limits.max_occurs is None:
            self._note("error", "not-repeated", item.link_id, path)
        elif limits.max_occurs is not None and number > limits.max_occurs:
            self._note("error", "too-many", item.link_id, path, most=limits.max_occurs, number=number)
        elif not item.repeats and number > 1:
            self._note("error", "not-repeated", item.link_id, path)

    def _constraints(self, constraints: tuple[Constraint, ...], node: Node, item: Item | None) -> None:
        for constraint in constraints:
            link_id = item.link_id if item else ""
            try:
                holds = expressions.truth(self._enabling.evaluate(constraint.expression, node, item))
            except CannotEvaluate:
                self._note("warning", "constraint-not-judged", link_id, node.path, sentence=constraint.sentence)
                continue
            if holds is False:
                severity = "error" if constraint.hinders else "warning"
                self._note(severity, "constraint", link_id, node.path, sentence=constraint.sentence)

    def _limit(self, expression: Any) -> list[Any]:
        """The values of a limit that is calculated. Raises CannotEvaluate."""
        return self._enabling.evaluate(expression, self._root)


def _answered(node: Node) -> bool:
    """Whether there is an answer in it."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if part.answers:
            return True
        waiting += [child for children in part.children.values() for child in children]
    return False
