"""The text of a notice. A subject gives its own words; none may hold health data, a clinic or a personal number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vardtrad.gate.models import Notification


@dataclass(frozen=True, slots=True)
class Invitation:
    """An entry for a calendar (RFC 5545, RFC 5546): ``method`` is REQUEST or CANCEL, ``ics`` the whole object."""

    method: str
    ics: str


@dataclass(frozen=True, slots=True)
class Words:
    """The subject line and the text of a notice, and an entry for the recipient's calendar, if it is about a meeting.

    The entry holds nothing that the text may not hold either.
    """

    subject: str
    body: str
    invitation: Invitation | None = None


WordsFor = Callable[[Notification], Words]
