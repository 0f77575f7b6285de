"""`vardtrad migrate`: tables, guards and rights as this version expects them, in one transaction (ADR 21).

Either all of it is done or nothing: a migration that fails leaves tables, rows, guards and rights as they were. The
guards are away only inside the transaction, which holds every table, so nobody else ever meets an unguarded one.
"""

from __future__ import annotations

import time

from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql
from psycopg.errors import LockNotAvailable

from vardtrad.config.databases import TablesInUse
from vardtrad.gate import guards

# The key of the lock that lets one migrate run at a time, in a database: any number that nothing else uses.
ONE_AT_A_TIME = 0x76617264
# A try to take all tables gives up after so many milliseconds. Shorter than PostgreSQL's deadlock_timeout (1 s), so
# that a request which waits for a table that we hold, while we wait for one that it holds, is never what is broken off.
TRY = "500ms"
PAUSE = 0.2
PATIENCE = 60.0
"""How many seconds to go on trying."""


def run(*, patience: float = PATIENCE) -> None:
    """Migrate the database that Django is connected to, as its owner.

    Two at once wait for each other; the second then finds everything done. The pages wait meanwhile. Raises
    TablesInUse when the tables cannot be had within ``patience`` seconds, and what a migration raises, with the note
    that nothing has changed.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        _take_tables(cursor, patience)
        # A foreign key is checked at once, not at the end: what is left to check bars the next ALTER TABLE of the same
        # table, and a migration no longer ends a transaction.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        try:
            with guards.lifted():
                call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
        except Exception as error:
            error.add_note("Ingenting har ändrats: databasen är som den var före, med sina spärrar.")
            raise


def _take_tables(cursor: CursorWrapper, patience: float) -> None:
    """Take every table of the product for ourselves until the transaction ends, or none. Raises TablesInUse."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        # Somebody else's, an extension's for instance, are not ours to take.
        " AND pg_has_role(relowner, 'USAGE') ORDER BY oid"
    )
    tables = [sql.Identifier("public", name) for (name,) in cursor.fetchall()]
    if not tables:
        return
    statement = sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.SQL(", ").join(tables))
    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [TRY])
    give_up = time.monotonic() + patience
    while not _taken(cursor, statement.as_string(cursor.connection)):
        if time.monotonic() > give_up:
            raise TablesInUse(
                "Tabellerna används av något som inte blir klart, till exempel en säkerhetskopia eller en rapport."
                " Ingenting har ändrats. Försök igen när det är färdigt."
            )
        time.sleep(PAUSE)
    cursor.execute("SET LOCAL lock_timeout = 0")


def _taken(cursor: CursorWrapper, statement: str) -> bool:
    try:
        # What a try got before it gave up is let go with its savepoint.
        with transaction.atomic():
            cursor.execute(statement)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return False
        raise
    return True
