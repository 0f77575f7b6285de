"""Keys that sort by the time they were made: UUID version 7 (RFC 9562 § 5.7).

Every row in the house has such a key, so that new rows lie beside each other in the index and
a list can be paged by ``(updated, id)``. The time inside a key is milliseconds since 1970 in UTC; nothing may
read a date out of it — dates that mean something have columns of their own.

The real clock is read here and not through :mod:`vardtrad.kernel.clock`: a test that freezes the product's
time must still get keys that are new and in order.
"""

import os
import secrets
import threading
import time
import uuid

_COUNTER_BITS = 42
_COUNTER_LIMIT = 1 << _COUNTER_BITS
_TAIL_BITS = 32


class _Sequence:
    """The millisecond and counter last given out by this process, behind one lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._millisecond = -1
        self._counter = 0

    def take(self) -> tuple[int, int]:
        """Return the next (millisecond, counter), always greater than the one before, also if the clock goes back."""
        with self._lock:
            millisecond = time.time_ns() // 1_000_000
            if millisecond > self._millisecond:
                self._millisecond = millisecond
                # One bit is left free at the top, so that a millisecond has room for at least 2^41 keys.
                self._counter = secrets.randbits(_COUNTER_BITS - 1)
            else:
                self._counter += 1
                if self._counter == _COUNTER_LIMIT:
                    self._millisecond += 1
                    self._counter = secrets.randbits(_COUNTER_BITS - 1)
            return self._millisecond, self._counter


_sequence = _Sequence()


def _begin_anew_after_fork() -> None:
    # A child process must neither go on from its parent's counter nor inherit a lock that a thread of the parent held.
    global _sequence
    _sequence = _Sequence()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_begin_anew_after_fork)


def uuid7() -> uuid.UUID:
    """Return a new UUID version 7, greater than every earlier one from this process.

    48 bits of Unix milliseconds, a 42-bit counter that starts at random each millisecond (RFC 9562 § 6.2, method 1)
    and 32 random bits. Safe to call from several threads and after a fork.
    """
    millisecond, counter = _sequence.take()
    counter_high, counter_low = counter >> 30, counter & 0x3FFF_FFFF
    return uuid.UUID(
        int=(millisecond & 0xFFFF_FFFF_FFFF) << 80
        | 0x7 << 76
        | counter_high << 64
        | 0b10 << 62
        | counter_low << _TAIL_BITS
        | secrets.randbits(_TAIL_BITS)
    )
