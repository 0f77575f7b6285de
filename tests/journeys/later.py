"""Starts a process of the product whose clock a journey moves: ``python -m tests.journeys.later serve …``.

The file that MOVED names holds how many seconds later than the computer's clock it is to be. It is read each time that
the product asks for the time, in every process of the installation, so the days go by for all of them at once.
"""

from __future__ import annotations

import os
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

from vardtrad.kernel import clock

MOVED = "JOURNEY_CLOCK"
_now = clock.now


class Days:
    """The clock of an installation, in a file: it stands at a time of a Swedish day, and goes on from there."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._file.write_text("0")

    def to(self, day: date, hour: int, minute: int = 0) -> None:
        """Let it be this time of this day, in Sweden."""
        wanted = datetime.combine(day, time(hour, minute), clock.STOCKHOLM)
        self._file.write_text(str((wanted - _now()).total_seconds()))


def _later() -> datetime:
    return _now() + timedelta(seconds=float(Path(os.environ[MOVED]).read_text() or 0))


if MOVED in os.environ:
    # Here and not below: the pages' own process imports this module again, under another name.
    clock.now = _later

if __name__ == "__main__":
    from vardtrad.config.cli import main

    sys.exit(main())
