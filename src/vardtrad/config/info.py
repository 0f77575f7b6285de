"""The command ``vardtrad info``: general messages to everybody who plans, under the tab Info (001-072)."""

from __future__ import annotations

import sys
from datetime import date
from uuid import UUID

from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, system
from vardtrad.kernel.tables import Refused
from vardtrad.planning.plan import actions, queries


def operator() -> Actor:
    """Who does it, in the log: an operator at the command line."""
    return system("info")


def add(title: str, text: str, first: str | None, last: str) -> int:
    """Put up a message from one Swedish day (today when none is given) to another; the exit code."""
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
    """Show the messages of today, with their ids; the exit code."""
    for notice in queries.notices(clock.today()):
        sys.stdout.write(f"{notice.id} {notice.shown_from}–{notice.shown_to} {notice.title}\n")
    return 0


def remove(key: str) -> int:
    """Take a message down; the exit code."""
    try:
        actions.take_down(operator(), UUID(key))
    except (ValueError, Refused):
        return _failed("Det finns inget meddelande med det id:t.")
    sys.stdout.write("Meddelandet är borttaget.\n")
    return 0


def _failed(sentence: str) -> int:
    sys.stderr.write(f"vardtrad: {sentence}\n")
    return 1
