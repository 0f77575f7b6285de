"""The command ``vardtrad info``: general messages to all planning staff, under the tab Info (001-072)."""

from __future__ import annotations

import sys
from datetime import date
from uuid import UUID

from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, system
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions, queries


def operator() -> Actor:
    """The actor in the log: an operator at the command line."""
    return system("info")


def add(title: str, text: str, first: str | None, last: str) -> int:
    """Publish a message from a Swedish day (by default today) to another; returns the exit code."""
    try:
        begins = date.fromisoformat(first) if first else clock.today()
        notice = actions.announce(operator(), title, text.replace("\\n", "\n"), begins, date.fromisoformat(last))
    except ValueError:
        return _failed("En dag skrivs ÅÅÅÅ-MM-DD.")
    except Refused as refused:
        return _failed(refused.sentence)
    sys.stdout.write(f"{notice.id}\n")
    return 0


def show() -> int:
    """Write today's messages with their ids; returns the exit code."""
    for notice in queries.notices(clock.today()):
        sys.stdout.write(f"{notice.id} {notice.shown_from}–{notice.shown_to} {notice.title}\n")
    return 0


def remove(key: str) -> int:
    """Remove a message; returns the exit code."""
    try:
        actions.take_down(operator(), UUID(key))
    except (ValueError, Refused):
        return _failed("Det finns inget meddelande med det id:t.")
    sys.stdout.write("Meddelandet är borttaget.\n")
    return 0


def _failed(sentence: str) -> int:
    sys.stderr.write(f"vardtrad: {sentence}\n")
    return 1
