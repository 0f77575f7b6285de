"""``vardtrad letters export``: the letters of the print service as files, once each, also when it is killed midway.

A bundle's folder is written under another name and renamed when it is whole; the bundle is marked as sent after that.
What was begun and not ended is taken up first the next time: a folder that is there is only marked, one that is not is
written anew.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from vardtrad.config.operating import Command, Ways

if TYPE_CHECKING:
    from vardtrad.kernel.actors import Actor
    from vardtrad.shared.letters.models import Bundle


def add_commands(command: Command, ways: Ways) -> None:
    """Declare the command, in Swedish."""

    def run(arguments: argparse.Namespace) -> int:
        with ways.database():
            ways.set_up_django()
            from django.utils import translation

            with translation.override("sv"):
                return export(arguments.folder, forwarded=arguments.forwarded)

    letters = command("letters", run, "Brev till en utskriftstjänst.")
    what = letters.add_subparsers(title="åtgärder", metavar="<åtgärd>", required=True, dest="what")
    does = (
        "Skriv de brev som väntar som PDF-filer med en adresslista, en mapp för varje bunt, och markera dem skickade."
    )
    exporting = what.add_parser("export", help=does, description=does)
    exporting.add_argument("folder", type=Path, metavar="MAPP", help="mappen som utskriftstjänsten hämtar ur")
    exporting.add_argument(
        "--forwarded", action="store_true", help="i stället breven till skyddade personer, för Skatteverkets förmedling"
    )


def export(folder: Path, *, forwarded: bool = False) -> int:
    """Write every bundle that is not sent, then what waits; the exit code."""
    from vardtrad.kernel.actors import system
    from vardtrad.shared.letters import actions, queries
    from vardtrad.shared.letters.models import Route
    from vardtrad.shared.web.paper import NoPaper

    actor, route = system("utskriftstjänsten"), Route.FORWARDED if forwarded else Route.POST
    written = 0
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for begun in queries.bundles(None, unsent=True):
            if begun.route == route:
                written += _write(folder, begun, actor)
        while (made := actions.bundle(actor, route)) is not None:
            written += _write(folder, made, actor)
    except OSError as error:
        sys.stderr.write(f"vardtrad: Mappen kan inte skrivas: {error.strerror}. Inga brev är förlorade.\n")
        return 1
    except NoPaper as missing:
        sys.stderr.write(f"vardtrad: {missing} Inga brev är förlorade.\n")
        return 1
    sys.stdout.write(f"{written} brev är skrivna till {folder}.\n")
    return 0


def _write(folder: Path, bundle: Bundle, actor: Actor) -> int:
    """Write a bundle's folder unless it is there, and mark the bundle as sent; how many letters it holds."""
    from vardtrad.operations.letters import drawing
    from vardtrad.shared.letters import actions, queries

    letters = queries.letters_of(bundle)
    whole = folder / str(bundle.id)
    if not whole.exists():
        part = folder / f".{bundle.id}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        with (part / "brev.csv").open("w", encoding="utf-8", newline="") as index:
            rows = csv.writer(index, delimiter=";")
            rows.writerow(["fil", "brevnummer", "namn", "gatuadress", "postadress"])
            for letter in letters:
                (part / f"{letter.id}.pdf").write_bytes(drawing.pdf([letter]))
                lines = (*drawing.address_lines(letter), "", "")[:3]
                rows.writerow([f"{letter.id}.pdf", letter.number, *lines])
            index.flush()
            os.fsync(index.fileno())
        part.rename(whole)
    actions.mark_sent(actor, bundle.id)
    return len(letters)
