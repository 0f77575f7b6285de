"""Changing a Questionnaire question by question. Each function gives a new one; what it doesn't know stays as it is."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vardtrad.shared.forms.engine import extensions as known
from vardtrad.shared.forms.engine.form import CHOICES, Item, Value
from vardtrad.shared.forms.engine.report import Fault, Refused

Questionnaire = dict[str, Any]
SYSTEM = "urn:vardtrad:svar"
"""The system of the codes that options get when they are written as words."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody decides about a question.

    ``only_when`` is (linkId, operator, value) of its condition. ``largest_file`` is in bytes; without
    ``file_types`` all types are taken.
    """

    type: str
    text: str
    required: bool = False
    repeats: bool = False
    help: str = ""
    options: tuple[str, ...] = ()
    smallest: Decimal | None = None
    largest: Decimal | None = None
    max_length: int | None = None
    largest_file: Decimal | None = None
    file_types: tuple[str, ...] = ()
    only_when: tuple[str, str, Value] | None = None


def empty(title: str, url: str) -> Questionnaire:
    """A form without questions."""
    return {
        "resourceType": "Questionnaire",
        "url": url,
        "title": title,
        "status": "draft",
        "language": "sv",
        "item": [],
    }


def renamed(source: Mapping[str, Any], title: str, url: str | None = None) -> Questionnaire:
    """The form with another title and, for a copy, an address of its own."""
    changed = copy.deepcopy(dict(source)) | {"title": title}
    return changed | {"url": url} if url else changed


def _copied(source: Mapping[str, Any]) -> Questionnaire:
    """A copy to change. Raises Refused when its parts cannot be told apart, or are not written as the standard says."""
    result = copy.deepcopy(dict(source))
    known_ids: set[str] = set()
    waiting: list[Mapping[str, Any]] = [result]
    while waiting:
        part = waiting.pop()
        for name in ("item", "extension", "enableWhen", "answerOption"):
            inside = part.get(name, [])
            if not isinstance(inside, list) or not all(isinstance(one, dict) for one in inside):
                raise Refused(Fault("not-changeable", ""))
        for item in part.get("item", ()):
            link_id = item.get("linkId")
            if not isinstance(link_id, str) or link_id in known_ids or not isinstance(item.get("type", ""), str):
                raise Refused(Fault("not-changeable", "", link_id if isinstance(link_id, str) else ""))
            known_ids.add(link_id)
            waiting.append(item)
    return result


def added(source: Mapping[str, Any], question: Question, inside: str | None = None) -> Questionnaire:
    """The form with one question more, last in the form or in the group ``inside``."""
    changed = _copied(source)
    item = _written({"linkId": _free_link_id(source)}, question)
    parent = _find(changed, inside)[2] if inside is not None else changed
    parent.setdefault("item", []).append(item)
    return changed


def changed(source: Mapping[str, Any], link_id: str, question: Question) -> Questionnaire:
    """The form with a question changed. Raises KeyError when it isn't there."""
    result = _copied(source)
    siblings, place, item = _find(result, link_id)
    siblings[place] = _written(item, question)
    return result


def removed(source: Mapping[str, Any], link_id: str) -> Questionnaire:
    """The form without a question or group. Raises KeyError when it isn't there."""
    result = _copied(source)
    siblings, place, _item = _find(result, link_id)
    del siblings[place]
    return result


def as_text(source: Mapping[str, Any], link_id: str) -> Questionnaire:
    """The form with a question answered in words: one that asked for a reference to something in another system.

    Raises KeyError when it isn't there.
    """
    result = _copied(source)
    _siblings, _place, item = _find(result, link_id)
    item["type"] = "string"
    for name in ("answerOption", "initial"):
        item.pop(name, None)
    others = [extension for extension in item.get("extension", ()) if extension.get("url") != known.REFERS_TO]
    _set(item, "extension", others or None)
    return result


def moved(source: Mapping[str, Any], link_id: str, steps: int) -> Questionnaire:
    """The form with a question moved among its neighbours, up for negative ``steps``."""
    result = _copied(source)
    siblings, place, item = _find(result, link_id)
    del siblings[place]
    siblings.insert(max(0, place + steps), item)
    return result


def question_of(item: Item) -> Question:
    """What is decided about a question of a form, for its page."""
    numbers = [
        limit.raw if isinstance(limit, Value) and limit.key in _NUMBERS else None
        for limit in (item.limits.smallest, item.limits.largest)
    ]
    smallest, largest = (Decimal(str(raw)) if raw is not None else None for raw in numbers)
    condition = item.conditions[0] if len(item.conditions) == 1 else None
    return Question(
        item.type,
        item.text,
        required=item.required,
        repeats=item.repeats,
        help=next((child.text for child in item.items if child.control == "help"), ""),
        options=tuple(_words(option.value) for option in item.options),
        smallest=smallest,
        largest=largest,
        max_length=item.limits.max_length,
        largest_file=item.limits.max_size,
        file_types=item.limits.content_types,
        only_when=(condition.question, condition.operator, condition.value) if condition else None,
    )


_NUMBERS = frozenset({"valueInteger", "valueDecimal"})


