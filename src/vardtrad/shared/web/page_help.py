"""Which part of the help is about a page: "Hjälp" in the bar leads there (B-22). The setting PAGE_HELP says which."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest


def part_for(request: HttpRequest) -> str:
    """The part of the help that is about the page of this request; empty when there is none."""
    match = request.resolver_match
    return part_about(match.route) if match is not None else ""


@lru_cache(maxsize=1_024)
def part_about(route: str) -> str:
    """The part of the help that is about the page of this address pattern; empty for pages outside the three tools."""
    parts: Mapping[str, str] = settings.PAGE_HELP
    beginnings = [beginning for beginning in parts if route.startswith(beginning)]
    return parts[max(beginnings, key=len)] if beginnings else ""
