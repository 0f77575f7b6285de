"""Counting of requests, in files that all processes of the pages write and ``vardtrad metrics`` adds up.

Only when ``VARDTRAD_METRICS_FOLDER`` names a folder. What is counted is the outcome and the time, never an address: the
addresses of pages name cases and people.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured

FOLDER = "VARDTRAD_METRICS_FOLDER"
SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Counter(Protocol):
    """Counts what has become of requests."""

    def answered(self, status: int, seconds: float) -> None:
        """A request was answered with this status, so many seconds after it had been read whole."""

    def turned_away(self, why: str) -> None:
        """A request was turned away while it was read: ``slow``, ``full`` or ``gone``."""


class Nothing:
    """Counts nothing, when nobody has asked for it."""

    def answered(self, status: int, seconds: float) -> None:
        """Do nothing."""

    def turned_away(self, why: str) -> None:
        """Do nothing."""


class InFiles:
    """Counts in a file of this process in the folder."""

    def __init__(self, folder: Path) -> None:
        # The library decides when it is first imported whether it counts in files.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        from prometheus_client import CollectorRegistry, Counter, Histogram

        own = CollectorRegistry()
        self._answers = Counter(
            "vardtrad_http_requests", "Requests that the pages have answered, by status.", ["status"], registry=own
        )
        self._seconds = Histogram(
            "vardtrad_http_request_seconds",
            "Seconds from a whole request to its answer.",
            buckets=SECONDS,
            registry=own,
        )
        self._turned_away = Counter(
            "vardtrad_http_turned_away", "Requests turned away while they were read.", ["why"], registry=own
        )

    def answered(self, status: int, seconds: float) -> None:
        """Count an answer."""
        self._answers.labels(status=str(status)).inc()
        self._seconds.observe(seconds)

    def turned_away(self, why: str) -> None:
        """Count a request that was turned away."""
        self._turned_away.labels(why=why).inc()


def counter() -> Counter:
    """The counter that the environment asks for."""
    folder = os.environ.get(FOLDER)
    return InFiles(Path(folder)) if folder else Nothing()


def begin() -> None:
    """Make the folder that the environment names, without the numbers of processes that are gone.

    Raises ImproperlyConfigured when it cannot be written.
    """
    if folder := os.environ.get(FOLDER):
        try:
            Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
            for file in Path(folder).glob("*.db"):
                file.unlink(missing_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(f"{FOLDER} ({folder}) kan inte användas: {error.strerror}.") from None
