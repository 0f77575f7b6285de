"""Lists of codes that questions refer to: those a form carries, those of the region, and a few of the standard's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Coding = Mapping[str, Any]


class Lists(Protocol):
    """Where lists of codes outside the form are looked up, by the address of their value set (without version)."""

    def codes(self, address: str) -> Sequence[Coding] | None:
        """The codings of the list, or None when there is no such list."""


def _standard(system: str, *codes: tuple[str, str]) -> tuple[Coding, ...]:
    return tuple({"system": system, "code": code, "display": display} for code, display in codes)


_V2 = "http://terminology.hl7.org/CodeSystem/v2-0136"
STANDARD: Mapping[str, tuple[Coding, ...]] = {
    "http://hl7.org/fhir/ValueSet/item-type": _standard(
        "http://hl7.org/fhir/item-type",
        ("group", "Group"),
        ("display", "Display"),
        ("question", "Question"),
        ("boolean", "Boolean"),
        ("decimal", "Decimal"),
        ("integer", "Integer"),
        ("date", "Date"),
        ("dateTime", "Date Time"),
        ("time", "Time"),
        ("string", "String"),
        ("text", "Text"),
        ("url", "Url"),
        ("choice", "Choice"),
        ("open-choice", "Open Choice"),
        ("attachment", "Attachment"),
        ("reference", "Reference"),
        ("quantity", "Quantity"),
    ),
    "http://hl7.org/fhir/ValueSet/administrative-gender": _standard(
        "http://hl7.org/fhir/administrative-gender",
        ("male", "Male"),
        ("female", "Female"),
        ("other", "Other"),
        ("unknown", "Unknown"),
    ),
    "http://hl7.org/fhir/ValueSet/yesnodontknow": (
        *_standard(_V2, ("Y", "Yes"), ("N", "No")),
        {
            "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason",
            "code": "asked-unknown",
            "display": "Don't know",
        },
    ),
    "http://terminology.hl7.org/ValueSet/v2-0136": _standard(_V2, ("Y", "Yes"), ("N", "No")),
    "http://hl7.org/fhir/ValueSet/publication-status": _standard(
        "http://hl7.org/fhir/publication-status",
        ("draft", "Draft"),
        ("active", "Active"),
        ("retired", "Retired"),
        ("unknown", "Unknown"),
    ),
    "http://hl7.org/fhir/ValueSet/contact-point-use": _standard(
        "http://hl7.org/fhir/contact-point-use",
        ("home", "Home"),
        ("work", "Work"),
        ("temp", "Temp"),
        ("old", "Old"),
        ("mobile", "Mobile"),
    ),
    "http://hl7.org/fhir/ValueSet/contact-point-system": _standard(
        "http://hl7.org/fhir/contact-point-system",
        ("phone", "Phone"),
        ("fax", "Fax"),
        ("email", "Email"),
        ("pager", "Pager"),
        ("url", "URL"),
        ("sms", "SMS"),
        ("other", "Other"),
    ),
}
"""Short lists of FHIR R4 that forms refer to by address alone."""


class StandardLists:
    """The standard's own lists, and nothing else."""

    def codes(self, address: str) -> Sequence[Coding] | None:
        """The codings of one of STANDARD."""
        return STANDARD.get(address)


def carried(contained: Sequence[Any]) -> dict[str, tuple[Coding, ...]]:
    """The lists that a form carries in ``contained``, by "#id" and by address.

    Taken as they are written out: the codes of an expansion, else those that ``compose`` enumerates, also of a code
    system that is carried beside. A list that is only described (a filter, a whole outside system, an exclusion) is no
    list here.
    """
    systems: dict[str, tuple[Coding, ...]] = {}
    for resource in contained:
        if isinstance(resource, Mapping) and resource.get("resourceType") == "CodeSystem":
            address = resource.get("url")
            if isinstance(address, str):
                systems[address] = tuple(_concepts(address, resource.get("concept")))
    result: dict[str, tuple[Coding, ...]] = {}
    for resource in contained:
        if not isinstance(resource, Mapping) or resource.get("resourceType") != "ValueSet":
            continue
        codes = _codes(resource, systems)
        if codes is None:
            continue
        if isinstance(resource.get("id"), str):
            result["#" + resource["id"]] = codes
        if isinstance(resource.get("url"), str):
            result[resource["url"]] = codes
    return result


def _codes(value_set: Mapping[str, Any], systems: Mapping[str, tuple[Coding, ...]]) -> tuple[Coding, ...] | None:
    expansion = value_set.get("expansion")
    if isinstance(expansion, Mapping) and isinstance(expansion.get("contains"), list):
        return tuple(_contains(expansion["contains"]))
    compose = value_set.get("compose")
    if not isinstance(compose, Mapping) or compose.get("exclude"):
        return None
    result: list[Coding] = []
    for include in compose.get("include") or []:
        if not isinstance(include, Mapping) or include.get("filter") or include.get("valueSet"):
            return None
        system = include.get("system", "")
        if isinstance(include.get("concept"), list):
            result += _concepts(system, include["concept"])
        elif system in systems:
            result += systems[system]
        else:
            return None
    return tuple(result)


def _concepts(system: str, concepts: Any) -> list[Coding]:
    result: list[Coding] = []
    for concept in concepts if isinstance(concepts, list) else []:
        if isinstance(concept, Mapping) and isinstance(concept.get("code"), str):
            coding = {"code": concept["code"]} | ({"system": system} if system else {})
            if isinstance(concept.get("display"), str):
                coding["display"] = concept["display"]
            result.append(coding)
            result += _concepts(system, concept.get("concept"))
    return result


def _contains(entries: Any) -> list[Coding]:
    result: list[Coding] = []
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, Mapping):
            if isinstance(entry.get("code"), str) and not entry.get("abstract"):
                result.append({key: entry[key] for key in ("system", "version", "code", "display") if key in entry})
            result += _contains(entry.get("contains"))
    return result
