"""Restores of the database: rows that a backup did not hold are gone for good, and somebody answers for that.

The anchor file remembers heads that the restored chain never reached. Acknowledging a restore is a row of the log like
any other, with its HMAC and its place: it names what is missing, who says so and why. From then on verify measures
against the heads that have been anchored since, and tells of the restore every time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from vardtrad.gate.door import anchor, trace
from vardtrad.gate.door.anchor import Line
from vardtrad.gate.door.seal import BATCH
from vardtrad.gate.models import Seal, Trace
from vardtrad.kernel.actors import system

ACTION, LABEL = "restore", "log"


@dataclass(frozen=True, slots=True)
class Restore:
    """An acknowledged restore: the places after ``kept``, up to ``lost``, are not what they were. ``at`` is UTC.

    When the two are the same, nothing that is anchored is missing: what came after the backup was anchored nowhere.
    """

    kept: int
    lost: int
    at: datetime
    by: str
    why: str

    @property
    def where(self) -> str:
        """The places that it is about."""
        return f"plats {self.kept + 1}–{self.lost}" if self.kept < self.lost else f"efter plats {self.kept}"

    @property
    def words(self) -> str:
        """What is told of it, in a sentence."""
        if self.kept == self.lost:
            return (
                f"Databasen återställdes {self.at:%Y-%m-%d %H:%M} UTC av {self.by} ({self.why})."
                " Det som hade skrivits efter säkerhetskopian finns inte kvar."
            )
        return (
            f"En återställning av databasen kvitterades {self.at:%Y-%m-%d %H:%M} UTC av {self.by} ({self.why})."
            " De rader som hade platserna före den finns inte kvar."
        )


def acknowledged() -> list[Restore]:
    """The acknowledged restores, oldest first. A row that is not written by us counts for nothing."""
    rows = Trace.objects.filter(action=ACTION, label=LABEL, outcome=Trace.Outcome.DONE).order_by("at")
    return [
        Restore(row.detail["kept"], row.detail["lost"], row.at, row.actor_name, row.detail["why"])
        for row in rows
        if trace.writer(row) is not None
    ]


def not_left_behind(lines: Iterable[Line | int], restores: list[Restore]) -> list[Line]:
    """The anchored heads that the chain must agree with: without those that a restore has left behind.

    Every one of them, also a second of the same place: a cut tail that has grown to the same length again would else
    hide behind its own anchor. Damaged lines, which are numbers, are passed by.
    """
    return [
        line
        for line in lines
        if isinstance(line, Line)
        and not any(line.at <= restore.at and restore.kept < line.position <= restore.lost for restore in restores)
    ]


def disagreeing(heads: list[Line]) -> list[Line]:
    """Those of the anchored heads that the chain does not have."""
    chains = dict(Seal.objects.filter(position__in=[line.position for line in heads]).values_list("position", "chain"))
    return [line for line in heads if line.position not in chains or bytes(chains[line.position]) != line.chain]


def missing() -> tuple[int, int] | None:
    """The last place that was kept and the last that was lost, by the anchor file; None when nothing is missing."""
    restores = acknowledged()
    differ: set[int] = set()
    for heads in _heads(restores):
        differ |= {line.position for line in disagreeing(heads)}
        differ = {min(differ), max(differ)} if differ else differ
    if not differ:
        return None
    last = Seal.objects.order_by("-position").values_list("position", flat=True).first() or 0
    # Unless new rows have taken the lost ones' places, the chain's own end says exactly what was kept.
    if min(differ) > last:
        return last, max(differ)
    before = (line.position for heads in _heads(restores) for line in heads if line.position < min(differ))
    return max(before, default=0), max(differ)


def _heads(restores: list[Restore]) -> Iterator[list[Line]]:
    """The anchored heads that the chain must agree with, in batches. A file that cannot be read says nothing."""
    with suppress(OSError):
        for lines in anchor.batches(BATCH):
            yield not_left_behind(lines, restores)


def acknowledge(by: str, why: str) -> Restore | None:
    """Write the row that acknowledges a restore, as ``by``; None, with nothing written, when nothing is missing."""
    gap = missing()
    return None if gap is None else _write(*gap, by, why)


def note(by: str, why: str) -> Restore:
    """Write the row that tells of a restore that has just been carried out, as ``by``, whatever is missing."""
    last = Seal.objects.order_by("-position").values_list("position", flat=True).first() or 0
    return _write(*(missing() or (last, last)), by, why)


def _write(kept: int, lost: int, by: str, why: str) -> Restore:
    row = trace.row(replace(system("restore"), name=by), ACTION, LABEL, detail={"kept": kept, "lost": lost, "why": why})
    row.save()
    return Restore(kept, lost, row.at, by, why)
