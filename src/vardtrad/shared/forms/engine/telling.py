"""A QuestionnaireResponse as plain text, to be read without its form: each question with its answer under it.

The words are Swedish, as forms are. What is not answered is not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from vardtrad.shared.forms.engine.answer_rules import shown
from vardtrad.shared.forms.engine.form import Form, Item, Value
from vardtrad.shared.forms.engine.response import known_value
from vardtrad.shared.forms.engine.values import moment_in


def told(form: Form, response: Mapping[str, Any], zone: tzinfo) -> str:
    """The answers of a response that has been judged; clocks are told in ``zone``."""
    return "\n\n".join(_told(form, response.get("item", ()), zone))


def first_code(form: Form, response: Mapping[str, Any]) -> str:
    """The code of the alternative that was chosen in the first question with alternatives, at the top of the form.

    Empty when the form has no such question, or it was answered in other words.
    """
    for raw in response.get("item", ()):
        item = form.by_link_id[raw["linkId"]]
        if item.options and not item.hidden:
            codings = [answer["valueCoding"] for answer in raw.get("answer", ()) if "valueCoding" in answer]
            return str(codings[0].get("code", "")) if codings else ""
    return ""


def _told(form: Form, items: Sequence[Mapping[str, Any]], zone: tzinfo) -> list[str]:
    parts: list[str] = []
    for raw in items:
        item = form.by_link_id[raw["linkId"]]
        if item.hidden:
            continue
        heading = f"{item.prefix} {item.text}".strip()
        answers = raw.get("answer", ())
        if answers:
            words = [_words(item, answer, zone) for answer in answers]
            lines = [f"– {line}" for line in words] if len(words) > 1 else words
            parts.append("\n".join([heading, *lines]))
        elif heading and raw.get("item"):
            parts.append(heading)
        parts += _told(form, raw.get("item", ()), zone)
        for answer in answers:
            parts += _told(form, answer.get("item", ()), zone)
    return [part for part in parts if part]


def _words(item: Item, answer: Mapping[str, Any], zone: tzinfo) -> str:
    value = next(Value(key, raw) for key, raw in answer.items() if known_value(key))
    if value.key == "valueBoolean":
        return "Ja" if value.raw else "Nej"
    if value.key == "valueDateTime" and "T" in value.raw and (at := moment_in(value.raw, zone)) is not None:
        return at.strftime("%Y-%m-%d %H.%M")
    return shown(value)
