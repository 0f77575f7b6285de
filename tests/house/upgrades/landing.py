"""A dumped landing: its database as the code of that landing left it, and the keys, cookies and anchors of its note."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from vardtrad.config.databases import Access, Cluster
from vardtrad.config.embedded.postgres import Account, binaries

FOLDER = Path(__file__).resolve().parent
APP = "vardtrad_app"
"""The application's role in the dumps; a server that several test runs share has another for each."""

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Landing:
    """One dump and its note."""

    name: str
    made: datetime
    keys: dict[str, str]
    anchors: list[str]
    sessions: list[dict[str, str | None]]

    @classmethod
    def read(cls, name: str) -> Landing:
        """The landing of this name."""
        note = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
        return cls(name, datetime.fromisoformat(note["made"]), note["keys"], note["anchors"], note["sessions"])

    def restore(self, server: Cluster, database: str) -> Access:
        """Make the database on the server, with the rows, guards and rights that it had."""
        access = server.create(database)
        text = gzip.decompress((FOLDER / f"{self.name}.sql.gz").read_bytes()).decode()
        with psycopg.connect(access.owner_url, autocommit=True) as owner:
            owner.execute(text.replace(APP, server.app).encode())
        return access


LANDINGS = sorted((Landing.read(path.stem) for path in FOLDER.glob("*.json")), key=lambda landing: landing.made)
"""Every landing that is kept, the oldest first."""


def rows_of(url: str) -> Rows:
    """Every row of every table, by table and column. Generated columns are left out: the database makes them anew."""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT relname, array_agg(attname::text) FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition"
            " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' GROUP BY relname"
        ).fetchall()
        rows: Rows = {}
        for table, columns in tables:
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            statement = sql.SQL("SELECT to_jsonb(t) FROM (SELECT {} FROM {}) AS t").format(names, sql.Identifier(table))
            rows[table] = [row for (row,) in connection.execute(statement)]
        return rows


def columns_of(rows: Rows) -> dict[str, set[str]]:
    """The columns of each table that has rows."""
    return {table: set(all_of[0]) for table, all_of in rows.items() if all_of}


def counted(rows: list[dict[str, Any]], columns: set[str]) -> Mapping[str, int]:
    """How many rows there are with each content in these columns."""
    return Counter(json.dumps({name: row[name] for name in sorted(columns)}, sort_keys=True) for row in rows)


def dump(url: str) -> str:
    """Everything in the database as text, guards and rights included, the same each time that it is the same."""
    program = str(binaries(Account.choose()) / "pg_dump")
    done = subprocess.run([program, "--inserts", url], capture_output=True, text=True, check=True)
    # psql's key for a safe restore is another in each dump, and PostgreSQL never gives back a sequence's numbers.
    passed_over = ("\\", "SELECT pg_catalog.setval(")
    return "".join(line for line in done.stdout.splitlines(keepends=True) if not line.startswith(passed_over))
