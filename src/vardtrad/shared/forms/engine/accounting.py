"""Every element of a form once, with what happens with it: nothing of somebody else's form is dropped in silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from vardtrad.shared.forms.engine.elements import FORM, LISTS, Element
from vardtrad.shared.forms.engine.extensions import CONTROL, CONTROLS, EXTENSIONS
from vardtrad.shared.forms.engine.report import Account, Verdict

Exceptions = Mapping[str, Verdict]
"""Verdicts by path that reading the form gave: an expression that can't be carried out, a pattern that RE2 refuses."""

_EXTENDED = {"extension", "modifierExtension"}


def accounts(source: Mapping[str, Any], exceptions: Exceptions) -> list[Account]:
    """An account for every name and every place of a list in the Questionnaire, in the order of the file."""
    walk = _Walk(exceptions)
    walk.object(source, "Questionnaire", FORM, "form", "", "")
    return walk.accounts


class _Walk:
    def __init__(self, exceptions: Exceptions) -> None:
        self.accounts: list[Account] = []
        self._exceptions = exceptions

    def _add(self, path: str, verdict: Verdict, name: str, link_id: str) -> None:
        self.accounts.append(Account(path, self._exceptions.get(path, verdict), name, link_id))

    def object(
        self,
        value: Mapping[str, Any],
        path: str,
        inside: Mapping[str, Element] | None,
        place: str,
        link_id: str,
        type_: str,
        verdict: Verdict = Verdict.USED,
    ) -> None:
        """The names of an object. ``inside`` is None where everything in it has ``verdict``."""
        for name, part in value.items():
            here = f"{path}.{name}"
            if name in _EXTENDED:
                self._extensions(part, here, name, place, link_id, type_)
                continue
            plain = name.removeprefix("_")
            element = Element(verdict, None) if inside is None else inside.get(plain)
            if element is None:
                element = Element(Verdict.UNSUPPORTED, None)
            elif element.types is not None and type_ not in element.types:
                element = Element(Verdict.UNSUPPORTED if _says_something(part) else Verdict.KEPT, None)
            if name == "contained" and place == "form":
                self._contained(part, here)
                continue
            self._add(here, element.verdict, name, link_id)
            if name.startswith("_"):
                # The extensions of a simple value, and its id.
                element = Element(element.verdict, {"id": element}, place=element.place)
            self._each(
                part,
                here,
                partial(self._part, element=element, link_id=link_id, type_=type_),
                name,
                element.verdict,
                link_id,
            )

    def _part(self, value: Any, path: str, element: Element, link_id: str, type_: str) -> None:
        if not isinstance(value, Mapping):
            return
        if element.place == "item":
            link_id, type_ = _text(value.get("linkId")), _text(value.get("type"))
        self.object(value, path, element.inside, element.place, link_id, type_, element.verdict)

    def _each(
        self, part: Any, path: str, visit: Callable[[Any, str], None], name: str, verdict: Verdict, link_id: str
    ) -> None:
        if not isinstance(part, list):
            visit(part, path)
            return
        for number, entry in enumerate(part):
            here = f"{path}[{number}]"
            self._add(here, verdict, name, link_id)
            if isinstance(entry, list):
                self._each(entry, here, visit, name, Verdict.UNSUPPORTED, link_id)
            else:
                visit(entry, here)

    def _odd(self, part: Any, path: str, name: str, link_id: str) -> None:
        """A list where an object should stand."""
        if isinstance(part, list):
            inside = Element(Verdict.UNSUPPORTED, None)
            self._each(
                part,
                path,
                partial(self._part, element=inside, link_id=link_id, type_=""),
                name,
                Verdict.UNSUPPORTED,
                link_id,
            )

    def _contained(self, part: Any, path: str) -> None:
        self._add(path, Verdict.USED, "contained", "")
        for number, resource in enumerate(part if isinstance(part, list) else [part]):
            here = f"{path}[{number}]" if isinstance(part, list) else path
            kind = resource.get("resourceType") if isinstance(resource, Mapping) else None
            verdict = Verdict.USED if kind in LISTS else Verdict.UNSUPPORTED
            if isinstance(part, list):
                self._add(here, verdict, f"contained {kind}", "")
            if isinstance(resource, Mapping):
                self.object(resource, here, None, "value", "", "", verdict)
            else:
                self._odd(resource, here, "contained", "")

    def _extensions(self, part: Any, path: str, name: str, place: str, link_id: str, type_: str) -> None:
        self._add(path, Verdict.USED if name == "extension" else Verdict.UNSUPPORTED, name, link_id)
        for number, extension in enumerate(part if isinstance(part, list) else [part]):
            here = f"{path}[{number}]" if isinstance(part, list) else path
            address = _text(extension.get("url")) if isinstance(extension, Mapping) else ""
            verdict, parts = _of_extension(extension, address, name, place, type_)
            verdict = self._exceptions.get(here, verdict)
            if isinstance(part, list):
                self._add(here, verdict, address or name, link_id)
            if isinstance(extension, Mapping):
                self._inside_extension(extension, here, verdict, parts, link_id)
            else:
                self._odd(extension, here, name, link_id)

    def _inside_extension(
        self, extension: Mapping[str, Any], path: str, verdict: Verdict, parts: frozenset[str] | None, link_id: str
    ) -> None:
        for name, value in extension.items():
            here = f"{path}.{name}"
            if name == "extension" and isinstance(value, list):
                self._add(here, verdict, name, link_id)
                for number, inner in enumerate(value):
                    at = f"{here}[{number}]"
                    address = _text(inner.get("url")) if isinstance(inner, Mapping) else ""
                    known = verdict if parts is None or address in parts else Verdict.UNSUPPORTED
                    if ":" in address:
                        known, _parts = _of_extension(inner, address, name, "value", "")
                    self._add(at, known, address or name, link_id)
                    if isinstance(inner, Mapping):
                        self._inside_extension(inner, at, known, None, link_id)
                    else:
                        self._odd(inner, at, name, link_id)
                continue
            self._add(here, verdict, name, link_id)
            inside = Element(verdict, None)
            self._each(
                value, here, partial(self._part, element=inside, link_id=link_id, type_=""), name, verdict, link_id
            )


def _of_extension(
    extension: Any, address: str, name: str, place: str, type_: str
) -> tuple[Verdict, frozenset[str] | None]:
    """What happens with an extension, and which parts of its own are known; None where it shares one verdict."""
    known = EXTENSIONS.get(address)
    if known is None or name != "extension" or place not in known.places:
        return Verdict.UNSUPPORTED, None
    if known.types is not None and place == "item" and type_ not in known.types:
        return Verdict.UNSUPPORTED, None
    carried = {key.removeprefix("_") for key in extension if key.startswith(("value", "_value"))}
    if known.keys != {"any"} and not carried <= known.keys:
        return Verdict.UNSUPPORTED, None
    if address == CONTROL and not control_codes(extension) & CONTROLS:
        return Verdict.UNSUPPORTED, None
    return known.verdict, known.parts or None


def control_codes(extension: Mapping[str, Any]) -> set[str]:
    """The codes of an itemControl."""
    concept = extension.get("valueCodeableConcept")
    codings = concept.get("coding") if isinstance(concept, Mapping) else None
    return {
        coding["code"]
        for coding in (codings if isinstance(codings, list) else [])
        if isinstance(coding, Mapping) and isinstance(coding.get("code"), str)
    }


def _says_something(part: Any) -> bool:
    return part not in (False, None, [], {})


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
