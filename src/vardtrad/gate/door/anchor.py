"""The anchor: the heads of the log's chain in a file outside the database, where its administrators cannot reach them.

A file that cannot be written is told loudly, but stops nothing: the chain goes on, and its head is anchored as soon as
the file can be written again.
"""

from __future__ import annotations

import errno
import logging
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from django.conf import settings

from vardtrad.kernel import clock

log = logging.getLogger(__name__)

LONGEST = 200
"""Bytes: longer than any line that is written. What somebody has put in without line ends is read in such pieces."""
_LINE = re.compile(r"(\S+) ([0-9]+) ([0-9a-f]{64})")
# A file that stays unwritable is told of again after this time.
REMIND = timedelta(minutes=10)
EVERY = timedelta(seconds=10)
"""Heads are anchored no more often than this, so that the file grows by lines of a day and not of every second."""


@dataclass(slots=True)
class _State:
    """What this process knows about the file."""

    path: str = ""
    owed: bool | None = None
    """Whether the last head still has to be anchored; None until the file has been looked into."""
    told: datetime | None = None
    """When the log was last told (UTC) that the file cannot be written; None while it can."""
    head: tuple[int, bytes] | None = None
    """The last head that was handed over: its place, and the chain's value there."""
    said: int = 0
    """The place of the last head that the process log was told."""
    next: float = 0.0
    """When the next head may be told and anchored, by the machine's monotonic clock, in seconds."""


_state = _State()


@dataclass(frozen=True, slots=True)
class Line:
    """An anchored head, and when it was anchored (UTC)."""

    at: datetime
    position: int
    chain: bytes


def put(position: int, chain: bytes) -> None:
    """Anchor this head of the chain if it is not anchored yet, and tell the process log, which is kept outside too.

    Heads that come within EVERY of each other are bundled: the last of them is anchored when the time is up, by a later
    call or by ``flush``. A file that cannot be written is told of, and tried again at the next call. Raises nothing.
    """
    path = settings.TRACE_ANCHOR_FILE
    if _state.path != path:
        _state.path, _state.owed, _state.told, _state.head, _state.said, _state.next = path, None, None, None, 0, 0.0
    if not position:
        return
    if _state.owed is not None and _state.head != (position, chain):
        _state.owed = True
    _state.head = position, chain
    if clock.stopwatch() >= _state.next:
        flush()


def flush() -> None:
    """Anchor the last head that was handed over, if it is not anchored yet. Raises nothing."""
    if _state.head is None:
        return
    position, chain = _state.head
    if position != _state.said:
        log.info("seal head position=%d chain=%s", position, chain.hex())
        _state.said, _state.next = position, clock.stopwatch() + EVERY.total_seconds()
    if not _state.path:
        return
    try:
        if _owed(position, chain):
            _write(Path(_state.path), position, chain)
            _state.next = clock.stopwatch() + EVERY.total_seconds()
    except OSError as error:
        _state.owed = True
        _complain(error)
    else:
        _state.owed = False
        if _state.told is not None:
            log.warning("the anchor file can be written again: the head at position %d is anchored", position)
            _state.told = None


def _owed(position: int, chain: bytes) -> bool:
    """Whether the head is still to be anchored: by this process, or by one that ended before it could.

    Raises OSError when the file cannot be read.
    """
    if _state.owed is None:
        last = last_line()
        _state.owed = last is None or (last.position, last.chain) != (position, chain)
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


def batches(size: int) -> Iterator[list[Line | int]]:
    """What the file holds, in its order, ``size`` lines at a time: an anchored head, or the number of a damaged line.

    Nothing when no file is configured or nothing has been written yet. Raises OSError when it cannot be read.
    """
    if not settings.TRACE_ANCHOR_FILE:
        return
    number = 0
    with suppress(FileNotFoundError), Path(settings.TRACE_ANCHOR_FILE).open("rb") as file:
        while lines := list(islice(iter(partial(file.readline, LONGEST), b""), size)):
            # A machine stopped in the middle of a damaged one, or somebody touched it.
            yield [_parsed(line) or place for place, line in enumerate(lines, number + 1)]
            number += len(lines)


def last_position() -> int:
    """The place of the head that was anchored last; 0 when there is none, and when the file cannot be read."""
    try:
        last = last_line()
    except OSError:
        return 0
    return last.position if last is not None else 0


def last_line() -> Line | None:
    """The head that was anchored last; None when there is none. Raises OSError when the file cannot be read."""
    if not settings.TRACE_ANCHOR_FILE:
        return None
    try:
        with Path(settings.TRACE_ANCHOR_FILE).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 10 * LONGEST))
            lines = (_parsed(line) for line in reversed(file.read().splitlines()))
            return next((line for line in lines if line is not None), None)
    except FileNotFoundError:
        return None


def _parsed(line: bytes) -> Line | None:
    head = _LINE.fullmatch(line.decode("ascii", errors="replace").rstrip("\r\n"))
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
