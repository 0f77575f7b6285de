"""Which of several cases cannot be drawn as a PDF, when they cannot be drawn together."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from vardtrad.shared.web import paper


def undrawable(request: HttpRequest, template: str, context: dict[str, Any], cases: list[Any]) -> list[Any]:
    """Those of these cases, which cannot be drawn together, that cannot be drawn at all.

    Halves that can be drawn are not looked through: one among a hundred takes a dozen smaller drawings, not a hundred.
    """
    if len(cases) == 1:
        return cases
    found: list[Any] = []
    for half in (cases[: len(cases) // 2], cases[len(cases) // 2 :]):
        if not _can_be_drawn(request, template, context | {"cases": half}):
            found += undrawable(request, template, context, half)
    return found


def _can_be_drawn(request: HttpRequest, template: str, context: dict[str, Any]) -> bool:
    try:
        paper.pdf(render_to_string(template, context | {"missing": []}, request))
    except paper.NoPaper:
        return False
    return True
