"""Keyset pages: a list goes on from a place in it, so the last page is as quick as the first and none is skipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from typing_extensions import override

PAGE = 50
"""How many rows a page shows."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list ordered by latest update first."""

    updated: datetime
    id: UUID

    @override
    def __str__(self) -> str:
        """As it stands in an address: microseconds since 1970 and the id."""
        return f"{int(self.updated.timestamp() * 1_000_000)}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """The place that an address names, or None when it names none."""
        stamp, _dash, key = text.partition("-")
        try:
            seconds, micro = divmod(int(stamp), 1_000_000)
            return cls(datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro), UUID(key))
        except (ValueError, OverflowError, OSError):
            return None
