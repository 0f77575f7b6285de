"""Restores of the database: rows that a backup did not hold are gone for good, and somebody answers for that.

The anchor file remembers heads that the restored chain never reached. Acknowledging a restore is a row of the log like
any other, with its HMAC and its place: it names what is missing, who says so and why. From then on verify measures
against the heads that have been anchored since, and tells of the restore every time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from vardtrad.gate.door import anchor, trace
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
        if trace.sealed(row) == bytes(row.seal)
    ]


def anchored_heads(anchors: anchor.Anchors, restores: list[Restore]) -> dict[int, bytes]:
    """The anchored heads by position that the chain must agree with: without those that a restore has left behind."""
    heads: dict[int, bytes] = {}
    for line in anchors.lines:
        left_behind = any(line.at <= one.at and one.kept < line.position <= one.lost for one in restores)
        if not left_behind:
            # The first holds: a cut tail that has grown to the same length again would else hide behind its own anchor.
            heads.setdefault(line.position, line.chain)
    return heads


def missing() -> tuple[int, int] | None:
    """The last place that was kept and the last that was lost, by the anchor file; None when nothing is missing."""
    heads = anchored_heads(anchor.read(), acknowledged())
    chains = dict(Seal.objects.filter(position__in=list(heads)).values_list("position", "chain"))
    agree = {place for place, chain in heads.items() if place in chains and bytes(chains[place]) == chain}
    if not (differ := heads.keys() - agree):
        return None
    last = Seal.objects.order_by("-position").values_list("position", flat=True).first() or 0
    # Unless new rows have taken the lost ones' places, the chain's own end says exactly what was kept.
    kept = last if min(differ) > last else max((place for place in agree if place < min(differ)), default=0)
    return kept, max(differ)


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
    row.save(force_insert=True)
    return Restore(kept, lost, row.at, by, why)
