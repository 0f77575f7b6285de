"""A page of a form as a QuestionnaireResponse: what is in its fields, what of it counts, and what is wrong where.

What is written in a question that doesn't apply stays in the fields, so that it is there again when the question is; it
is not part of the response.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vardtrad.shared.forms.engine import sentences
from vardtrad.shared.forms.engine.checking import answerable, codes_of, inside
from vardtrad.shared.forms.engine.code_lists import Lists, StandardLists
from vardtrad.shared.forms.engine.enabling import Enabling
from vardtrad.shared.forms.engine.expressions import Budget, CannotEvaluate, Moment
from vardtrad.shared.forms.engine.files import FileFacts
from vardtrad.shared.forms.engine.form import CHOICES, Form, Item, Value
from vardtrad.shared.forms.engine.json_text import number
from vardtrad.shared.forms.engine.judging import Finding, judge
from vardtrad.shared.forms.engine.naming import (
    Fields,
    base,
    counter,
    field,
    has_rows,
    line,
    number_of_rows,
    within_page,
)
from vardtrad.shared.forms.engine.response import Builder, Node
from vardtrad.shared.forms.engine.values import PROBLEM
from vardtrad.shared.forms.engine.written import Unreadable, fields_of, offered, values

PASSES = 5
"""How often calculated answers are calculated again, for those that hang on each other."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a field: the Swedish sentence with its places for values, and the values."""

    template: str
    params: Mapping[str, Any]

    @property
    def sentence(self) -> str:
        """The sentence in Swedish."""
        return self.template % self.params


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled page. ``response`` holds only what counts; ``problems`` are by the name of their field.

    ``there`` are the names of the fields (of groups and texts too) that apply; ``calculated`` the texts of answers that
    the form calculates, by field.
    """

    response: dict[str, Any]
    problems: dict[str, Problem]
    there: frozenset[str]
    calculated: Mapping[str, list[str]]
    notes: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the answers can be sent."""
        return not self.problems and not self.notes


