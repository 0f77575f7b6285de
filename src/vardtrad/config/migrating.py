"""`vardtrad migrate`: tables, guards and rights as this version expects them, in one transaction (ADR 21).

All of it is done or nothing: a migration that fails leaves tables, rows, guards and rights as they were. The guards
are removed only inside the transaction, which locks every table, so nobody else ever meets an unguarded table.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql
from psycopg.errors import LockNotAvailable

from vardtrad.config.databases import ONE_AT_A_TIME, NoRole, TablesInUse
from vardtrad.gate import guards

# An attempt to lock all tables gives up after this many milliseconds. This is less than PostgreSQL's deadlock_timeout
# (1 s), so in a deadlock between us and a request, it is never the request that is cancelled.
TRY = "500ms"
PAUSE = 0.2
PATIENCE = 60.0
"""How many seconds to keep trying to lock the tables."""


def run(*, patience: float = PATIENCE) -> None:
    """Migrate the database that Django is connected to, as its owner.

    If two run at once, the second waits and then finds everything done. The pages wait meanwhile. Raises NoRole if the
    application's role does not exist, TablesInUse if the tables cannot be locked within ``patience`` seconds, and
    whatever a migration raises, with a note that nothing has changed.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.APP_ROLE])
        if cursor.fetchone() is None:
            raise NoRole(f"Rollen {settings.APP_ROLE} finns inte (VARDTRAD_APP_ROLE). Ingenting har ändrats.")
        _take_tables(cursor, patience)
        # Foreign keys are checked at once, not at the end: pending checks would block the next ALTER TABLE of the same
        # table, since the migrations do not commit in between.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        try:
            with guards.lifted():
                call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
        except Exception as error:
            error.add_note("Ingenting har ändrats: databasen är som den var före, med sina spärrar.")
            raise


def _take_tables(cursor: CursorWrapper, patience: float) -> None:
    """Lock every table of the product until the transaction ends, or none of them. Raises TablesInUse."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        # Tables of others, for instance of an extension, are not ours to lock.
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
        # The locks of an attempt that gave up are released with its savepoint.
        with transaction.atomic():
            cursor.execute(statement)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return False
        raise
    return True
