"""How many threads of this process may wait for providers at the same time, so that one that hangs silences no page.

A thread that asks a provider serves nobody else until it has the answer. Half of a process's threads may wait; whoever
comes when they are taken waits a moment for one of them, unless those before have waited long already: then they are
told at once to try again.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from vardtrad.kernel import clock
from vardtrad.shared.login.ways.problems import Stopped, Why

PATIENCE = 1.0
"""Seconds: a provider that takes longer is slow, and nobody stands in line for it."""


def most() -> int:
    """So many threads of this process may wait for providers."""
    return max(1, int(os.environ.get("VARDTRAD_SERVE_THREADS", "4")) // 2)


class Line:
    """The threads that wait for an answer now."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._since: list[float] = []

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place among those that may wait. Raises Stopped (BUSY) when there is none soon."""
        began = self._take()
        try:
            yield
        finally:
            with self._free:
                self._since.remove(began)
                self._free.notify()

    def _take(self) -> float:
        come = clock.stopwatch()
        with self._free:
            while len(self._since) >= most():
                now = clock.stopwatch()
                left = PATIENCE - max(now - min(self._since), now - come)
                if left <= 0:
                    raise Stopped(Why.BUSY, "alla platser för frågor till leverantörer är upptagna")
                self._free.wait(left)
            now = clock.stopwatch()
            self._since.append(now)
            return now


LINE = Line()
"""The line of this process, for all ways together: they share its threads."""
