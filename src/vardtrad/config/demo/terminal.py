"""What the demo says at the terminal."""

from __future__ import annotations

from contextlib import suppress
from typing import TextIO

OLD_DEMO = """Demouppgifterna är gjorda av en äldre version av Vårdtråd, som saknar en del av den här versionens region.
  Börja om med nya demouppgifter, efter en fråga:               ./start --fresh
  Eller behåll de gamla, och starta i en annan datamapp:        ./start --data MAPP"""
"""What to do when the database holds a demo that this version cannot go on with."""


def say(line: str, to: TextIO | None = None) -> None:
    """Write a line to the terminal, if it still exists."""
    with suppress(OSError):
        print(line, file=to, flush=True)
