"""Going through the sealed log: what has been cut, altered, inserted or left unsealed is named, with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from vardtrad.gate.door import anchor, horizon, restored, sealing_keys, trace
from vardtrad.gate.door.horizon import Holder
from vardtrad.gate.door.restored import Restore
from vardtrad.gate.door.seal import BATCH, FIRST, WAIT, hash_of, linked, rows_of
from vardtrad.gate.door.sealing_keys import Reigns
from vardtrad.gate.models import Seal, SealHead, Trace
from vardtrad.kernel import clock
from vardtrad.kernel.keys import EARLIER, TRACE

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
    """Go through the whole chain and every row, and name what has been cut, altered, inserted or left unsealed.

    A batch at a time: what it remembers grows with the faults, not with the log or the anchor file.
    """
    restores = restored.acknowledged()
    for restore in restores:
        yield Finding(RESTORED, restore.where, restore.words)
    seen = _Chain()
    yield from seen.findings()
    if not (yield from _anchors(restores, seen.position)):
        head = SealHead.objects.filter(pk=1).values_list("position", flat=True).first() or 0
        if head > seen.position:
            where = f"plats {seen.position + 1}–{head}"
            yield Finding("cut", where, "Slutet av loggen har klippts bort: det har förseglats men finns inte.")
    yield from _unsealed(seen.reigns, seen.unheld)
    yield from seen.unheld.findings()


class Unheld:
    """Rows that name a key that is not held: nobody can say whether they are genuine. Told once for each key."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._rows: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def add(self, key: str, where: str) -> None:
        """A row that names ``key``."""
        self._rows[key] += 1
        self._first.setdefault(key, where)

    def findings(self) -> Iterator[Finding]:
        """The keys that are missing, with the number of rows that need each."""
        for key, rows in self._rows.items():
            words = f"Nyckeln saknas ({EARLIER[TRACE]}): {rows} {self._what} går inte att granska."
            yield Finding("key", f"nyckel {key}, från {self._first[key]}", words)


class _Chain:
    """The chain from its first place to its last: its links, and the row of each place."""

    def __init__(self) -> None:
        self.position = 0
        self.reigns = Reigns()
        self.unheld = Unheld("platser eller rader i loggen")
        self._chain = FIRST
        self._broken = False

    def findings(self) -> Iterator[Finding]:
        """What is wrong, place by place."""
        for seals in _batches():
            rows = rows_of([(seal.trace_id, seal.trace_at) for seal in seals])
            for seal in seals:
                yield from self._link(seal)
                yield from self._row(seal, rows.get((seal.trace_id, seal.trace_at)))

    def _link(self, seal: Seal) -> Iterator[Finding]:
        self.position += 1
        place = f"plats {seal.position}"
        if seal.position != self.position:
            where = f"plats {self.position}–{seal.position - 1}"
            yield Finding("cut", where, "Platser i kedjan saknas: rader har klippts bort.")
            self.position, self._broken = seal.position, True
        content = linked(self._chain, seal.position, bytes(seal.row_hash))
        key = sealing_keys.maker(seal.key_id, content, bytes(seal.chain))
        if not self._broken:
            if not sealing_keys.is_held(seal.key_id):
                self.unheld.add(seal.key_id, place)
            elif key is None or self.reigns.is_over(key):
                yield Finding("altered", place, "Kedjan stämmer inte här: sigillet har ändrats.")
        self._chain, self._broken = bytes(seal.chain), False

    def _row(self, seal: Seal, row: Trace | None) -> Iterator[Finding]:
        where = f"plats {seal.position}, rad {seal.trace_id}"
        if row is None:
            yield Finding("cut", where, "Raden har tagits bort.")
        elif hash_of(row) != bytes(seal.row_hash):
            yield Finding("altered", where, "Raden har ändrats efter att den förseglades.")
        elif not sealing_keys.is_held(row.key_id):
            self.unheld.add(row.key_id, where)
        elif (key := trace.writer(row)) is None:
            words = "Raden är inte skriven av Vårdtråd: den har lagts till eller ändrats före förseglingen."
            yield Finding("inserted", where, words)
        elif self.reigns.is_over(key):
            yield Finding("inserted", where, f"Raden är skriven med nyckel {key.id}, som hade bytts ut då.")
        else:
            self.reigns.see(key, row.at)


