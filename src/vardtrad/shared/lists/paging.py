"""Keyset pages: a list goes on from a place in it, so the last page is as quick as the first and none is skipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from typing_extensions import override

PAGE = 50
"""How many rows a page shows."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def moment_text(moment: datetime) -> str:
    """A moment as an address holds it: whole microseconds since 1970. Raises TypeError without a time zone."""
    return str((moment - _EPOCH) // _MICROSECOND)


def moment_of(text: str) -> datetime | None:
    """The moment (UTC) that an address names, or None when it names none."""
    try:
        return _EPOCH + int(text) * _MICROSECOND
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list ordered by latest update first."""

    updated: datetime
    id: UUID

    @override
    def __str__(self) -> str:
        """As it stands in an address: microseconds since 1970 and the id."""
        return f"{moment_text(self.updated)}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """The place that an address names, or None when it names none."""
        stamp, _dash, key = text.partition("-")
        moment = moment_of(stamp)
        try:
            return cls(moment, UUID(key)) if moment is not None else None
        except ValueError:
            return None
