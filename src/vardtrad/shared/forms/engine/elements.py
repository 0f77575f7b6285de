"""The elements of a FHIR R4 Questionnaire, and what happens with each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vardtrad.shared.forms.engine.report import Verdict


@dataclass(frozen=True, slots=True)
class Element:
    """What happens with an element; ``inside`` are the elements in it, or None where all share its verdict.

    ``types`` are the types of item for which it does something; on others it is named as without effect.
    """

    verdict: Verdict = Verdict.USED
    inside: Mapping[str, Element] | None = field(default_factory=dict)
    types: frozenset[str] | None = None
    place: str = "value"
    """What extensions in it belong to: "form", "item", "option" or "value"."""


USED = Element()
KEPT = Element(Verdict.KEPT, None)
UNSUPPORTED = Element(Verdict.UNSUPPORTED, None)


def _all(names: str, element: Element = USED) -> dict[str, Element]:
    return dict.fromkeys(names.split(), element)


CODING = Element(inside=_all("system version code display") | _all("userSelected", KEPT))
QUANTITY = Element(inside=_all("value unit system code") | _all("comparator", UNSUPPORTED))
REFERENCE = Element(inside=_all("reference display type") | _all("identifier", KEPT))
ATTACHMENT = Element(inside=_all("contentType url size title data hash") | _all("language creation", KEPT))
PERIOD = Element(inside=_all("start end"))

_SIMPLE = _all("Boolean Decimal Integer Date DateTime Time String Uri")
_TYPED = _SIMPLE | {"Coding": CODING, "Quantity": QUANTITY, "Reference": REFERENCE, "Attachment": ATTACHMENT}

_ID = {"id": KEPT}
_WRITTEN = frozenset({"integer", "date", "time", "string", "text", "decimal", "dateTime", "url"})
_CHOSEN = frozenset({"choice", "open-choice"})
ASKING = _WRITTEN | _CHOSEN | {"boolean", "attachment", "reference", "quantity"}
"""The types of item that take answers."""

OPTION = Element(
    inside=_ID
    | {"value" + name: _TYPED[name] for name in ("Integer", "Date", "Time", "String", "Coding", "Reference")}
    | {"initialSelected": USED},
    types=_WRITTEN | _CHOSEN | {"quantity", "reference"},
    place="option",
)
INITIAL = Element(
    inside=_ID | {"value" + name: element for name, element in _TYPED.items()},
    types=ASKING,
)
CONDITION = Element(
    inside=_ID
    | _all("question operator")
    | {"answer" + name: element for name, element in _TYPED.items() if name not in {"Attachment", "Uri"}},
)
_BUT_DISPLAY = ASKING | {"group"}

ITEM: dict[str, Element] = _ID | {
    "linkId": USED,
    "definition": KEPT,
    "code": KEPT,
    "prefix": USED,
    "text": USED,
    "type": USED,
    "enableWhen": CONDITION,
    "enableBehavior": USED,
    "required": Element(types=_BUT_DISPLAY),
    "repeats": Element(types=_BUT_DISPLAY),
    "readOnly": Element(types=_BUT_DISPLAY),
    "maxLength": Element(types=frozenset(["string", "text", "url", "open-choice", "integer", "decimal"])),
    "answerValueSet": Element(types=_CHOSEN),
    "answerOption": OPTION,
    "initial": INITIAL,
}
ITEM["item"] = Element(inside=ITEM, place="item")

FORM: dict[str, Element] = {
    "resourceType": USED,
    "id": KEPT,
    "meta": KEPT,
    "implicitRules": UNSUPPORTED,
    "language": KEPT,
    "text": KEPT,
    "contained": KEPT,
    "url": USED,
    "identifier": KEPT,
    "version": USED,
    "name": KEPT,
    "title": USED,
    "derivedFrom": UNSUPPORTED,
    "status": USED,
    "experimental": KEPT,
    "subjectType": KEPT,
    "date": KEPT,
    "publisher": KEPT,
    "contact": KEPT,
    "description": USED,
    "useContext": KEPT,
    "jurisdiction": KEPT,
    "purpose": KEPT,
    "copyright": KEPT,
    "approvalDate": KEPT,
    "lastReviewDate": KEPT,
    "effectivePeriod": PERIOD,
    "code": KEPT,
    "item": Element(inside=ITEM, place="item"),
}

LISTS = frozenset({"ValueSet", "CodeSystem"})
"""What is used of ``contained``; other resources there are named as not supported."""
