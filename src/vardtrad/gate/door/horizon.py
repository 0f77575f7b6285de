"""The sealer's horizon: below which transaction number nothing of this database can commit any more (ADR 3).

Transaction numbers belong to the whole PostgreSQL server, and so does its own horizon. A transaction that surely
belongs to another database of the server cannot write our trace rows, so it is passed by; one that cannot be placed is
waited for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

# The low half of an xid8: what PostgreSQL's other views show of a transaction. Those under way are never further apart.
_LOW = 0xFFFF_FFFF
# A number is another database's only if the session that shows it also holds its lock: two views that are read a moment
# apart, so a session that ended meanwhile, and whose place another has taken, is not mistaken for it.
_ELSEWHERE = """
SELECT a.backend_xid::text::bigint FROM pg_stat_activity a
  JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'transactionid' AND l.transactionid = a.backend_xid
    AND l.mode = 'ExclusiveLock' AND l.granted
  WHERE a.datid <> (SELECT oid FROM pg_database WHERE datname = current_database())
UNION SELECT transaction::text::bigint FROM pg_prepared_xacts WHERE database <> current_database()
"""
_HOLDER = """
SELECT a.pid, a.usename::text, a.application_name, a.xact_start FROM pg_stat_activity a
  JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND l.granted
  WHERE l.transactionid::text::bigint = %(low)s
UNION ALL SELECT NULL, owner::text, gid, prepared FROM pg_prepared_xacts WHERE transaction::text::bigint = %(low)s
"""


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far the log may be sealed: below ``over``; ``next`` is the first number that nobody had been given.

    ``held_by`` is the number of this database's oldest transaction that writes, if there is one.
    """

    over: int
    next: int
    held_by: int | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """The transaction that sealing waits for. ``pid`` is None for a prepared one, whose name is in ``program``.

    ``since`` (UTC) is None when our role may not see it: other roles' times are shown to pg_read_all_stats only.
    """

    pid: int | None
    role: str
    program: str
    since: datetime | None


def look(cursor: CursorWrapper) -> Horizon:
    """The horizon now. Every row of ours below ``over`` is committed and visible from here on, or never will be."""
    cursor.execute("SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text::bigint")
    snapshot, own = cursor.fetchone()
    _first, last, under_way = snapshot.split(":")
    numbers = {int(number) for number in under_way.split(",") if number}
    if numbers:
        # This may well be read later than the snapshot: a transaction never changes database.
        cursor.execute(_ELSEWHERE)
        elsewhere = {low for (low,) in cursor.fetchall()}
        numbers = {number for number in numbers if number & _LOW not in elsewhere}
    held_by = min(numbers, default=None)
    return Horizon(min([*numbers, int(last), *([own] if own is not None else [])]), int(last), held_by)


def holder() -> Holder | None:
    """Who holds sealing back in this database just now; None when nobody does.

    Somebody who has ended since the look, such as the server's own upkeep, is followed by whoever holds it then.
    """
    with connection.cursor() as cursor:
        seen: set[int] = set()
        while (number := look(cursor).held_by) is not None and number not in seen:
            cursor.execute(_HOLDER, {"low": number & _LOW})
            row = cursor.fetchone()
            if row is not None:
                return Holder(row[0], row[1] or "", row[2] or "", row[3])
            seen.add(number)
    return None
