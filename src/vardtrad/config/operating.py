"""Commands for whoever looks after an installation: ``vardtrad backup``, ``restore`` and ``metrics``."""

from __future__ import annotations

import argparse
import getpass
import os
import secrets
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Protocol

from vardtrad.config import key_file
from vardtrad.config.folders import data_folder
from vardtrad.kernel import clock


class Database(Protocol):
    """Opens the database that the environment names, as the command line does for its other commands."""

    def __call__(self, *, owner: bool = False, keys: bool = True) -> AbstractContextManager[object]:
        """The database for as long as the context is open; as its owner, and only with proper keys, if asked for."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What these commands need of the command line: its database, Django, and whether the embedded one is meant."""

    database: Database
    set_up_django: Callable[[], None]
    embedded: Callable[[], bool]


Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add_commands(command: Command, ways: Ways) -> None:
    """Declare the commands, in Swedish."""
    does = "Säkerhetskopiera databasen och inställningarna till en fil, medan Vårdtråd är igång (som ägaren)."
    backup = command("backup", lambda arguments: _backup(arguments, ways), does)
    backup.add_argument("file", type=Path, metavar="FIL", help="filen som ska skrivas, eller en mapp")
    where = backup.add_mutually_exclusive_group()
    where.add_argument("--keys", type=Path, metavar="NYCKELFIL", help="var nycklarna skrivs (annars FIL.keys)")
    where.add_argument("--without-keys", action="store_true", help="skriv inga nycklar: de är sparade på annat sätt")

    does = "Återställ en säkerhetskopia till en tom databas, uppgradera den och kvittera i loggen (som ägaren)."
    restore = command("restore", lambda arguments: _restore(arguments, ways), does)
    restore.add_argument("file", type=Path, metavar="FIL", help="säkerhetskopian")
    restore.add_argument("--keys", type=Path, metavar="NYCKELFIL", help="nycklarna, om de inte redan är på plats")
    restore.add_argument("--by", metavar="NAMN", help="vem som återställer (annars den inloggade på datorn)")

    does = "Skriv ut driftens mätvärden för Prometheus, eller svara på /metrics på en egen port. Inga personuppgifter."
    metrics = command("metrics", lambda arguments: _metrics(arguments, ways), does)
    metrics.add_argument("--port", type=int, help="svara på den här porten (annars skrivs värdena ut en gång)")
    metrics.add_argument("--host", default="127.0.0.1", help="adress att lyssna på (127.0.0.1)")


def _backup(arguments: argparse.Namespace, ways: Ways) -> int:
    from vardtrad.config.backup import making

    file: Path = arguments.file
    if file.is_dir():
        file /= f"vardtrad-{clock.now().astimezone(UTC):%Y%m%dT%H%M%SZ}.backup"
    keys = None if arguments.without_keys else arguments.keys or file.with_name(f"{file.name}.keys")
    _end_tidily()
    with ways.database(owner=True):
        manifest = making.make(file, keys=keys)
    sys.stdout.write(
        f"Säkerhetskopian {file} är klar: {sum(manifest.rows.values())} rader, {len(manifest.rows)} tabeller,"
        f" loggen till plats {manifest.position}. Den innehåller patientuppgifter.\n"
    )
    if keys is None:
        sys.stdout.write("Nycklarna är inte med. Utan dem kan säkerhetskopian inte återställas.\n")
    else:
        sys.stdout.write(f"Nycklarna är skrivna till {keys}. Förvara dem på ett annat ställe, hos någon annan.\n")
    return 0


def _restore(arguments: argparse.Namespace, ways: Ways) -> int:
    from vardtrad.config.backup import fitting
    from vardtrad.config.backup.container import Reader
    from vardtrad.config.backup.problems import say

    _end_tidily()
    with Reader(arguments.file) as backup:
        say("Kontrollerar säkerhetskopian …")
        backup.assert_whole()
        if arguments.keys is not None:
            given = fitting.read_keys(arguments.keys)
            fitting.assert_signed(backup, given, f"i {arguments.keys}")
            _put_in_place(given, ways)
        elif ways.embedded():
            _assert_keys_are_there()
        with ways.database(owner=True):
            fitting.assert_signed(backup, dict(os.environ), "som används här")
            ways.set_up_django()
            from vardtrad.config.backup import restoring

            done = restoring.restore(backup, by=arguments.by or _somebody())
        sys.stdout.write(
            f"Databasen är återställd till hur den var {done.manifest.made_at:%Y-%m-%d %H:%M} UTC: {done.rows} rader."
            f" {done.sessions} inloggningar är avslutade. Återställningen står i loggen.\n"
        )
        for line in fitting.differences(backup):
            sys.stdout.write(f"{line}\n")
    return 0 if done.log_is_whole else 1


def _end_tidily() -> None:
    """When told to end (SIGTERM): as an exception, so that nothing half-made is left behind."""
    signal.signal(signal.SIGTERM, lambda _signum, _frame: sys.exit(143))


def _put_in_place(keys: Mapping[str, str], ways: Ways) -> None:
    """The keys of a backup where the embedded database's are, or for this command only; those already there hold."""
    if ways.embedded():
        key_file.keep(data_folder(), keys)
        return
    missing = {name: key for name, key in keys.items() if not os.environ.get(name)}
    os.environ.update(missing)
    for name in missing:
        sys.stdout.write(f"Obs: {name} finns inte i miljön. Lägg in den ur nyckelfilen innan Vårdtråd startas.\n")


def _assert_keys_are_there() -> None:
    """Refuse to make new keys for an old database."""
    from vardtrad.config.backup.problems import NotDone

    if not key_file.exists(data_folder()):
        raise NotDone("Nycklarna behövs: ange nyckelfilen som skrevs tillsammans med säkerhetskopian (--keys).")


def _somebody() -> str:
    """The name of whoever is logged in on this machine, also behind sudo."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):
        return f"användare {os.getuid()}"


def _metrics(arguments: argparse.Namespace, ways: Ways) -> int:
    with ways.database(keys=False):
        # Django asks for a key; numbers are signed with nothing, and whoever reads them should not hold the real ones.
        os.environ["VARDTRAD_SECRET_KEY"] = os.environ.get("VARDTRAD_SECRET_KEY") or secrets.token_urlsafe(48)
        ways.set_up_django()
        from vardtrad.config import metrics

        if arguments.port is None:
            sys.stdout.write(metrics.text())
        else:
            try:
                metrics.serve(arguments.host, arguments.port)
            except OSError as error:
                sys.stderr.write(f"vardtrad: {arguments.host}:{arguments.port} kan inte användas: {error.strerror}.\n")
                return 1
    return 0
