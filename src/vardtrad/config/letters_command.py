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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vardtrad.config.operating import Command, Ways

if TYPE_CHECKING:
    from vardtrad.kernel.actors import Actor
    from vardtrad.shared.letters.models import Bundle, Route


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
    """Write every bundle that is not sent, then what waits; the exit code. One export at a time by each route."""
    from vardtrad.kernel.actors import system
    from vardtrad.shared.letters import actions, queries
    from vardtrad.shared.letters.models import Route
    from vardtrad.shared.web.paper import NoPaper

    actor, route = system("utskriftstjänsten"), Route.FORWARDED if forwarded else Route.POST
    written, undrawn = 0, list[str]()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(route) as alone:
            if not alone:
                return _failed("En annan utskrift pågår. Försök igen när den är klar.")
            for begun in queries.bundles(None, unsent=True):
                if begun.route == route:
                    written += _write(folder, begun, actor, undrawn)
            while (made := actions.bundle(actor, route)) is not None:
                written += _write(folder, made, actor, undrawn)
    except OSError as error:
        return _failed(f"Mappen kan inte skrivas: {error.strerror}. Inga brev är förlorade.")
    except NoPaper as missing:
        return _failed(f"{missing} Inga brev är förlorade.")
    sys.stdout.write(f"{written} brev är skrivna till {folder}.\n")
    if undrawn:
        return _failed(f"De här breven gick inte att skapa, och prövas igen nästa gång: {', '.join(undrawn)}.")
    return 0


def _failed(sentence: str) -> int:
    sys.stderr.write(f"vardtrad: {sentence}\n")
    return 1


@contextmanager
def _alone(route: Route) -> Iterator[bool]:
    """Whether no other export by the route is under way; until this one is over none begins.

    Two that write the same bundle would mix its files, or print it twice. The lock goes with the connection, also when
    the process is killed.
    """
    from django.db import connection

    key = f"vardtrad letters export {route}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        alone = cursor.fetchone() == (True,)
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])


def _write(folder: Path, bundle: Bundle, actor: Actor, undrawn: list[str]) -> int:
    """Write a bundle's folder unless it is there, and mark the bundle as sent; how many letters were written.

    A letter that cannot be drawn is named in ``undrawn`` and put aside in a bundle of its own, which is tried again the
    next time: the others do not wait for it.
    """
    from vardtrad.operations.letters import drawing
    from vardtrad.shared.letters import actions, queries
    from vardtrad.shared.web import paper

    letters = queries.letters_of(bundle)
    whole = folder / str(bundle.id)
    if not whole.exists():
        part = folder / f".{bundle.id}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        broken = []
        with (part / "brev.csv").open("w", encoding="utf-8", newline="") as index:
            rows = csv.writer(index, delimiter=";")
            rows.writerow(["fil", "brevnummer", "namn", "gatuadress", "postadress"])
            for letter in letters:
                try:
                    content = drawing.pdf([letter])
                except paper.NoPaper:
                    if not paper.available():
                        raise
                    broken.append(letter)
                    continue
                (part / f"{letter.id}.pdf").write_bytes(content)
                lines = (*drawing.address_lines(letter), "", "")[:3]
                rows.writerow([f"{letter.id}.pdf", letter.number, *lines])
            index.flush()
            os.fsync(index.fileno())
        undrawn += [letter.number for letter in broken]
        if len(broken) == len(letters):
            shutil.rmtree(part)
            return 0
        if broken:
            actions.set_aside(actor, bundle.id, [letter.id for letter in broken])
            letters = [letter for letter in letters if letter not in broken]
        part.rename(whole)
    actions.mark_sent(actor, bundle.id)
    return len(letters)
