"""Sealing: the worker gives committed trace rows their places in a hash chain, and anchors its head outside.

A row's place comes from the sealer, never from an id or a sequence: rows that commit late get a later place and none is
lost. The sealer looks at transactions that have certainly ended (PostgreSQL's snapshot horizon), so it need not look
back.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from vardtrad.gate.door import trace
from vardtrad.gate.models import Seal, SealHead, Trace
from vardtrad.kernel import clock

log = logging.getLogger(__name__)

BATCH = 2_000
FIRST = bytes(32)
# How long a committed row may wait for the sealer before verify reports it.
WAIT = timedelta(minutes=10)
_ANCHOR = re.compile(r"\S+ ([0-9]+) ([0-9a-f]{64})")


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
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            (over,) = cursor.fetchone()
            # After a restore into another cluster, transaction numbers may start over: then look at everything again.
            since = head.horizon if head.horizon <= over else 0
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
        rows = _rows([key for key, _at, _xid in committed])
        last = Seal.objects.order_by("-position").first()
        chain, position = (bytes(last.chain), last.position) if last is not None else (FIRST, 0)
        seals = []
        for key, at, _xid in committed:
            position += 1
            row_hash = hash_of(rows[key, at])
            chain = link(chain, position, row_hash)
            seals.append(Seal(position=position, trace_id=key, trace_at=at, row_hash=row_hash, chain=chain))
        Seal.objects.bulk_create(seals)
        # A full batch may have cut a transaction in two: then look again from that transaction.
        head.horizon = over if len(committed) < BATCH else committed[-1][2]
        head.position = position
        head.save(update_fields=["horizon", "position"])
    if seals:
        anchor(position, chain)
    return len(seals)


def _rows(keys: Sequence[UUID]) -> dict[tuple[UUID, datetime], Trace]:
    """The trace rows with these ids, by id and time: partitions let two rows share an id."""
    return {(row.id, row.at): row for row in Trace.objects.filter(pk__in=keys)}


def hash_of(row: Trace) -> bytes:
    """The hash of a row together with its HMAC, as stored in the database."""
    return hashlib.sha256(trace.canonical(row) + bytes(row.seal)).digest()


def link(chain: bytes, position: int, row_hash: bytes) -> bytes:
    """The chain's next value. Keyed, so that nobody without the key can make a chain that holds."""
    return hmac.digest(trace.key(), chain + position.to_bytes(8, "big") + row_hash, hashlib.sha256)


def anchor(position: int, chain: bytes) -> None:
    """Copy the head to where access to the database alone does not reach: the log, and a file outside the database."""
    log.info("seal head position=%d chain=%s", position, chain.hex())
    if settings.TRACE_ANCHOR_FILE:
        line = f"{clock.now().astimezone(UTC).isoformat(timespec='seconds')} {position} {chain.hex()}\n"
        with Path(settings.TRACE_ANCHOR_FILE).open("a", encoding="ascii") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())


def anchors() -> dict[int, bytes]:
    """The anchored heads by position; empty when no file is configured or none has been written yet."""
    path = Path(settings.TRACE_ANCHOR_FILE) if settings.TRACE_ANCHOR_FILE else None
    if path is None or not path.exists():
        return {}
    heads: dict[int, bytes] = {}
    for anchor in map(_ANCHOR.fullmatch, path.read_text("ascii", errors="replace").splitlines()):
        if anchor:
            # The first anchor counts: otherwise a cut tail that has grown to the same length would hide behind its own
            # anchor.
            heads.setdefault(int(anchor[1]), bytes.fromhex(anchor[2]))
    return heads


def _damaged_anchors() -> Iterator[Finding]:
    """Lines of the anchor file that are not anchors: a machine stopped in the middle of one, or somebody edited it."""
    path = Path(settings.TRACE_ANCHOR_FILE) if settings.TRACE_ANCHOR_FILE else None
    if path is not None and path.exists():
        for number, line in enumerate(path.read_text("ascii", errors="replace").splitlines(), 1):
            if not _ANCHOR.fullmatch(line):
                yield Finding("anchor", f"förankringsfilens rad {number}", "Raden går inte att läsa som en förankring.")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the log: what, where (the place in the chain, and the row's id), in words."""

    kind: str
    where: str
    words: str


def verify() -> Iterator[Finding]:
    """Go through the whole chain and every row, and name what has been cut, altered, inserted or left unsealed."""
    heads = anchors()
    head = SealHead.objects.filter(pk=1).values_list("position", flat=True).first() or 0
    chain, position = FIRST, 0
    broken = False
    for seals in _batches():
        rows = _rows([seal.trace_id for seal in seals])
        for seal in seals:
            position += 1
            if seal.position != position:
                yield Finding(
                    "cut", f"plats {position}–{seal.position - 1}", "Platser i kedjan saknas: rader har klippts bort."
                )
                position, broken = seal.position, True
            expected = link(chain, seal.position, bytes(seal.row_hash))
            if expected != bytes(seal.chain) and not broken:
                yield Finding("altered", f"plats {seal.position}", "Kedjan stämmer inte här: sigillet har ändrats.")
            chain, broken = bytes(seal.chain), False
            anchored = heads.get(seal.position)
            if anchored is not None and anchored != bytes(seal.chain):
                yield Finding(
                    "altered", f"plats {seal.position}", "Kedjan stämmer inte med det som förankrats utanför databasen."
                )
            yield from _row(seal, rows.get((seal.trace_id, seal.trace_at)))
    anchored_last = max(heads, default=0)
    if anchored_last > position:
        where = f"plats {position + 1}–{anchored_last}"
        yield Finding("cut", where, "Slutet av loggen har klippts bort: det är förankrat men finns inte.")
    elif head > position:
        where = f"plats {position + 1}–{head}"
        yield Finding("cut", where, "Slutet av loggen har klippts bort: det har förseglats men finns inte.")
    yield from _damaged_anchors()
    yield from _unsealed()


def _batches() -> Iterator[list[Seal]]:
    after = 0
    while seals := list(Seal.objects.filter(position__gt=after).order_by("position")[:BATCH]):
        yield seals
        after = seals[-1].position


def _row(seal: Seal, row: Trace | None) -> Iterator[Finding]:
    where = f"plats {seal.position}, rad {seal.trace_id}"
    if row is None:
        yield Finding("cut", where, "Raden har tagits bort.")
    elif hash_of(row) != bytes(seal.row_hash):
        yield Finding("altered", where, "Raden har ändrats efter att den förseglades.")
    elif trace.sealed(row) != bytes(row.seal):
        yield Finding(
            "inserted", where, "Raden är inte skriven av Vårdtråd: den har lagts till eller ändrats före förseglingen."
        )


def _unsealed() -> Iterator[Finding]:
    """Rows without a place: in order when fresh and genuine, otherwise reported."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id, t.at FROM gate_trace t"
            " WHERE NOT EXISTS (SELECT 1 FROM gate_seal s WHERE s.trace_id = t.id AND s.trace_at = t.at) ORDER BY t.at"
        )
        keys = cursor.fetchall()
    late: datetime = clock.now() - WAIT
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        rows = _rows([key for key, _at in batch])
        for row in (rows[key] for key in batch):
            if trace.sealed(row) != bytes(row.seal):
                yield Finding(
                    "inserted", f"rad {row.id}", "Raden är inte skriven av Vårdtråd: den har lagts till eller ändrats."
                )
            elif row.at < late:
                yield Finding("unsealed", f"rad {row.id}", "Raden har inte förseglats i tid: går arbetsprocessen?")
