"""A memory of this process for answers that cost much to make again: bounded in number and in time (ADR 24)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from django.conf import settings

from vardtrad.kernel import clock

T = TypeVar("T")


def rows_lifetime() -> timedelta:
    """How long rendered rows are remembered: VARDTRAD_REMEMBER_ROWS_MINUTES. Nothing is remembered for 0 minutes."""
    return timedelta(minutes=settings.REMEMBER_ROWS_MINUTES)


class Remembered(Generic[T]):
    """At most ``most`` answers by their keys, each for at most ``lifetime()``; a lifetime of nothing switches it off.

    An answer is removed when its time is up, at the next use of this memory, or when newer ones need its place. Threads
    may share it: two that miss the same answer at once both make it.
    """

    def __init__(self, most: int, lifetime: Callable[[], timedelta]) -> None:
        self._most = most
        self._lifetime = lifetime
        self._lock = Lock()
        # In the order of their making, so the first is always the first to expire.
        self._answers: OrderedDict[Hashable, tuple[datetime, T]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: Hashable) -> T | None:
        """The answer, unless there is none or its time is up."""
        with self._lock:
            self._forget_old()
            made_at, answer = self._answers.get(key, (None, None))
        return answer if made_at is not None and self._is_young(made_at) else None

    def put(self, key: Hashable, answer: T) -> None:
        """Remember an answer from now on."""
        with self._lock:
            self._forget_old()
            if self._lifetime() <= timedelta():
                return
            self._answers.pop(key, None)
            self._answers[key] = clock.now(), answer
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def ask(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer that is remembered, or one that is made and remembered now."""
        kept = self.get(key)
        if kept is None:
            kept = make()
            self.put(key, kept)
        return kept

    def _is_young(self, made_at: datetime) -> bool:
        """Whether an answer's time is not up. One from the future was made before the computer's clock was set back."""
        return timedelta() <= clock.now() - made_at < self._lifetime()

    def _forget_old(self) -> None:
        while self._answers:
            key, (made_at, _answer) = next(iter(self._answers.items()))
            if self._is_young(made_at):
                return
            del self._answers[key]
