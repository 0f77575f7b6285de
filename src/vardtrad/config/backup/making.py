"""Making a backup while the product runs: one picture of the database, counted and dumped from the same snapshot."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from vardtrad import __version__
from vardtrad.config import addresses
from vardtrad.config.backup import tools
from vardtrad.config.backup.container import DUMP, LISTS, Manifest, Writer, assert_free, keys_in
from vardtrad.config.backup.problems import NotDone, say, watched
from vardtrad.config.databases import ONE_AT_A_TIME
from vardtrad.kernel.keys import TRACE, fingerprint

SECRETS = ("KEY", "PASSWORD", "SECRET", "TOKEN")
"""Settings with one of these words in their name are left out of the manifest."""
OF_THIS_MACHINE = {
    "VARDTRAD_DATA",
    "VARDTRAD_PARENT",
    "VARDTRAD_TRACE_ANCHOR_FILE",
    "VARDTRAD_EMAIL_FOLDER",
    "VARDTRAD_METRICS_FOLDER",
    tools.FOLDER,
}
_TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    " AND NOT relispartition AND pg_has_role(relowner, 'USAGE') ORDER BY relname"
)


def make(path: Path, *, keys: Path | None) -> Manifest:
    """Write a backup of the owner's database (``DATABASE_OWNER_URL``) to ``path``, and the keys to ``keys``.

    Neither file may be there before. With ``keys`` None no keys are written. Raises NotDone with nothing left behind.
    """
    url = os.environ["DATABASE_OWNER_URL"]
    for file in filter(None, (path, keys)):
        assert_free(file)
    try:
        with psycopg.connect(**_parameters(url), autocommit=True) as connection, Writer(path) as writer:
            manifest = _picture(connection, url, writer)
            if keys is not None:
                _write_keys(keys)
            try:
                writer.finish(manifest, os.environ[TRACE])
            except BaseException:
                if keys is not None:
                    keys.unlink(missing_ok=True)
                raise
    except OSError as error:
        why = "disken är full" if error.errno == errno.ENOSPC else error.strerror
        raise NotDone(f"{path} kunde inte skrivas: {why}. Ingen säkerhetskopia har gjorts.") from None
    return manifest


def _picture(connection: psycopg.Connection[Any], url: str, writer: Writer) -> Manifest:
    """Count and dump the database as it is at one moment; what the manifest is to say of it."""
    server = connection.info.server_version // 10_000
    program, version = tools.find("pg_dump", server)
    # An upgrade rewrites tables in a way that older snapshots do not see: none may run until the tables are held.
    if connection.execute("SELECT pg_try_advisory_lock_shared(%s)", [ONE_AT_A_TIME]).fetchone() != (True,):
        raise NotDone("En uppgradering (vardtrad migrate) pågår. Försök igen när den är klar.")
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot(), now()").fetchone()
        assert row is not None
        snapshot, made = row
        tables = [name for (name,) in connection.execute(_TABLES)]
        if "django_migrations" not in tables:
            raise NotDone("Databasen har inte Vårdtråds tabeller: det finns inget att säkerhetskopiera.")
        connection.execute(
            sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(sql.SQL(", ").join(map(sql.Identifier, tables)))
        )
        connection.execute("SELECT pg_advisory_unlock_shared(%s)", [ONE_AT_A_TIME])
        say(f"Räknar raderna i {len(tables)} tabeller …")
        rows = count(connection, tables)
        say(f"Sparar databasen ({_size(connection)}) med pg_dump {version} …")
        dump = tools.output_of(
            program, url, "--format=custom", f"--snapshot={snapshot}", "--no-password", "--lock-wait-timeout=60s"
        )
        writer.add(DUMP, watched(dump, "Sparar"))
        if lists := os.environ.get("VARDTRAD_LISTS_FILE"):
            writer.add(LISTS, [Path(lists).read_bytes()])
        position, chain = head(connection)
        return Manifest(
            version=__version__,
            made=made.astimezone(UTC).isoformat(timespec="seconds"),
            server=server,
            dumped_with=version,
            rows=rows,
            migrations=[
                f"{app}.{name}"
                for app, name in connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
            ],
            position=position,
            chain=chain,
            keys={name: fingerprint(key) for name, key in keys_in(os.environ).items()},
            settings=settings_in(os.environ),
        )


def count(connection: psycopg.Connection[Any], tables: list[str]) -> dict[str, int]:
    """The number of rows of each table."""
    counted = {}
    for table in tables:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))).fetchone()
        assert row is not None
        counted[table] = int(row[0])
    return counted


def settings_in(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings that the installation is run with, without secrets and without places of this machine only."""
    return {
        name: value
        for name, value in sorted(environment.items())
        if name.startswith("VARDTRAD_") and name not in OF_THIS_MACHINE and not any(word in name for word in SECRETS)
    }


def head(connection: psycopg.Connection[Any]) -> tuple[int, str]:
    """The head of the log's chain: the last place and its value; 0 and nothing while nothing has been sealed."""
    row = connection.execute("SELECT position, chain FROM gate_seal ORDER BY position DESC LIMIT 1").fetchone()
    return (int(row[0]), bytes(row[1]).hex()) if row else (0, "")


def _size(connection: psycopg.Connection[Any]) -> str:
    row = connection.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()
    return str(row[0]) if row else ""


def _write_keys(path: Path) -> None:
    """The keys by the names of their settings, readable by nobody else; never over another file."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(keys_in(os.environ), file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _parameters(url: str) -> dict[str, Any]:
    return {"application_name": f"{addresses.APPLICATION}-backup", **addresses.parameters(url, "DATABASE_OWNER_URL")}
