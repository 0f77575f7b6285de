"""Sealing: the worker gives committed trace rows their places in a hash chain, and anchors its head outside.

A row's place comes from the sealer, never from an id or a sequence: rows that commit late get a later place and none is
lost. The sealer looks at transactions that are surely over (vardtrad.gate.door.horizon), so it need not look back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from vardtrad.gate.door import anchor, horizon, sealing_keys, trace
from vardtrad.gate.models import Seal, SealHead, Trace

BATCH = 2_000
FIRST = bytes(32)
# How long a committed row may wait for the sealer before somebody is told.
WAIT = timedelta(minutes=10)


def seal_batch() -> int:
    """Seal one batch of the rows committed since last time. Returns how many rows got their place.

    One sealer at a time: the head's row is the lock, and a second one leaves at once with 0.
    """
    with transaction.atomic():
        SealHead.objects.get_or_create(pk=1)
        head = SealHead.objects.select_for_update(skip_locked=True).filter(pk=1).first()
        if head is None:
            return 0
        with connection.cursor() as cursor:
            seen = horizon.look(cursor)
            # After a restore into another cluster transaction numbers may begin again: then look at everything again.
            since = head.horizon if head.horizon <= seen.next else 0
            # What was passed by was surely over, also when another database's transaction cannot be placed now.
            over = max(seen.over, since)
            cursor.execute(
                "SELECT t.id, t.at, t.xid::text::bigint FROM gate_trace t"
                " WHERE t.xid >= %s::text::xid8"
                # A row that is visible but numbered beyond this snapshot was written in the other cluster.
                " AND (t.xid < %s::text::xid8 OR t.xid >= pg_snapshot_xmax(pg_current_snapshot()))"
                " AND NOT EXISTS (SELECT 1 FROM gate_seal s WHERE s.trace_id = t.id AND s.trace_at = t.at)"
                " ORDER BY t.xid, t.id, t.at LIMIT %s",
                [str(since), str(over), BATCH],
            )
            committed = cursor.fetchall()
        rows = rows_of([(key, at) for key, at, _xid in committed])
        last = Seal.objects.order_by("-position").first()
        chain, position = (bytes(last.chain), last.position) if last is not None else (FIRST, 0)
        seals, sealing_key = [], sealing_keys.newest()
        for key, at, _xid in committed:
            position += 1
            row_hash = hash_of(rows[key, at])
            chain = sealing_key.digest(linked(chain, position, row_hash))
            seals.append(
                Seal(
                    position=position, trace_id=key, trace_at=at, row_hash=row_hash, chain=chain, key_id=sealing_key.id
                )
            )
        Seal.objects.bulk_create(seals)
        # A full batch may have cut a transaction in two: then look again from that transaction.
        head.horizon = over if len(committed) < BATCH else committed[-1][2]
        head.position = position
        head.save()
    # Also without new rows: the file may have been out of reach when this head was new.
    anchor.put(position, chain)
    return len(seals)


def oldest_waiting() -> datetime | None:
    """The time (UTC) of the first row beyond the horizon that has no place yet; None when all have."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.at FROM gate_trace t"
            " WHERE t.xid >= (SELECT coalesce(max(horizon), 0)::text::xid8 FROM gate_sealhead)"
            " AND NOT EXISTS (SELECT 1 FROM gate_seal s WHERE s.trace_id = t.id AND s.trace_at = t.at)"
            " ORDER BY t.xid, t.id LIMIT 1"
        )
        row = cursor.fetchone()
    return row[0] if row else None


def rows_of(keys: Sequence[tuple[UUID, datetime]]) -> dict[tuple[UUID, datetime], Trace]:
    """The trace rows with these ids and times (UTC), by both: partitions let two rows share an id.

    The stretch of time is part of the query, so that PostgreSQL looks only in the months that it touches.
    """
    if not keys:
        return {}
    times = [at for _key, at in keys]
    rows = Trace.objects.filter(pk__in=[key for key, _at in keys], at__range=(min(times), max(times)))
    return {(row.id, row.at): row for row in rows}


def hash_of(row: Trace) -> bytes:
    """The hash of a row together with its HMAC, as stored in the database."""
    return hashlib.sha256(trace.canonical(row) + bytes(row.seal)).digest()


def linked(chain: bytes, position: int, row_hash: bytes) -> bytes:
    """What the chain's next value is the HMAC of. Keyed, so that nobody without the key can make a chain that holds."""
    return chain + position.to_bytes(8, "big") + row_hash
