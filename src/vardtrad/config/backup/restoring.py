"""Restoring a backup into an empty database: checked before anything is written, and accounted for in the log after.

The dump is restored in one transaction. Then the database is migrated to this version, every session is ended, and a
row of the log says that it was restored, by whom and from when (ADR 29).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from vardtrad import __version__
from vardtrad.config import addresses, migrating, wiring
from vardtrad.config.backup import tools
from vardtrad.config.backup.container import DUMP, Manifest, Reader
from vardtrad.config.backup.making import count, head
from vardtrad.config.backup.problems import NotDone, say, watched
from vardtrad.gate.door import anchor, restored, seal
from vardtrad.shared.login import actions as login

WORDS = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-acl", "--no-comments", "--no-password")
"""How pg_restore is run: all or nothing, as our owner; ``migrating`` gives the rights afterwards."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a restore has come to: the rows restored, the sessions ended, and whether the log was found whole."""

    manifest: Manifest
    rows: int
    sessions: int
    log_is_whole: bool


def restore(backup: Reader, *, by: str) -> Done:
    """Restore into the empty database of ``DATABASE_OWNER_URL``, to which Django is connected too, as ``by``.

    The backup must have been checked (``assert_whole``, ``assert_signed``). Raises NotDone.
    """
    manifest, url = backup.manifest, os.environ["DATABASE_OWNER_URL"]
    assert_not_newer(manifest)
    given: dict[str, Any] = dict(addresses.parameters(url, "DATABASE_OWNER_URL"))
    with psycopg.connect(**given, autocommit=True) as connection:
        _assert_fits(connection, manifest)
        program, version = tools.find(
            "pg_restore", connection.info.server_version // 10_000, at_least=manifest.dumped_with
        )
        say(f"Återställer databasen med pg_restore {version} …")
        tools.feed(program, url, watched(backup.chunks(DUMP), "Återställer"), *WORDS)
        say("Räknar raderna …")
        rows = count(connection, list(manifest.rows))
        differ = ", ".join(name for name in rows if rows[name] != manifest.rows[name])
        if differ or head(connection) != (manifest.position, manifest.chain):
            differ = differ or "loggens kedja"
            raise NotDone(f"Det återställda stämmer inte med säkerhetskopian ({differ}). Databasen ska inte användas.")
        # Without them PostgreSQL chooses its ways through the tables blindly at first.
        connection.execute("ANALYZE")
    say("Uppgraderar tabellerna till den här versionen …")
    try:
        migrating.run()
    except Exception as error:
        error.add_note("Databasen är återställd men inte uppgraderad: kör vardtrad migrate, eller börja om med en tom.")
        raise
    return _account_for(manifest, sum(rows.values()), by)


def assert_not_newer(manifest: Manifest) -> None:
    """Refuse a backup with migrations that this version does not know (NotDone)."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := [name for name in manifest.migrations if name not in known]:
        raise NotDone(
            f"Säkerhetskopian är skriven av en nyare Vårdtråd ({manifest.version}; den här är {__version__}): den har"
            f" migreringen {unknown[0]}. Installera den versionen först. Ingenting har ändrats."
        )


def _assert_fits(connection: psycopg.Connection[Any], manifest: Manifest) -> None:
    """Refuse a database that is not empty, too old, or without the application's role (NotDone)."""
    found = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
        # Not those of an extension, which the server's administrator may have put there.
        " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = pg_class.oid AND d.deptype = 'e') LIMIT 1"
    ).fetchone()
    if found:
        raise NotDone(
            f"Databasen {connection.info.dbname} är inte tom: den har tabellen {found[0]}. Återställ till en ny, tom"
            " databas. Ingenting har ändrats."
        )
    server = connection.info.server_version // 10_000
    if server < manifest.server:
        raise NotDone(
            f"Säkerhetskopian är gjord på PostgreSQL {manifest.server}, och databasen är PostgreSQL {server}. Återställ"
            f" på PostgreSQL {manifest.server} eller nyare. Ingenting har ändrats."
        )
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.APP_ROLE]).fetchone():
        raise NotDone(f"Rollen {settings.APP_ROLE} finns inte (VARDTRAD_APP_ROLE). Ingenting har ändrats.")


def _account_for(manifest: Manifest, rows: int, by: str) -> Done:
    """End what must not live on, and put the restore in the log, sealed and anchored."""
    sessions = login.end_all()
    why = f"ur säkerhetskopian från {manifest.made_at:%Y-%m-%d %H:%M} UTC, {sessions} sessioner avslutade"
    restored.note(by, why)
    say("Förseglar och granskar loggen …")
    while seal.seal_batch():
        pass
    anchor.flush()
    return Done(manifest, rows, sessions, wiring.verify_audit() == 0)
