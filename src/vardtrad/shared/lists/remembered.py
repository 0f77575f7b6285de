"""A memory of this process for answers that cost much to make again: bounded in number and in time (ADR 24)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
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
        (answer,) = self._get_each([key])
        return answer

    def put(self, key: Hashable, answer: T) -> None:
        """Remember an answer from now on."""
        now, lifetime = clock.now(), self._lifetime()
        with self._lock:
            self._forget_old(now, lifetime)
            if lifetime <= timedelta():
                return
            self._answers.pop(key, None)
            self._answers[key] = now, answer
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def ask(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer that is remembered, or one that is made and remembered now."""
        (answer,) = self.ask_each([key], [make])
        return answer

    def ask_each(self, keys: Sequence[Hashable], makers: Sequence[Callable[[], T]]) -> list[T]:
        """The answers of many keys, as ``ask`` gives them: looked up all at once, since a page asks for fifty rows."""
        answers = []
        for key, kept, make in zip(keys, self._get_each(keys), makers, strict=True):
            answer = make() if kept is None else kept
            if kept is None:
                self.put(key, answer)
            answers.append(answer)
        return answers

    def _get_each(self, keys: Sequence[Hashable]) -> list[T | None]:
        now, lifetime = clock.now(), self._lifetime()
        with self._lock:
            self._forget_old(now, lifetime)
            kept = [self._answers.get(key) for key in keys]
        return [entry[1] if entry is not None and _is_young(entry[0], now, lifetime) else None for entry in kept]

    def _forget_old(self, now: datetime, lifetime: timedelta) -> None:
        while self._answers:
            key, (made_at, _answer) = next(iter(self._answers.items()))
            if _is_young(made_at, now, lifetime):
                return
            del self._answers[key]


def _is_young(made_at: datetime, now: datetime, lifetime: timedelta) -> bool:
    """Whether an answer's time is not up. One from the future was made before the computer's clock was set back."""
    return timedelta() <= now - made_at < lifetime
