"""The command ``vardtrad directory``: staff from the directories (001-261), and the first system administrator."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from vardtrad.kernel.tables import Refused
from vardtrad.shared.directory import actions
from vardtrad.shared.directory.reading import InvalidDirectory, read


def load(source: str, organisations: Iterable[str], file: Path, *, allow_many: bool = False) -> int:
    """Import a source's file, write the result, and return the exit code: 1 if something was not imported."""
    try:
        contents = read(file.read_bytes().decode("utf-8-sig"))
        for number in organisations:
            actions.claim_organisation(source, number)
        done = actions.import_directory(source, contents, allow_many=allow_many)
    except UnicodeDecodeError:
        return _failed("Filen är inte kodad som UTF-8. Inget är inläst.")
    except OSError as error:
        return _failed(f"Filen går inte att läsa: {error.strerror}")
    except (InvalidDirectory, Refused) as error:
        return _failed(f"{error} Inget är inläst.")
    for fault in done.faults:
        _failed(f"rad {fault.line}: {fault.sentence}")
    sys.stdout.write(
        f"{source}: {done.new} nya, {done.changed} ändrade, {done.unchanged} oförändrade, "
        f"{done.deactivated} avaktiverade, {done.places} nya platser, {done.ended} avslutade platser, "
        f"{len(done.faults)} överhoppade rader.\n"
    )
    if done.left_alone:
        sys.stdout.write(
            f"{done.left_alone} platser finns inte längre i filen men har behörigheter: "
            "mottagningens administratör avslutar dem.\n"
        )
    if done.withheld:
        _failed(
            f"{done.withheld} personer saknas i filen men är inte avaktiverade, eftersom de är ovanligt många eller en "
            "rad inte går att läsa. Rätta filen, eller kör igen med --allow-many om de verkligen har slutat."
        )
    return 1 if done.faults or done.withheld else 0


def appoint(staff: str, unit: str) -> int:
    """Make somebody system administrator at a unit; the exit code."""
    try:
        done = actions.appoint(staff.strip().upper(), unit.strip().upper())
    except Refused as refused:
        return _failed(refused.sentence)
    sys.stdout.write("Personen är systemadministratör.\n" if done else "Personen var redan systemadministratör.\n")
    return 0


def _failed(sentence: str) -> int:
    sys.stderr.write(f"vardtrad: {sentence}\n")
    return 1