def _words(value: Value) -> str:
    if isinstance(value.raw, Mapping):
        return str(value.raw.get("display") or value.raw.get("code") or "")
    return str(value.raw)


def _find(source: dict[str, Any], link_id: str | None) -> tuple[list[Any], int, dict[str, Any]]:
    waiting: list[dict[str, Any]] = [source]
    while waiting:
        part = waiting.pop()
        for place, item in enumerate(part.get("item", ())):
            if item.get("linkId") == link_id:
                return part["item"], place, item
            waiting.append(item)
    raise KeyError(link_id)


def _free_link_id(source: Mapping[str, Any]) -> str:
    taken: set[str] = set()
    waiting: list[Mapping[str, Any]] = [source]
    while waiting:
        part = waiting.pop()
        for item in part.get("item", ()):
            taken.add(str(item.get("linkId")))
            waiting.append(item)
    numbers = [int(name[1:]) for name in taken if re.fullmatch(r"q[0-9]{1,9}", name)]
    return f"q{max(numbers, default=0) + 1}"


def _written(item: dict[str, Any], question: Question) -> dict[str, Any]:
    """An item with what was decided about it; its other elements stay."""
    type_before = item.get("type")
    item |= {"text": question.text, "type": question.type}
    for name, set_ in (("required", question.required), ("repeats", question.repeats)):
        if set_ or name in item:
            item[name] = set_
    _set(item, "maxLength", question.max_length)
    _options(item, question)
    if question.type in {"integer", "decimal"} or type_before in {"integer", "decimal"}:
        key = "valueInteger" if question.type == "integer" else "valueDecimal"
        _limit(item, known.MIN_VALUE, key, question.smallest if question.type in {"integer", "decimal"} else None)
        _limit(item, known.MAX_VALUE, key, question.largest if question.type in {"integer", "decimal"} else None)
    if question.type == "attachment" or type_before == "attachment":
        _files(item, question)
    if question.only_when is not None:
        link_id, operator, wanted = question.only_when
        item["enableWhen"] = [{"question": link_id, "operator": operator, "answer" + wanted.key[5:]: wanted.raw}]
        item.pop("enableBehavior", None)
    elif len(item.get("enableWhen", ())) == 1:
        del item["enableWhen"]
    if question.type not in {"group", "display"}:
        _help(item, question.help)
    return item


def _set(item: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        item.pop(name, None)
    else:
        item[name] = value


def _options(item: dict[str, Any], question: Question) -> None:
    """Options written as words; one that is there already keeps its code and whatever else it has."""
    if question.type not in CHOICES:
        item.pop("answerOption", None)
        item.pop("answerValueSet", None)
        return
    if not question.options:
        item.pop("answerOption", None)
        return
    item.pop("answerValueSet", None)
    before: dict[str, Any] = {}
    codes: set[str] = set()
    for option in item.get("answerOption", ()):
        coding = option.get("valueCoding")
        words = coding.get("display") or coding.get("code") if isinstance(coding, dict) else option.get("valueString")
        before.setdefault(str(words), option)
        codes.add(str(coding.get("code")) if isinstance(coding, dict) else "")
    made = []
    number = 1
    for words in question.options:
        if words not in before:
            while str(number) in codes:
                number += 1
            codes.add(str(number))
        made.append(before.get(words) or {"valueCoding": {"system": SYSTEM, "code": str(number), "display": words}})
    item["answerOption"] = made


def _limit(item: dict[str, Any], address: str, key: str, limit: Decimal | None) -> None:
    others: Sequence[Any] = [extension for extension in item.get("extension", ()) if extension.get("url") != address]
    own = [] if limit is None else [{"url": address, key: int(limit) if key == "valueInteger" else limit}]
    _set(item, "extension", [*others, *own] or None)


def _files(item: dict[str, Any], question: Question) -> None:
    """How large a file may be, and of which types; nothing where the question doesn't ask for one."""
    takes = question.type == "attachment"
    kinds = question.file_types if takes else ()
    own: list[dict[str, Any]] = [{"url": known.CONTENT_TYPE, "valueCode": kind} for kind in kinds]
    if takes and question.largest_file is not None:
        own.append({"url": known.MAX_SIZE, "valueDecimal": question.largest_file})
    addresses = {known.CONTENT_TYPE, known.MAX_SIZE}
    others = [extension for extension in item.get("extension", ()) if extension.get("url") not in addresses]
    _set(item, "extension", [*others, *own] or None)


def _help(item: dict[str, Any], text: str) -> None:
    """The help text: a display item with the control "help", first inside the question."""
    inside = list(item.get("item", ()))
    helps = [child for child in inside if child.get("type") == "display" and _is_help(child)]
    if text and helps:
        helps[0]["text"] = text
    elif text:
        concept = {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}]}
        control = {"url": known.CONTROL, "valueCodeableConcept": concept}
        link_id = f"{item['linkId']}-hjalp"
        inside.insert(0, {"linkId": link_id, "type": "display", "text": text, "extension": [control]})
    elif helps:
        inside.remove(helps[0])
    _set(item, "item", inside or None)


def _is_help(child: Mapping[str, Any]) -> bool:
    return '"help"' in str(child.get("extension")).replace("'", '"')