class Filling:
    """Fills in a form; ``moment`` is now, in the time zone that clocks on the page are meant in."""

    def __init__(self, form: Form, moment: Moment, lists: Lists | None = None) -> None:
        self.form = form
        self.moment = moment
        self.lists = lists or StandardLists()
        self.files: Mapping[str, FileFacts] = {}
        """The files that are attached to the page, by their ids: a question of files answers with some of them."""
        self.files_may_wait = False
        """Whether a required file needn't be there: for who writes down what somebody tells on the telephone."""
        self._choices: dict[int, list[Value]] = {}
        self._initial: dict[str, list[str]] | None = None
        self._budget = Budget()

    def choices(self, item: Item) -> list[Value]:
        """The answers that a question offers."""
        if item.number not in self._choices:
            codes = codes_of(self.form, item.code_list, self.lists) if item.code_list and item.type in CHOICES else None
            self._choices[item.number] = offered(item, codes or ())
        return self._choices[item.number]

    def initial(self) -> dict[str, list[str]]:
        """The fields of a page that nobody has written in: what the form has chosen beforehand."""
        if self._initial is None:
            self._initial = self._chosen_beforehand()
        return {name: list(texts) for name, texts in self._initial.items()}

    def _chosen_beforehand(self) -> dict[str, list[str]]:
        fields: dict[str, list[str]] = {}
        for item in self.form.in_order:
            chosen = [option.value for option in item.options if option.selected] or list(item.initial)
            if not item.asks or not (chosen or item.initial_expression):
                continue
            if item.initial_expression is not None:
                chosen = self._calculated(item, {"resourceType": "QuestionnaireResponse"}, item.initial_expression)
            rows = [0] * sum(ancestor.type == "group" and has_rows(ancestor) for ancestor in item.ancestors)
            fields |= self._shown(item, chosen, field(item, rows))
            if has_rows(item) and len(chosen) > 1:
                fields[counter(item, rows)] = [str(len(chosen))]
        return {name: texts for name, texts in fields.items() if texts}

    def _shown(self, item: Item, answers: Sequence[Value], name: str) -> dict[str, list[str]]:
        """The fields that show answers: one line each where the question has lines."""
        if not has_rows(item):
            return fields_of(item, answers, name, self.choices(item), self.zone)
        fields: dict[str, list[str]] = {}
        for place, answer in enumerate(answers):
            fields |= fields_of(item, [answer], line(name, place), self.choices(item), self.zone)
        return fields

    @property
    def zone(self) -> Any:
        """The time zone that clocks on the page are meant in."""
        return self.moment.now.tzinfo

    def fill(self, fields: Fields) -> Filled:
        """Read a page."""
        reading = _Reading(self, fields)
        response: dict[str, Any] = {"resourceType": "QuestionnaireResponse", "status": "completed"}
        if self.form.url:
            response["questionnaire"] = self.form.url + (f"|{self.form.version}" if self.form.version else "")
        response["authored"] = self.moment.now.replace(microsecond=0).isoformat()
        response["item"] = reading.items(self.form.items, ())
        calculated = self._calculate(response, reading)
        there = self._keep_what_counts(response, reading)
        problems = {name: problem for name, problem in reading.problems.items() if base(name) in there}
        names = reading.by_path(response)
        notes = []
        for finding in judge(self.form, response, self.moment, self.lists, self._budget).refusals:
            if self.files_may_wait and self._asks_for_a_file(finding):
                continue
            name = _nearest(finding.path, names)
            if name is None:
                notes.append(finding.sentence)
            elif name not in problems and base(name) not in problems:
                problems[name] = Problem(finding.template, finding.params)
        ordered = {name: problems[name] for name in reading.order if name in problems}
        return Filled(_without_empty(response), ordered, there, calculated, tuple(notes))

    def _asks_for_a_file(self, finding: Finding) -> bool:
        """Whether something is refused only because a file is missing."""
        item = self.form.by_link_id.get(finding.link_id)
        if item is None or finding.rule not in {"required", "too-few", "group-required"}:
            return False
        parts = (item,) if item.asks else inside(item)
        return all(part.type == "attachment" for part in parts if part.asks)

    def _calculated(
        self, item: Item, response: Mapping[str, Any], expression: Any, node: Node | None = None
    ) -> list[Value]:
        root = Node(None, response, "QuestionnaireResponse", None)
        try:
            results = Enabling(self.form, root, self.moment, self._budget).evaluate(expression, node or root, item)
        except CannotEvaluate:
            return []
        typed = [_typed(item, result) for result in results]
        return [value for value in typed if value is not None][: None if item.repeats else 1]

    def _calculate(self, response: dict[str, Any], reading: _Reading) -> dict[str, list[str]]:
        """Write the calculated answers into the response, until they stay the same."""
        items = [item for item in self.form.in_order if item.calculated_by is not None and item.asks]
        calculated: dict[str, list[str]] = {}
        for _turn in range(PASSES if items else 0):
            before = dict(calculated)
            for item in items:
                for raw, name in reading.raw_of(item):
                    answers = self._calculated(item, response, item.calculated_by)
                    raw.pop("answer", None)
                    if answers:
                        raw["answer"] = [{answer.key: answer.raw} for answer in answers]
                    calculated |= self._shown(item, answers, name)
                    reading.problems.pop(name, None)
            if calculated == before:
                break
        return calculated

    def _keep_what_counts(self, response: dict[str, Any], reading: _Reading) -> frozenset[str]:
        """Take what doesn't apply out of the response; gives the names of what does."""
        root = Builder(self.form, _ignore).root(response)
        enabling = Enabling(self.form, root, self.moment, self._budget)
        there: set[str] = set()

        def keep(items: Sequence[Item], scope: Node, raw_parent: dict[str, Any]) -> None:
            kept = []
            for item in items:
                enabled = enabling.enabled(item, scope)
                for node in scope.children.get(item, ()):
                    if not enabled or not isinstance(node.raw, dict):
                        continue
                    kept.append(node.raw)
                    there.add(reading.names[id(node.raw)])
                    within = node.answers[0].node if item.asks and node.answers else node
                    if item.items and within is not None:
                        parent = node.raw["answer"][0] if item.asks and node.answers else node.raw
                        keep(item.items, within, parent)
            if kept:
                raw_parent["item"] = kept
            else:
                raw_parent.pop("item", None)

        keep(self.form.items, root, response)
        return frozenset(there)


