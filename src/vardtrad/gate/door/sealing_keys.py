"""The keys that the log is sealed with: what is new is sealed with the newest, what is old is read with its own.

Every sealed row names its key by an id that gives nothing away (vardtrad.kernel.keys). Rows from before there were ids
name none; for those every key that is held is tried. Nothing about a key is in the database but its id.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from vardtrad.kernel.keys import key_id

OVERLAP = timedelta(hours=1)
"""How long after a new key's first row a process that has not been restarted may still write with the one before."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that is held. ``rank`` is 0 for the newest, 1 for the one before it, and so on."""

    id: str
    secret: bytes
    rank: int

    def digest(self, content: bytes) -> bytes:
        """The HMAC of some content."""
        return hmac.digest(self.secret, content, hashlib.sha256)


def held() -> Sequence[Key]:
    """The keys, the newest first. Raises ImproperlyConfigured if there is none: nothing may be done untraced."""
    if not settings.TRACE_KEY:
        raise ImproperlyConfigured("VARDTRAD_TRACE_KEY saknas")
    return _held((settings.TRACE_KEY, *settings.TRACE_KEYS_EARLIER))


@lru_cache(maxsize=8)
def _held(secrets: tuple[str, ...]) -> Sequence[Key]:
    return tuple(Key(key_id(secret), secret.encode(), rank) for rank, secret in enumerate(secrets))


def newest() -> Key:
    """The key that new rows are sealed with. Raises ImproperlyConfigured if there is none."""
    return held()[0]


def is_held(named: str) -> bool:
    """Whether the key with this id is held; a row that names none may be any key's."""
    return not named or any(key.id == named for key in held())


def maker(named: str, content: bytes, seal: bytes) -> Key | None:
    """The held key that made ``seal`` of ``content``; None when none did, or another than the row itself names."""
    tried = (key for key in held() if named in ("", key.id))
    return next((key for key in tried if hmac.compare_digest(key.digest(content), seal)), None)


class Reigns:
    """When each key took over, as the rows of the chain tell by their order, whatever they say of their own time.

    A key that has been changed may have been changed because somebody else knows it: with it nothing new can be put
    in the log, except within OVERLAP.
    """

    def __init__(self) -> None:
        self._rank: int | None = None
        self._began = self._latest = datetime.min.replace(tzinfo=UTC)

    def see(self, key: Key, at: datetime) -> None:
        """A row, next in the chain, that ``key`` has sealed at ``at`` (UTC)."""
        if self._rank is None or key.rank < self._rank:
            self._rank, self._began, self._latest = key.rank, at, at
        elif key.rank == self._rank:
            self._latest = max(self._latest, at)

    def is_over(self, key: Key) -> bool:
        """Whether a newer key has been in use for so long that nothing is sealed with this one any more."""
        return self._rank is not None and key.rank > self._rank and self._latest - self._began > OVERLAP
