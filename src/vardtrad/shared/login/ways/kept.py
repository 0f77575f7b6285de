"""What a provider says of itself, kept in the process that has asked: by one thread at a time, and not again and again.

A provider that has not answered several times on end is left in peace for some seconds. Only these questions count for
that, which are the same whoever asks: what a stranger puts into a login closes the way for nobody else.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from vardtrad.kernel import clock
from vardtrad.shared.login.ways.at_once import PATIENCE
from vardtrad.shared.login.ways.problems import Stopped, Why

T = TypeVar("T")
FRESH_SECONDS = 3600
"""For how long what a provider has said is used without asking again."""
STALE_SECONDS = 24 * 3600
"""For how long it is used when the provider does not answer the question for news."""
REST_SECONDS = 10
"""For how long a provider that did not answer is not asked again."""
FAILURES = 3
"""So many questions on end without an answer, and the provider rests: a single one may be a hiccup."""


class Rest:
    """Whether a provider is left in peace for a while."""

    def __init__(self) -> None:
        self._failures = 0
        self._until: float | None = None

    def insist(self) -> None:
        """Raise Stopped if the provider has not answered lately."""
        if self._until is not None and clock.stopwatch() < self._until:
            raise Stopped(Why.DOWN, "svarade inte nyss")
        self._until = None

    def note(self, stopped: Stopped | None) -> None:
        """Count a question that had no answer; None for one that had."""
        if stopped is None:
            self._failures = 0
        elif stopped.why is Why.DOWN:
            self._failures += 1
            if self._failures >= FAILURES:
                self._failures, self._until = 0, clock.stopwatch() + REST_SECONDS


class Kept(Generic[T]):
    """A thing that a provider says of itself."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._asking = threading.Lock()
        self._known: tuple[T, float] | None = None

    def get(self, ask: Callable[[], T], *, again_after: float | None = None) -> T:
        """What is known, or what ``ask`` says when that is older than an hour, or than so many seconds.

        ``again_after`` is for somebody who needs news: they wait a moment for another thread that is asking. Nobody
        waits who can use what is known. Raises Stopped.
        """
        known = self._known
        if known is not None and self._age(known) < (FRESH_SECONDS if again_after is None else again_after):
            return known[0]
        usable = known if known is not None and self._age(known) <= STALE_SECONDS else None
        waits = usable is None or again_after is not None
        if not self._asking.acquire(timeout=PATIENCE if waits else 0):
            if usable is not None:
                return usable[0]
            raise Stopped(Why.BUSY, "en annan tråd väntar på leverantören")
        try:
            # Asked for while this thread waited?
            if self._known is not None and self._known is not known:
                return self._known[0]
            return self._asked(ask)
        except Stopped:
            if usable is None:
                raise
            return usable[0]
        finally:
            self._asking.release()

    def _asked(self, ask: Callable[[], T]) -> T:
        self._rest.insist()
        try:
            said = ask()
        except Stopped as stopped:
            self._rest.note(stopped)
            raise
        self._rest.note(None)
        self._known = (said, clock.stopwatch())
        return said

    @staticmethod
    def _age(known: tuple[T, float]) -> float:
        return clock.stopwatch() - known[1]
