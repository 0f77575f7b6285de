"""When a confirmation of danger signs holds: pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from vardtrad.kernel import law

HOLDS = timedelta(hours=12)
"""How long a confirmation holds: signs are about now, and a draft may wait for days."""

MOST = 20
"""How many signs a list may have."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What is asked about somebody: the signs of one version, those for children or those for adults."""

    version: UUID
    number: int
    for_child: bool
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class SignsConfirmation:
    """That none of the signs of a version applies to a person, and when that was confirmed (UTC)."""

    version: UUID
    person: UUID
    for_child: bool
    at: datetime


def is_child(age: int | None) -> bool:
    """Whether the signs for children are those to ask about: under 18 years. An unknown age is an adult's."""
    return age is not None and age < law.MAJORITY.value


def holds(given: SignsConfirmation | None, asked: Signs | None, person: UUID, now: datetime) -> bool:
    """Whether a case about the person may be sent: nothing is asked, or just that was confirmed not long ago."""
    if asked is None:
        return True
    return (
        given is not None
        and (given.version, given.person, given.for_child) == (asked.version, person, asked.for_child)
        and timedelta(0) <= now - given.at < HOLDS
    )
