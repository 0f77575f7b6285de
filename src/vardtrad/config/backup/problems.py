"""What an operator is told when a backup or a restore cannot be done, and how far one has come."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator

EVERY = 5.0
"""Seconds between two lines that tell how much has been read or written."""
MEGABYTE = 1_000_000


class NotDone(Exception):
    """A backup or a restore that was not carried out; the message says why, what was left as it was, and what to do."""


def say(line: str) -> None:
    """Tell how far it has come: to stderr, so that a script can read stdout."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def watched(chunks: Iterable[bytes], doing: str) -> Iterator[bytes]:
    """The same chunks; says now and then how many megabytes have gone by."""
    passed, next_word = 0, time.monotonic() + EVERY
    for chunk in chunks:
        passed += len(chunk)
        yield chunk
        if time.monotonic() > next_word:
            next_word = time.monotonic() + EVERY
            say(f"{doing}: {passed / MEGABYTE:,.0f} MB hittills …".replace(",", " "))
