"""Reading a form: from the JSON of a Questionnaire to a Form, with a report that accounts for every element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vardtrad.shared.forms.engine import accounting, checking, code_lists, json_text
from vardtrad.shared.forms.engine.code_lists import Lists, StandardLists
from vardtrad.shared.forms.engine.extensions import VARIABLE
from vardtrad.shared.forms.engine.form import Form, Item
from vardtrad.shared.forms.engine.limits import FORM_BYTES, ITEM_DEPTH, ITEMS
from vardtrad.shared.forms.engine.reading import Reader
from vardtrad.shared.forms.engine.report import Account, Fault, Refused, Report, Verdict

STATUSES = frozenset({"draft", "active", "retired", "unknown"})


@dataclass(frozen=True, slots=True)
class Imported:
    """A form that was read, and what reading it found."""

    form: Form
    report: Report


def read_form_text(text: str | bytes, lists: Lists | None = None) -> Imported:
    """Read a file: a Questionnaire, or a Bundle with exactly one. Raises Refused."""
    try:
        source = json_text.loads(text, FORM_BYTES)
    except json_text.NotReadable as fault:
        raise Refused(Fault("not-json", "", params={"sentence": str(fault)})) from None
    return read_form(source, lists)


def read_form(source: Any, lists: Lists | None = None) -> Imported:
    """Read parsed JSON, see ``read_form_text``. The source must not be changed afterwards: the form keeps it."""
    if isinstance(source, Mapping) and source.get("resourceType") == "Bundle":
        return _from_bundle(source, lists)
    if not isinstance(source, Mapping) or source.get("resourceType") != "Questionnaire":
        raise Refused(Fault("not-a-form", ""))
    _within_limits(source)
    reader = Reader()
    reader.variable_names = _variable_names(source)
    form = _form(source, reader)
    checking.check(form, lists or StandardLists(), reader)
    return Imported(form, Report(accounting.accounts(source, reader.exceptions), reader.faults))


def _from_bundle(bundle: Mapping[str, Any], lists: Lists | None) -> Imported:
    """The one Questionnaire of a Bundle; all other parts of the Bundle are named as not supported."""
    entries = bundle.get("entry")
    resources = [
        (place, entry.get("resource") if isinstance(entry, Mapping) else None)
        for place, entry in enumerate(entries if isinstance(entries, list) else [])
    ]
    forms = [
        (place, resource)
        for place, resource in resources
        if isinstance(resource, Mapping) and resource.get("resourceType") == "Questionnaire"
    ]
    if len(forms) != 1:
        raise Refused(Fault("many-forms" if forms else "not-a-form", "Bundle"))
    place, source = forms[0]
    imported = read_form(source, lists)
    accounts = [
        Account(
            f"Bundle.{name}",
            Verdict.KEPT if name in {"resourceType", "id", "type", "meta"} else Verdict.UNSUPPORTED,
            name,
        )
        for name in bundle
        if name != "entry"
    ]
    for at, resource in resources:
        if at != place:
            kind = resource.get("resourceType") if isinstance(resource, Mapping) else None
            accounts.append(Account(f"Bundle.entry[{at}]", Verdict.UNSUPPORTED, f"entry {kind}"))
    entry = entries[place] if isinstance(entries, list) else {}
    accounts += [
        Account(f"Bundle.entry[{place}].{name}", Verdict.UNSUPPORTED, name) for name in entry if name != "resource"
    ]
    return Imported(imported.form, Report([*accounts, *imported.report.accounts], imported.report.faults))


def _within_limits(source: Mapping[str, Any]) -> None:
    """Refuse a form that is too large, before anything of it is read."""
    number = 0
    waiting: list[tuple[Any, int]] = [(source.get("item"), 1)]
    while waiting:
        items, depth = waiting.pop()
        if not isinstance(items, list):
            continue
        number += len(items)
        if items and depth > ITEM_DEPTH:
            raise Refused(Fault("too-deep", "Questionnaire.item", params={"most": ITEM_DEPTH}))
        if number > 50 * ITEMS:
            break
        waiting.extend((item.get("item"), depth + 1) for item in items if isinstance(item, Mapping))
    if number > ITEMS:
        raise Refused(Fault("too-many-items", "Questionnaire.item", params={"number": number, "most": ITEMS}))


def _variable_names(source: Mapping[str, Any]) -> set[str]:
    """The names that the form and its items give to expressions of their own."""
    names: set[str] = set()
    waiting: list[Any] = [source]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, Mapping):
            continue
        for extension in part.get("extension") or [] if isinstance(part.get("extension"), list) else []:
            value = extension.get("valueExpression") if isinstance(extension, Mapping) else None
            if isinstance(value, Mapping) and extension.get("url") == VARIABLE and isinstance(value.get("name"), str):
                names.add(value["name"])
        waiting.extend(part["item"] if isinstance(part.get("item"), list) else [])
    return names


def _form(source: Mapping[str, Any], reader: Reader) -> Form:
    path = "Questionnaire"
    form = Form(
        source,
        url=reader.text(source, "url", path),
        version=reader.text(source, "version", path),
        status=reader.text(source, "status", path),
        title=reader.text(source, "title", path) or reader.text(source, "name", path),
        description=reader.text(source, "description", path),
    )
    if form.status not in STATUSES:
        reader.fault("status", f"{path}.status", hinders=False)
    if source.get("implicitRules"):
        reader.fault("implicit-rules", f"{path}.implicitRules", address=str(source["implicitRules"])[:200])
    period = source.get("effectivePeriod")
    if isinstance(period, Mapping):
        form.starts, form.ends = reader.text(period, "start", path), reader.text(period, "end", path)
    contained = [resource for _at, resource in reader.parts(source, "contained", path, "")]
    if any(resource.get("resourceType") == "Questionnaire" for resource in contained):
        reader.fault("contained-form", f"{path}.contained", hinders=False)
    form.code_lists = code_lists.carried(contained)
    extended = reader.extensions(source, path, "")
    form.constraints = reader.constraints(extended, "")
    form.variables = reader.variables(extended, "")
    by_link_id: dict[str, Item] = {}
    counter = iter(range(ITEMS + 1))

    def read(part: Mapping[str, Any], at: str, ancestors: tuple[Item, ...]) -> Item:
        item = reader.item(part, next(counter), at, ancestors)
        by_link_id.setdefault(item.link_id, item)
        item.items = tuple(read(*child, (*ancestors, item)) for child in _children(part, at, item.link_id))
        return item

    def _children(part: Mapping[str, Any], at: str, link_id: str) -> list[tuple[Mapping[str, Any], str]]:
        return [(child, where) for where, child in reader.parts(part, "item", at, link_id)]

    form.items = tuple(read(part, at, ()) for part, at in _children(source, path, ""))
    form.by_link_id = by_link_id
    return form