def _batches() -> Iterator[list[Seal]]:
    after = 0
    while seals := list(Seal.objects.filter(position__gt=after).order_by("position")[:BATCH]):
        yield seals
        after = seals[-1].position


def _anchors(restores: list[Restore], last: int) -> Generator[Finding, None, bool]:
    """Compare the chain, which ends at place ``last``, with the heads outside; whether its end is known to be cut."""
    anchored_last = 0
    damaged: list[Finding] = []
    named: set[int] = set()
    try:
        for lines in anchor.batches(BATCH):
            damaged += [
                Finding("anchor", f"förankringsfilens rad {line}", "Raden går inte att läsa som en förankring.")
                for line in lines
                if isinstance(line, int)
            ]
            heads = restored.not_left_behind(lines, restores)
            anchored_last = max(anchored_last, *(line.position for line in heads), 0)
            for line in restored.disagreeing(heads):
                if line.position <= last and line.position not in named:
                    named.add(line.position)
                    words = "Kedjan stämmer inte med det som förankrats utanför databasen."
                    yield Finding("altered", f"plats {line.position}", words)
    except OSError as error:
        why = error.strerror or type(error).__name__
        damaged.append(Finding("anchor", "förankringsfilen", f"Filen går inte att läsa ({why})."))
    if anchored_last > last:
        where = f"plats {last + 1}–{anchored_last}"
        yield Finding("cut", where, "Slutet av loggen har klippts bort: det är förankrat men finns inte.")
    yield from damaged
    return anchored_last > last


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


def _unsealed(reigns: Reigns, unheld: Unheld) -> Iterator[Finding]:
    """Rows without a place: quite in order when fresh and genuine, otherwise named; those that wait as one finding."""
    late: datetime = clock.now() - WAIT
    waiting, oldest = 0, late
    for row in _without_place():
        where = f"rad {row.id}"
        if not sealing_keys.is_held(row.key_id):
            unheld.add(row.key_id, where)
        elif (key := trace.writer(row)) is None:
            words = "Raden är inte skriven av Vårdtråd: den har lagts till eller ändrats."
            yield Finding("inserted", where, words)
        elif reigns.is_over(key):
            yield Finding("inserted", where, f"Raden är skriven med nyckel {key.id}, som hade bytts ut då.")
        elif row.at < late:
            waiting, oldest = waiting + 1, min(oldest, row.at)
    if waiting:
        where = f"oförseglade rader: {waiting}, den äldsta från {_minute(oldest)}"
        holder = horizon.holder()
        if holder is not None:
            yield Finding(WAITING, where, waits_for(holder, oldest))
        else:
            yield Finding("unsealed", where, "Raderna har inte förseglats i tid: går arbetsprocessen?")


def _without_place() -> Iterator[Trace]:
    """The rows that have no place in the chain, oldest first by their own time."""
    after: tuple[datetime, UUID] | None = None
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT t.id, t.at FROM gate_trace t"
                " WHERE NOT EXISTS (SELECT 1 FROM gate_seal s WHERE s.trace_id = t.id AND s.trace_at = t.at)"
                " AND (%s::timestamptz IS NULL OR (t.at, t.id) > (%s, %s::uuid)) ORDER BY t.at, t.id LIMIT %s",
                [*(after[:1] if after else (None,)), *(after or (None, None)), BATCH],
            )
            keys = cursor.fetchall()
        rows = rows_of(keys)
        yield from (rows[key] for key in keys)
        if len(keys) < BATCH:
            return
        after = keys[-1][1], keys[-1][0]
