"""The text of a notice. A subject gives its own words; none may hold health data, a clinic or a personal number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vardtrad.gate.models import Notification


@dataclass(frozen=True, slots=True)
class Words:
    """The subject line and the text of a notice."""

    subject: str
    body: str


WordsFor = Callable[[Notification], Words]
