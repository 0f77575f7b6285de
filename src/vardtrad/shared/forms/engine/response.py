"""A QuestionnaireResponse beside its form: which answer belongs to which item, and what is built wrongly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vardtrad.shared.forms.engine.form import Form, Item, Value
from vardtrad.shared.forms.engine.limits import ANSWERS, NODES
from vardtrad.shared.forms.engine.values import PROBLEM

Note = Callable[..., None]
"""How a finding is noted: severity, rule, linkId, path, params."""


@dataclass(slots=True, eq=False)
class Node:
    """An item of the response, or one answer with what stands in it; the whole response has no item.

    ``scope`` is where it stands. ``children`` are the items in it, by their item in the form.
    """

    item: Item | None
    raw: Mapping[str, Any]
    path: str
    scope: Node | None
    children: dict[Item, list[Node]] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Answer:
    """One answer to a question: its value, None when it has none that can be read.

    ``node`` is the answer as a place for follow-up questions, where the question has any.
    """

    value: Value | None
    raw: Mapping[str, Any]
    path: str
    node: Node | None = None


class Builder:
    """Builds the nodes of a response, and notes what stands where it must not."""

    def __init__(self, form: Form, note: Note) -> None:
        self._form = form
        self._note = note
        self._left = NODES

    def root(self, response: Mapping[str, Any]) -> Node:
        """The response as a node."""
        root = Node(None, response, "QuestionnaireResponse", None)
        self._children(root, response.get("item"), self._form.items, None)
        return root

    def _children(self, scope: Node, raw_items: Any, items: Sequence[Item], within: Item | None) -> None:
        if raw_items is None:
            return
        if not isinstance(raw_items, list):
            self._note("fatal", "malformed", within.link_id if within else "", scope.path)
            return
        places = {item.link_id: place for place, item in reversed(list(enumerate(items)))}
        latest = -1
        for number, raw in enumerate(raw_items):
            path = f"{scope.path}.item[{number}]"
            if not isinstance(raw, Mapping):
                self._note("fatal", "malformed", "", path)
                continue
            self._left -= 1
            if self._left < 0:
                self._note("fatal", "too-much", "", "QuestionnaireResponse")
                return
            link_id = raw.get("linkId")
            if not isinstance(link_id, str) or not link_id:
                self._note("fatal", "no-link-id", "", path)
                continue
            place = places.get(link_id)
            if place is None:
                rule = "wrong-place" if link_id in self._form.by_link_id else "unknown-item"
                self._note("fatal", rule, link_id, path)
                continue
            item = items[place]
            if place < latest:
                self._note("fatal", "wrong-order", link_id, path)
            latest = max(latest, place)
            node = Node(item, raw, path, scope)
            same = scope.children.setdefault(item, [])
            if same and item.asks:
                # The answers of a question that repeats stand in one item.
                self._note("fatal", "item-twice", link_id, path)
                continue
            same.append(node)
            self._fill(node, item, raw)

    def _fill(self, node: Node, item: Item, raw: Mapping[str, Any]) -> None:
        for name in raw:
            if name not in _ITEM:
                self._note("fatal", "unknown-element", item.link_id, node.path, name=str(name)[:64])
        if item.type == "question":
            self._note("fatal", "abstract-item", item.link_id, node.path)
        elif not item.asks:
            if "answer" in raw:
                rule = "display-answered" if item.type == "display" else "group-answered"
                self._note("fatal", rule, item.link_id, node.path)
            self._children(node, raw.get("item"), item.items, item)
        else:
            if "item" in raw:
                self._note("fatal", "items-outside-answer", item.link_id, node.path)
            self._answers(node, item, raw.get("answer", []))

    def _answers(self, node: Node, item: Item, answers: Any) -> None:
        if not isinstance(answers, list):
            self._note("fatal", "malformed", item.link_id, node.path)
            return
        for number, raw in enumerate(answers[: ANSWERS + 1]):
            path = f"{node.path}.answer[{number}]"
            self._left -= 1
            if self._left < 0 or number >= ANSWERS:
                self._note("fatal", "too-much", item.link_id, node.path)
                return
            if not isinstance(raw, Mapping):
                self._note("fatal", "malformed", item.link_id, path)
                continue
            answer = Answer(self._value(raw, item, path), raw, path)
            node.answers.append(answer)
            if item.items or "item" in raw:
                answer.node = under = Node(item, raw, path, node.scope)
                under.answers.append(answer)
                self._children(under, raw.get("item"), item.items, item)

    def _value(self, raw: Mapping[str, Any], item: Item, path: str) -> Value | None:
        keys = []
        for name in raw:
            if name.startswith("value"):
                keys.append(name)
            elif name not in _ANSWER and not name.startswith("_value"):
                self._note("fatal", "unknown-element", item.link_id, path, name=str(name)[:64])
        if len(keys) > 1:
            self._note("fatal", "two-values", item.link_id, path)
            return None
        if not keys:
            self._note("fatal", "no-value", item.link_id, path)
            return None
        return Value(keys[0], raw[keys[0]])


_ITEM = frozenset(
    {
        "id",
        "extension",
        "modifierExtension",
        "linkId",
        "_linkId",
        "definition",
        "_definition",
        "text",
        "_text",
        "answer",
        "item",
    }
)
_ANSWER = frozenset({"id", "extension", "modifierExtension", "item"})


def known_value(key: str) -> bool:
    """Whether FHIR has such a value[x] for answers."""
    return key in PROBLEM
