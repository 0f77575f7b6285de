"""What must hold between the parts of a form: unique links, conditions that can be judged, lists that are there."""

from __future__ import annotations

from typing import Any

from vardtrad.shared.forms.engine import files
from vardtrad.shared.forms.engine.code_lists import Lists
from vardtrad.shared.forms.engine.comparing import equal, order
from vardtrad.shared.forms.engine.form import CHOICES, TYPES, Condition, Form, Item, Value
from vardtrad.shared.forms.engine.limits import PAGE_FIELDS
from vardtrad.shared.forms.engine.naming import has_rows
from vardtrad.shared.forms.engine.reading import Reader
from vardtrad.shared.forms.engine.values import WANTED


def check(form: Form, lists: Lists, reader: Reader) -> None:
    """Add the faults of a whole form that was read."""
    items = form.in_order
    if not items:
        reader.fault("no-items", "Questionnaire")
    for item in items:
        _twice(form, item, reader)
        _type(item, reader)
        _choices(form, item, lists, reader)
        _given(item, reader)
        _needed(item, reader)
        _not_on_a_page(item, reader)
        for condition in item.conditions:
            _condition(form, item, condition, reader)
    _circles(form, items, reader)
    if (number := _fields(form.items)) > PAGE_FIELDS:
        reader.fault("too-many-fields", "Questionnaire.item", number=number, most=PAGE_FIELDS)


def _twice(form: Form, item: Item, reader: Reader) -> None:
    if item.link_id and form.by_link_id[item.link_id] is not item:
        reader.fault("same-link-id", item.path, item.link_id, other=item.link_id)


def _type(item: Item, reader: Reader) -> None:
    if item.type not in TYPES:
        reader.fault("unknown-type", item.path, item.link_id, type=item.type)
    elif item.type == "display" and item.items:
        reader.fault("display-with-items", item.path, item.link_id, hinders=False)
    elif item.type == "group" and not item.items:
        reader.fault("group-without-items", item.path, item.link_id, hinders=False)


def _choices(form: Form, item: Item, lists: Lists, reader: Reader) -> None:
    if item.options and item.code_list:
        reader.fault("options-and-list", item.path, item.link_id)
    if item.type in CHOICES and item.code_list and codes_of(form, item.code_list, lists) is None:
        rule = "list-missing" if item.type == "choice" else "list-missing-open"
        reader.fault(rule, item.path, item.link_id, hinders=item.type == "choice", other=item.code_list)
    if item.type == "choice" and not item.options and not item.code_list:
        reader.fault("no-options", item.path, item.link_id, hinders=False)
    for place, option in enumerate(item.options):
        if len(item.options) <= 500 and any(equal(option.value, earlier.value) for earlier in item.options[:place]):
            reader.fault("same-option", f"{item.path}.answerOption[{place}]", item.link_id, hinders=False)
            break


def _given(item: Item, reader: Reader) -> None:
    wanted = {*WANTED.get(item.type, ()), *(option.value.key for option in item.options)}
    if item.initial and (item.type in {"group", "display"} or any(value.key not in wanted for value in item.initial)):
        reader.fault("wrong-initial", f"{item.path}.initial", item.link_id, hinders=False)
    if item.initial and item.options:
        reader.fault("initial-and-options", f"{item.path}.initial", item.link_id, hinders=False)
    many = max(len(item.initial), sum(option.selected for option in item.options))
    if many > 1 and not item.repeats:
        reader.fault("many-initial", item.path, item.link_id, hinders=False)
    limits = item.limits
    if (
        isinstance(limits.smallest, Value)
        and isinstance(limits.largest, Value)
        and order(limits.smallest, limits.largest) == 1
    ):
        reader.fault("limits", item.path, item.link_id)


def _needed(item: Item, reader: Reader) -> None:
    """What must be answered and never can be: nobody could send such a page."""
    if not (item.required or (item.asks and item.limits.min_occurs)):
        return
    if item.type == "group":
        if not any(_hindrance(part) is None for part in inside(item) if part.asks):
            reader.fault("required-and-nothing-inside", item.path, item.link_id)
    elif item.asks and (rule := _hindrance(item)) is not None:
        reader.fault(rule, item.path, item.link_id, **_types_of(item))


