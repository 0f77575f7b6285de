"""The command ``vardtrad``: each long-lived process, and what a region's operators do by hand.

Nothing heavy is imported before it is needed, so that ``--help`` answers at once. Production gives ``DATABASE_URL``
(the application's role) and the keys by the environment. Without any of them the embedded PostgreSQL and the keys of
the data folder are used.
"""

from __future__ import annotations

import argparse
import io
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from granian.constants import Interfaces

EPILOG = """\
Datamapp (demo, nycklar, loggar): {data}
Inbyggd databas: {database}

Drift: DATABASE_URL (programmets roll), DATABASE_OWNER_URL (ägaren, bara för migrate),
VARDTRAD_SECRET_KEY och VARDTRAD_TRACE_KEY ges i miljön. Utan någon av dem används den inbyggda databasen.
"""


# Whoever sets one of these means a database of his own, not the embedded one.
PRODUCTION = ("DATABASE_URL", "DATABASE_OWNER_URL", "VARDTRAD_SECRET_KEY", "VARDTRAD_TRACE_KEY")


def main(argv: list[str] | None = None) -> int:
    """Run the command in ``argv`` (by default the process's own arguments) and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no å must not end the command: it gets a question mark instead.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    arguments = parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        sentence = _known(error)
        if sentence is None:
            raise
        print(f"vardtrad: {sentence}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """The commands and their options, in Swedish."""
    top = argparse.ArgumentParser(
        prog="vardtrad",
        description="Vårdtråd: en tråd av vård mellan invånare, mottagningar, sjukhus och kommuner.",
        epilog=_where(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(title="kommandon", metavar="<kommando>", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], does: str) -> argparse.ArgumentParser:
        parser = commands.add_parser(name, help=does, description=does)
        parser.set_defaults(run=run)
        return parser

    demo = command("demo", _demo, "Starta allt med en påhittad region: databas, sidor, live och arbetare.")
    demo.add_argument("--port", type=int, help="sidornas port (annars första lediga från 8000)")
    demo.add_argument("--fresh", action="store_true", help="börja om med nya demouppgifter, efter en fråga")
    demo.add_argument("--remove", action="store_true", help="ta bort demon från datorn, efter en fråga")
    demo.add_argument("--yes", action="store_true", help="svara ja på frågan (för skript)")
    demo.add_argument("--data", type=Path, help="datamapp (annars VARDTRAD_DATA eller .data)")

    serve = command("serve", _serve, "Kör sidorna (WSGI).")
    serve.add_argument("--workers", type=int, default=1, help="antal processer (1)")
    serve.add_argument("--threads", type=int, default=4, help="trådar per process (4)")
    live = command("live", _live, "Kör live-processen, som säger till när något har ändrats.")
    for parser, port in ((serve, 8000), (live, 8001)):
        parser.add_argument("--host", default="127.0.0.1", help="adress att lyssna på (127.0.0.1)")
        parser.add_argument("--port", type=int, default=port, help=f"port ({port})")

    command("worker", _worker, "Kör arbetaren: tidsgränser, aviseringar och försegling av loggen.")
    scanner = command("scanner", _scanner, "Kör demons viruskontroll: ClamAV med bara testsignaturen.")
    scanner.add_argument("folder", help="mapp för socket och signaturer")
    command("migrate", _migrate, "Skapa och uppdatera databasens tabeller, spärrar och rättigheter (som ägaren).")

    audit = command("audit", _audit, "Granska åtkomstloggens försegling.")
    what = audit.add_subparsers(title="åtgärder", metavar="<åtgärd>", required=True, dest="what")
    does = "Leta efter ändrade, borttagna och oförseglade rader."
    what.add_parser("verify", help=does, description=does)
    does = "Kvittera att en återställd databas saknar rader som var förseglade. Kvittensen blir en rad i loggen."
    restored = what.add_parser("acknowledge-restore", help=does, description=does)
    restored.add_argument("--by", required=True, metavar="NAMN", help="vem som kvitterar")
    restored.add_argument("--why", required=True, metavar="TEXT", help="vad som har hänt")

    staff = command("directory", _directory, "Personal ur katalogerna, och den första systemadministratören.")
    what = staff.add_subparsers(title="åtgärder", metavar="<åtgärd>", required=True, dest="what")
    does = "Läs in en källas personal ur en CSV-fil (se vardtrad.shared.directory.reading)."
    imported = what.add_parser("import", help=does, description=does)
    imported.add_argument("--source", required=True, help="källans namn, till exempel komkat")
    number = "organisationsnummer som källan svarar för (behövs första gången, får upprepas)"
    imported.add_argument("--organisation", action="append", default=[], metavar="NUMMER", help=number)
    imported.add_argument("--allow-many", action="store_true", help="avaktivera även om det gäller över hälften")
    imported.add_argument("file", type=Path, metavar="FIL", help="CSV-fil i UTF-8 med semikolon och rubrikrad")
    does = "Gör någon till systemadministratör på en enhet."
    appointed = what.add_parser("appoint", help=does, description=does)
    appointed.add_argument("staff", metavar="PERSON", help="personens HSA-id")
    appointed.add_argument("unit", metavar="ENHET", help="enhetens HSA-id")

    offering = command(
        "basutbud", _offering, "Lägg ut basutbudets ärendetyper på en mottagning; det som finns rörs inte."
    )
    offering.add_argument("--mottagning", required=True, metavar="HSA-ID", help="mottagningens HSA-id")

    info = command("info", _info, "Meddelanden till alla i Mina planer, under fliken Info.")
    what = info.add_subparsers(title="åtgärder", metavar="<åtgärd>", required=True, dest="what")
    does = "Sätt upp ett meddelande."
    put_up = what.add_parser("add", help=does, description=does)
    put_up.add_argument("title", metavar="RUBRIK", help="rubriken")
    put_up.add_argument("text", metavar="TEXT", help="texten; tom rad ger nytt stycke")
    put_up.add_argument("--from", dest="first", metavar="DAG", help="första dagen, ÅÅÅÅ-MM-DD (i dag)")
    put_up.add_argument("--to", dest="last", required=True, metavar="DAG", help="sista dagen, ÅÅÅÅ-MM-DD")
    does = "Visa dagens meddelanden med id."
    what.add_parser("list", help=does, description=does)
    does = "Ta ner ett meddelande."
    what.add_parser("remove", help=does, description=does).add_argument("key", metavar="ID", help="id enligt list")

    from vardtrad.config import (
        bounces_command,
        guarantee_command,
        keys_command,
        letters_command,
        login_lock,
        operating,
        register_command,
        ways_command,
    )

    ways = operating.Ways(_database, _set_up_django, _embedded)
    operating.add_commands(command, ways)
    keys_command.add_commands(command, ways)
    ways_command.add_commands(command, _set_up_django)
    login_lock.add_commands(command, ways)
    register_command.add_commands(command, ways)
    letters_command.add_commands(command, ways)
    bounces_command.add_commands(command, ways)
    guarantee_command.add_commands(command, ways)

    check = command("check", _check, "Jämför databasens spärrar, roller och villkor med de väntade.")
    check.add_argument("--docs", action="store_true", help="jämför i stället de genererade dokumenten med tabellerna")
    check.add_argument("--write-docs", action="store_true", help="skriv i stället de genererade dokumenten på nytt")
    return top


def _demo(arguments: argparse.Namespace) -> int:
    from vardtrad.config.demo import processes

    folder = arguments.data or processes.data_folder()
    if arguments.remove:
        from vardtrad.config.demo import removing

        return removing.remove(folder, yes=arguments.yes)
    return processes.demo(folder, port=arguments.port, fresh=arguments.fresh, yes=arguments.yes)


def _serve(arguments: argparse.Namespace) -> int:
    from granian.constants import Interfaces

    from vardtrad.config import counting

    os.environ["VARDTRAD_SERVE_THREADS"] = str(arguments.threads)
    counting.begin()
    return _listen("vardtrad.config.serving:pages", Interfaces.ASGINL, arguments, arguments.workers, factory=True)


def _live(arguments: argparse.Namespace) -> int:
    from granian.constants import Interfaces

    return _listen("vardtrad.live.asgi:application", Interfaces.ASGINL, arguments, 1)


def _listen(
    target: str, interface: Interfaces, arguments: argparse.Namespace, workers: int, *, factory: bool = False
) -> int:
    from granian import Granian
    from granian.constants import HTTPModes
    from granian.http import HTTP1Settings

    from vardtrad.config.logs import of_the_server
    from vardtrad.config.serving import HEAD_SECONDS

    with _database(durable=True):
        _end_with_parent()
        # No access log: paths and addresses are personal data, and the trace already says who saw what.
        Granian(
            target,
            address=arguments.host,
            port=arguments.port,
            interface=interface,
            workers=workers,
            factory=factory,
            websockets=False,
            # With the other kind of HTTP, a connection that says nothing would be waited for without end.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=int(HEAD_SECONDS * 1000)),
            log_access=False,
            log_dictconfig=of_the_server(),
            # A single one that dies ends the command, so that whoever watches it sees that.
            respawn_failed_workers=workers > 1,
            workers_kill_timeout=10,
        ).serve()
    return 0


def _scanner(options: argparse.Namespace) -> int:
    from vardtrad.config.embedded.clamav import Clamd

    _end_with_parent()
    scanner = Clamd(Path(options.folder))
    scanner.start()
    return scanner.wait()


def _worker(arguments: argparse.Namespace) -> int:
    with _database(durable=True):
        _end_with_parent()
        _set_up_django()
        from vardtrad.config import wiring

        wiring.run_worker()
    return 0


def _migrate(arguments: argparse.Namespace) -> int:
    with _database(owner=True, keys=False):
        # Django asks for a key; a migration signs nothing, and whoever migrates should not have to hold the real ones.
        os.environ.setdefault("VARDTRAD_SECRET_KEY", secrets.token_urlsafe(48))
        _set_up_django()
        from vardtrad.config import migrating

        migrating.run()
    print("Databasens tabeller, spärrar och rättigheter är på plats.")
    return 0


def _audit(arguments: argparse.Namespace) -> int:
    verify = arguments.what == "verify"
    with _database(keys=not verify):
        _set_up_django()
        from vardtrad.config import wiring

        return wiring.verify_audit() if verify else wiring.acknowledge_restore(arguments.by, arguments.why)


def _directory(arguments: argparse.Namespace) -> int:
    with _database():
        _set_up_django()
        from django.utils import translation

        from vardtrad.config import directory

        with translation.override("sv"):
            if arguments.what == "appoint":
                return directory.appoint(arguments.staff, arguments.unit)
            return directory.load(
                arguments.source, arguments.organisation, arguments.file, allow_many=arguments.allow_many
            )


def _offering(arguments: argparse.Namespace) -> int:
    with _database():
        _set_up_django()
        from vardtrad.config import offering

        return offering.load(arguments.mottagning)


def _info(arguments: argparse.Namespace) -> int:
    with _database():
        _set_up_django()
        from django.utils import translation

        from vardtrad.config import info

        with translation.override("sv"):
            if arguments.what == "add":
                return info.add(arguments.title, arguments.text, arguments.first, arguments.last)
            return info.show() if arguments.what == "list" else info.remove(arguments.key)


def _check(arguments: argparse.Namespace) -> int:
    words = ["--write-docs"] if arguments.write_docs else ["--docs"] if arguments.docs else []
    with ExitStack() as stack:
        if not words:
            stack.enter_context(_database(keys=False))
        _set_up_django()
        from vardtrad.config import check

        return check.run(words)


def _database(*, durable: bool = False, owner: bool = False, keys: bool = True) -> ExitStack:
    """The database that the environment names, else the embedded one for as long as the stack is open.

    With ``owner`` it is reached as its owner (``DATABASE_OWNER_URL``). With ``durable`` a server that may lose what it
    has acknowledged is refused (NotDurable), and demo mode on a database that is not the demo's (NotTheDemos). With
    ``keys`` missing or short keys are refused, since whatever is done leaves traces. Raises ImproperlyConfigured when
    it is not clear which database is meant:
    working on the wrong one and calling that well done would be worse than any refusal.
    """
    stack = ExitStack()
    if _embedded():
        from vardtrad.config.demo import processes

        os.environ.update(stack.enter_context(processes.local_database(processes.data_folder())))
    from vardtrad.config import addresses

    addresses.assert_clear(owner=owner)
    if keys:
        addresses.assert_keys()
    if owner:
        os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
    if durable:
        from vardtrad.config.databases import assert_durable

        assert_durable(os.environ["DATABASE_URL"])
        from vardtrad.config.demo import mark

        mark.assert_own_database(os.environ["DATABASE_URL"])
    return stack


def _embedded() -> bool:
    """Whether the embedded database is meant: nobody has named another, nor a key."""
    return not any(os.environ.get(name) for name in PRODUCTION)


def _set_up_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vardtrad.config.settings")
    django.setup()


def _end_with_parent() -> None:
    """When a supervisor started this process: end when it is gone, however it went."""
    parent = int(os.environ.get("VARDTRAD_PARENT", "0"))
    if not parent:
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(20)
        os.killpg(os.getpgrp(), signal.SIGKILL)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _known(error: Exception) -> str | None:
    """The sentence for a fault that an operator can mend, or None for a fault in the product."""
    import psycopg
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    from vardtrad.config.backup.problems import NotDone
    from vardtrad.config.databases import NoRole, NotDurable, TablesInUse
    from vardtrad.config.demo.mark import NotTheDemos
    from vardtrad.config.embedded.postgres import NotStarted

    if isinstance(error, (NoRole, NotDone, NotDurable, NotStarted, NotTheDemos, TablesInUse, ImproperlyConfigured)):
        return str(error)
    if isinstance(error, (psycopg.OperationalError, OperationalError)):
        return f"Databasen svarar inte: {str(error).strip()}"
    return None


def _where() -> str:
    from vardtrad.config.folders import data_folder, home

    folder = data_folder()
    return EPILOG.format(data=folder, database=home(folder))


if __name__ == "__main__":
    sys.exit(main())
