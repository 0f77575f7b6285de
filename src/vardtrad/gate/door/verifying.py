"""Going through the sealed log: what has been cut, altered, inserted or left unsealed is named, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from vardtrad.gate.door import anchor, horizon, restored, trace
from vardtrad.gate.door.horizon import Holder
from vardtrad.gate.door.seal import BATCH, FIRST, WAIT, hash_of, link, rows_of
from vardtrad.gate.models import Seal, SealHead, Trace
from vardtrad.kernel import clock

WAITING = "waiting"
"""The kind of a finding that is no fault of the log: rows wait for somebody else's transaction."""
RESTORED = "restored"
"""The kind of a finding that is told and no more: somebody has acknowledged a restore."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the log, or to be told: what, where (the place in the chain, and the row's id), in words."""

    kind: str
    where: str
    words: str


def verify() -> Iterator[Finding]:
    """Go through the whole chain and every row, and name what has been cut, altered, inserted or left unsealed."""
    anchored = anchor.read()
    restores = restored.acknowledged()
    for restore in restores:
        yield Finding(RESTORED, restore.where, restore.words)
    heads = restored.anchored_heads(anchored, restores)
    head = SealHead.objects.filter(pk=1).values_list("position", flat=True).first() or 0
    chain, position = FIRST, 0
    broken = False
    for seals in _batches():
        rows = rows_of([(seal.trace_id, seal.trace_at) for seal in seals])
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
            outside = heads.get(seal.position)
            if outside is not None and outside != bytes(seal.chain):
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
    for line in anchored.damaged:
        yield Finding("anchor", f"förankringsfilens rad {line}", "Raden går inte att läsa som en förankring.")
    if anchored.unreadable:
        yield Finding("anchor", "förankringsfilen", f"Filen går inte att läsa ({anchored.unreadable}).")
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


def waits_for(holder: Holder, before: datetime) -> str:
    """Why rows wait, and what to do: somebody else's transaction, which began to write before ``before`` (UTC)."""
    who = f"process {holder.pid}" if holder.pid is not None else "en förberedd transaktion"
    since = _minute(holder.since) if holder.since is not None else f"någon gång före {_minute(before)}"
    return (
        f"En transaktion i databasen har skrivit och är inte avslutad: {who}, rollen {holder.role or 'okänd'},"
        f" programmet {holder.program or 'okänt'}, öppen sedan {since}. När den avslutas förseglas raderna."
    )


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _unsealed() -> Iterator[Finding]:
    """Rows without a place: quite in order when fresh and genuine, otherwise named; those that wait as one finding."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id, t.at FROM gate_trace t"
            " WHERE NOT EXISTS (SELECT 1 FROM gate_seal s WHERE s.trace_id = t.id AND s.trace_at = t.at) ORDER BY t.at"
        )
        keys = cursor.fetchall()
    late: datetime = clock.now() - WAIT
    waiting: list[datetime] = []
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        rows = rows_of(batch)
        for row in (rows[key] for key in batch):
            if trace.sealed(row) != bytes(row.seal):
                yield Finding(
                    "inserted", f"rad {row.id}", "Raden är inte skriven av Vårdtråd: den har lagts till eller ändrats."
                )
            elif row.at < late:
                waiting.append(row.at)
    if waiting:
        where = f"oförseglade rader: {len(waiting)}, den äldsta från {_minute(min(waiting))}"
        holder = horizon.holder()
        if holder is not None:
            yield Finding(WAITING, where, waits_for(holder, min(waiting)))
        else:
            yield Finding("unsealed", where, "Raderna har inte förseglats i tid: går arbetsprocessen?")
