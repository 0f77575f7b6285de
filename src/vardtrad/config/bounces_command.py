"""``vardtrad bounces``: take in an e-mail that came back, from a mail server that hands it to a command.

With Postfix, in an alias or a transport: ``|vardtrad bounces --to ${recipient}``. A Maildir that the worker reads
(VARDTRAD_BOUNCE_MAILDIR) needs no command.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from vardtrad.config.operating import Command, Ways


def add_commands(command: Command, ways: Ways) -> None:
    """Declare the command, in Swedish."""

    def run(arguments: argparse.Namespace) -> int:
        with ways.database():
            ways.set_up_django()
            return take_in(arguments.files, arguments.to)

    does = (
        "Ta emot e-post som kommit i retur (RFC 3464), från standard in eller filer. Läget är 75: försök igen senare."
    )
    bounces = command("bounces", run, does)
    bounces.add_argument("--to", default="", metavar="ADRESS", help="adressen som meddelandet kom till, om den är känd")
    bounces.add_argument("files", nargs="*", type=Path, metavar="FIL", help="filer med ett meddelande var")


def take_in(files: list[Path], to: str) -> int:
    """Take in the messages; the exit code says whether the mail server should hand any of them over again."""
    from vardtrad.shared.notify.bounces import MOST, Outcome, receive

    words = {
        Outcome.NOTED: "noterat: kom inte fram",
        Outcome.EARLY: "hör till något som ännu inte är skickat: försök igen om en stund",
        Outcome.NOTHING_NEW: "redan känt",
        Outcome.NOT_FAILED: "säger inte att något misslyckats: inget ändrat",
        Outcome.NOT_OURS: "hör inte till något vi har skickat: inget ändrat",
    }
    messages = [file.read_bytes()[:MOST] for file in files] if files else [sys.stdin.buffer.read(MOST)]
    outcomes = [receive(raw, to) for raw in messages]
    for outcome in outcomes:
        sys.stdout.write(f"{words[outcome]}\n")
    return os.EX_TEMPFAIL if Outcome.EARLY in outcomes else 0