def _not_on_a_page(item: Item, reader: Reader) -> None:
    """What nobody is asked for here, and needn't answer: it is said to who imports the form."""
    if answerable(item) or item.required or item.limits.min_occurs or item.initial or item.hidden:
        return
    rule = "reference-not-here" if item.type == "reference" else "file-type-not-here"
    reader.fault(rule, item.path, item.link_id, hinders=False, **_types_of(item))


def _types_of(item: Item) -> dict[str, Any]:
    return {"types": files.words(item.limits.content_types)} if item.type == "attachment" else {}


def answerable(item: Item) -> bool:
    """Whether a page can take an answer to a question of this type.

    A reference is to something in another system; where the form offers some to choose among, it is a choice. A file
    must be of a type that can be kept.
    """
    if item.type == "attachment":
        return bool(files.taken(item))
    return item.type != "reference" or bool(item.options)


def _hindrance(item: Item) -> str | None:
    """The rule that says why a page never has an answer to a question; None when it may have."""
    if item.initial or item.initial_expression or item.calculated_by or any(o.selected for o in item.options):
        return None
    if not answerable(item):
        return "required-reference" if item.type == "reference" else "required-and-no-file-type"
    if item.hidden:
        return "required-and-hidden"
    return "required-and-read-only" if item.read_only else None


def inside(item: Item) -> list[Item]:
    """The items below an item, in reading order."""
    return [part for child in item.items for part in (child, *inside(child))]


def _fields(items: tuple[Item, ...]) -> int:
    """How many fields the page has whatever is answered: those of what may be left out are not counted."""
    number = 0
    for item in items:
        if item.hidden or item.conditions or item.enabled_by:
            continue
        own = int(item.asks and not item.read_only and answerable(item))
        rows = max(1, item.limits.min_occurs or 0) if has_rows(item) else 1
        number += rows * (own + _fields(item.items)) + int(has_rows(item))
    return number


def _condition(form: Form, item: Item, condition: Condition, reader: Reader) -> None:
    target = form.by_link_id.get(condition.question)
    other = condition.question
    if target is None:
        reader.fault("condition-on-missing", item.path, item.link_id, other=other)
    elif target is item:
        reader.fault("condition-on-itself", item.path, item.link_id)
    elif item in target.ancestors:
        reader.fault("condition-on-inside", item.path, item.link_id, other=other)
    elif target.number > item.number:
        reader.fault("condition-below", item.path, item.link_id, other=other)
    elif not target.asks and condition.operator != "exists":
        reader.fault("condition-on-text", item.path, item.link_id, other=other)
    elif condition.operator != "exists" and not _comparable(target, condition):
        reader.fault("condition-of-other-type", item.path, item.link_id, hinders=False)


_ALIKE = (
    frozenset({"valueInteger", "valueDecimal", "valueQuantity"}),
    frozenset({"valueDate", "valueDateTime"}),
    frozenset({"valueString", "valueUri"}),
)


def _comparable(target: Item, condition: Condition) -> bool:
    wanted = {*WANTED.get(target.type, ()), *(option.value.key for option in target.options)}
    key = condition.value.key
    return key in wanted or any(key in alike and wanted & alike for alike in _ALIKE)


def _circles(form: Form, items: list[Item], reader: Reader) -> None:
    """Conditions that lead back to where they began, also by what an item stands in."""
    done: set[int] = set()
    for start in items:
        path: list[Item] = []
        on_path: set[int] = set()
        waiting: list[tuple[Item, bool]] = [(start, False)]
        while waiting:
            item, left = waiting.pop()
            if left:
                path.pop()
                on_path.discard(id(item))
                done.add(id(item))
                continue
            if id(item) in on_path:
                if item is not start or len(path) > 1:
                    reader.fault("condition-circle", item.path, item.link_id)
                continue
            if id(item) in done:
                continue
            path.append(item)
            on_path.add(id(item))
            waiting.append((item, True))
            targets = [form.by_link_id.get(condition.question) for condition in item.conditions]
            waiting += [(target, False) for target in targets if target is not None and target is not item]
            waiting += [(ancestor, False) for ancestor in item.ancestors[-1:]]


def codes_of(form: Form, address: str, lists: Lists) -> tuple[dict[str, object], ...] | None:
    """The codings of a list that a question refers to: the form's own first, then those outside it."""
    carried = form.code_lists.get(address)
    if carried is not None:
        return tuple(dict(coding) for coding in carried)
    outside = None if address.startswith("#") else lists.codes(address)
    return None if outside is None else tuple(dict(coding) for coding in outside)
