"""The anchor: the heads of the log's chain in a file outside the database, where its administrators cannot reach them.

A file that cannot be written is told loudly, but stops nothing: the chain goes on, and its head is anchored as soon as
the file can be written again.
"""

from __future__ import annotations

import errno
import logging
import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from vardtrad.kernel import clock

log = logging.getLogger(__name__)

_LINE = re.compile(r"(\S+) ([0-9]+) ([0-9a-f]{64})")
# A file that stays unwritable is told of again after this time.
REMIND = timedelta(minutes=10)


@dataclass(slots=True)
class _State:
    """What this process knows about the file."""

    path: str = ""
    owed: bool | None = None
    """Whether the last head still has to be anchored; None until the file has been looked into."""
    told: datetime | None = None
    """When the log was last told (UTC) that the file cannot be written; None while it can."""


_state = _State()


@dataclass(frozen=True, slots=True)
class Line:
    """An anchored head, and when it was anchored (UTC)."""

    at: datetime
    position: int
    chain: bytes


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the file holds, in its order; the numbers of damaged lines, and why it could not be read."""

    lines: list[Line] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    unreadable: str = ""


def put(position: int, chain: bytes, *, new: bool) -> None:
    """Anchor the head of the chain if it is ``new``, or if it could not be anchored before.

    A file that cannot be written is told of, and tried again at the next call. Raises nothing.
    """
    if new:
        # The process log is kept outside the database too.
        log.info("seal head position=%d chain=%s", position, chain.hex())
    path = settings.TRACE_ANCHOR_FILE
    if _state.path != path:
        _state.path, _state.owed, _state.told = path, None, None
    if not path or not position:
        return
    try:
        if new or _owed(position):
            _write(Path(path), position, chain)
    except OSError as error:
        _state.owed = True
        _complain(error)
    else:
        _state.owed = False
        if _state.told is not None:
            log.warning("the anchor file can be written again: the head at position %d is anchored", position)
            _state.told = None


def _owed(position: int) -> bool:
    """Whether an earlier head is still to be anchored: by this process, or by one that ended before it could."""
    if _state.owed is None:
        found = read()
        _state.owed = not found.unreadable and max((line.position for line in found.lines), default=0) < position
    return _state.owed


def why_unwritable() -> str | None:
    """Why the configured file cannot be written, in the system's words; None when it can, or when none is configured.

    The file is not made: whoever asks may be another user than the worker.
    """
    if not settings.TRACE_ANCHOR_FILE:
        return None
    path = Path(settings.TRACE_ANCHOR_FILE)
    try:
        if path.exists():
            path.open("ab").close()
        elif not path.parent.is_dir():
            return os.strerror(errno.ENOENT)
        elif not os.access(path.parent, os.W_OK | os.X_OK):
            return os.strerror(errno.EACCES)
    except OSError as error:
        return error.strerror or type(error).__name__
    return None


def read() -> Anchors:
    """What the file holds; empty when none is configured or nothing has been written yet."""
    path = Path(settings.TRACE_ANCHOR_FILE) if settings.TRACE_ANCHOR_FILE else None
    if path is None:
        return Anchors()
    try:
        text = path.read_text("ascii", errors="replace")
    except FileNotFoundError:
        return Anchors()
    except OSError as error:
        return Anchors(unreadable=error.strerror or type(error).__name__)
    found = Anchors()
    for number, line in enumerate(text.splitlines(), 1):
        if head := _parsed(line):
            found.lines.append(head)
        else:
            # A machine stopped in the middle of it, or somebody touched it.
            found.damaged.append(number)
    return found


def _parsed(line: str) -> Line | None:
    head = _LINE.fullmatch(line)
    if head is None:
        return None
    try:
        return Line(datetime.fromisoformat(head[1]).astimezone(UTC), int(head[2]), bytes.fromhex(head[3]))
    except ValueError:
        return None


def complain_if_unwritable() -> None:
    """At the start of a process that seals: say at once what would otherwise be heard at the first seal."""
    if (why := why_unwritable()) is not None:
        log.critical("the anchor file cannot be written (%s): heads of the log are not anchored until it can", why)


def _write(path: Path, position: int, chain: bytes) -> None:
    line = f"{clock.now().astimezone(UTC).isoformat(timespec='seconds')} {position} {chain.hex()}\n"
    with path.open("a", encoding="ascii") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def _complain(error: OSError) -> None:
    now = clock.now()
    if _state.told is None or now - _state.told > REMIND:
        _state.told = now
        why = error.strerror or type(error).__name__
        log.critical("the anchor file cannot be written (%s): the head of the log is not anchored until it can", why)
