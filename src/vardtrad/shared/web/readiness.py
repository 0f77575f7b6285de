"""Whether a process can do its work: the database answers and fits this version, and the keys are there."""

from __future__ import annotations

import logging
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader

from vardtrad.gate.door import seal
from vardtrad.kernel import clock, keys

log = logging.getLogger(__name__)

OK = "ok"
UNSEALED = "ok, unsealed"
"""All works, but rows of the log have waited too long for their seal: somebody should look, nobody be turned away."""


def state() -> tuple[bool, str]:
    """Whether the process is ready, and in a word what is not: ``database``, ``migrations`` or ``keys``."""
    if weak_keys():
        return False, "keys"
    try:
        if missing_migrations():
            return False, "migrations"
        oldest = seal.oldest_waiting()
    except (DatabaseError, InterfaceError) as error:
        log.warning("the database does not answer: %s", type(error).__name__)
        return False, "database"
    late = oldest is not None and clock.now() - oldest > seal.WAIT
    return True, UNSEALED if late else OK


def weak_keys() -> list[str]:
    """What is wrong with the keys of this process, a sentence each."""
    return keys.weaknesses(
        {
            keys.SECRET: settings.SECRET_KEY,
            keys.TRACE: settings.TRACE_KEY,
            keys.EARLIER[keys.SECRET]: " ".join(settings.SECRET_KEY_FALLBACKS),
            keys.EARLIER[keys.TRACE]: " ".join(settings.TRACE_KEYS_EARLIER),
        }
    )


def missing_migrations() -> int:
    """How many migrations of this version the database lacks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.django_migrations') IS NOT NULL")
        applied: set[tuple[str, str]] = set()
        if cursor.fetchone() == (True,):
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    return len(_wanted() - applied)


@lru_cache(maxsize=1)
def _wanted() -> frozenset[tuple[str, str]]:
    """The migrations of this version, by app and name; they are read once, since they lie in files."""
    return frozenset(MigrationLoader(None).disk_migrations)
