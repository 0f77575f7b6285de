"""A plan as lines of words, for paper and for comparing versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plan: its label, the words, and who wrote them when (UTC; "" and None if nobody did).

    ``key`` tells lines with the same label apart in a comparison: what was edited is then shown as changed.
    ``many``: the label may occur several times in its part, so the line is identified by its words too.
    """

    label: str
    words: str
    by: str = ""
    at: datetime | None = None
    many: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the plan with its lines."""

    title: str
    lines: list[Line] = field(default_factory=list)