class _Reading:
    """Builds the response of all fields, whether they apply or not, and remembers which part came from which."""

    def __init__(self, filling: Filling, fields: Fields) -> None:
        self._filling = filling
        self._fields = within_page(filling.form.items, fields)
        self.problems: dict[str, Problem] = {}
        self.names: dict[int, str] = {}
        self.order: list[str] = []
        self._raw: dict[int, list[tuple[dict[str, Any], str]]] = {}

    def items(self, items: Sequence[Item], rows: tuple[int, ...]) -> list[dict[str, Any]]:
        result: list[dict[str, Any]] = []
        for item in items:
            repeated = item.type == "group" and has_rows(item)
            for row in range(number_of_rows(item, rows, self._fields)) if repeated else (None,):
                inner = rows if row is None else (*rows, row)
                result.append(self._item(item, inner))
        return result

    def _item(self, item: Item, rows: tuple[int, ...]) -> dict[str, Any]:
        name = field(item, rows)
        raw: dict[str, Any] = {"linkId": item.link_id}
        if item.text:
            raw["text"] = item.text
        self.names[id(raw)] = name
        self.order.append(name)
        self._raw.setdefault(item.number, []).append((raw, name))
        if item.asks:
            answers = self._answers(item, name, rows)
            follow_up = self.items(item.items, rows) if item.items else []
            if answers:
                raw["answer"] = answers
                if follow_up:
                    answers[0]["item"] = follow_up
        elif item.items:
            raw["item"] = self.items(item.items, rows)
        return raw

    def _answers(self, item: Item, name: str, rows: tuple[int, ...]) -> list[dict[str, Any]]:
        result = []
        for row in range(number_of_rows(item, rows, self._fields)):
            here = line(name, row)
            if row:
                self.order.append(here)
            for value in self._values(item, here):
                answer = {value.key: value.raw}
                self.names[id(answer)] = here
                result.append(answer)
        return result

    def _values(self, item: Item, name: str) -> list[Value]:
        fixed = item.hidden or item.read_only or not answerable(item)
        if fixed and item.type in {"attachment", "reference"} and not item.options:
            return list(item.initial)
        if fixed:
            fields: Fields = self._filling.initial()
        else:
            fields = self._fields
        try:
            return values(item, fields, name, self._filling.choices(item), self._filling.zone, self._filling.files)
        except Unreadable as unreadable:
            self.problems[name] = Problem(sentences.ANSWERS[unreadable.rule], {})
            return []

    def raw_of(self, item: Item) -> list[tuple[dict[str, Any], str]]:
        """The parts of the response that belong to an item, with their fields."""
        return self._raw.get(item.number, [])

    def by_path(self, response: Mapping[str, Any]) -> dict[str, str]:
        """The name of the field of each part of the response, by its path."""
        result: dict[str, str] = {}
        waiting: list[tuple[Mapping[str, Any], str]] = [(response, "QuestionnaireResponse")]
        while waiting:
            part, path = waiting.pop()
            for place, raw in enumerate(part.get("item", ())):
                here = f"{path}.item[{place}]"
                result[here] = self.names[id(raw)]
                waiting.append((raw, here))
                for at, answer in enumerate(raw.get("answer", ())):
                    result[f"{here}.answer[{at}]"] = self.names.get(id(answer), result[here])
                    waiting.append((answer, f"{here}.answer[{at}]"))
        return result


def _nearest(path: str, names: Mapping[str, str]) -> str | None:
    while path:
        if path in names:
            return names[path]
        path = path.rpartition(".")[0]
    return None


def _ignore(*_finding: Any, **_params: Any) -> None:
    """Faults of a response that was built here are found when it is judged."""


def _typed(item: Item, result: Any) -> Value | None:
    """The result of an expression as an answer of the question's type."""
    exact = number(result)
    value: Value | None = None
    match item.type:
        case "integer" if exact is not None and exact == exact.to_integral_value():
            value = Value("valueInteger", int(exact))
        case "decimal" if exact is not None:
            value = Value("valueDecimal", exact)
        case "quantity" if exact is not None:
            unit = item.unit or {}
            named = {key: unit[key] for key in ("system", "code") if key in unit}
            value = Value(
                "valueQuantity", {"value": exact, **({"unit": unit["display"]} if "display" in unit else {}), **named}
            )
        case "boolean":
            value = Value("valueBoolean", result)
        case "string" | "text" if isinstance(result, str) or exact is not None:
            value = Value("valueString", str(result))
        case "date" | "dateTime" | "time":
            value = Value("value" + item.type[0].upper() + item.type[1:], result)
        case "choice" | "open-choice" if isinstance(result, dict):
            value = Value("valueCoding", result)
    return value if value is not None and PROBLEM[value.key](value.raw) is None else None


def _without_empty(response: dict[str, Any]) -> dict[str, Any]:
    """The response without items that hold nothing: they were there to be judged."""

    def full(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        result = []
        for raw in items:
            if "item" in raw:
                raw["item"] = full(raw["item"])
            for answer in raw.get("answer", ()):
                if "item" in answer and not (more := full(answer["item"])):
                    del answer["item"]
                elif "item" in answer:
                    answer["item"] = more
            if raw.get("item") or raw.get("answer"):
                result.append({key: value for key, value in raw.items() if key != "item" or value})
        return result

    kept = full(response.get("item", []))
    return {**{key: value for key, value in response.items() if key != "item"}, **({"item": kept} if kept else {})}
