"""The seal of a version: an HMAC under the traces' key, kept in the log: a changed or removed version is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Count, F, Max, Min, Q

from vardtrad.gate.door import sealing_keys, trace
from vardtrad.gate.door.seal import BATCH
from vardtrad.gate.door.verifying import Finding, Unheld
from vardtrad.gate.models import Trace, Version

SEAL = "seal"
"""Where the log keeps the seal of the version that a move wrote, in hex: in the ``detail`` of the move's row."""

UPGRADE = timedelta(hours=1)
"""How long after the first sealed version a process of the release before may still write versions without a seal."""


def sealed(version: Version) -> bytes:
    """The HMAC that belongs to a new row: with the newest key."""
    return sealing_keys.newest().digest(_canonical(version))


def _canonical(version: Version) -> bytes:
    """The row as bytes, the same when it is written and when it is read back."""
    values = [
        str(version.id),
        version.label,
        str(version.key),
        version.number,
        version.part,
        str(version.holder),
        version.move,
        version.state_from,
        version.state_to,
        version.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(version.actor_kind),
        str(version.actor_id),
        version.actor_name,
        str(version.unit_id),
        # Through JSON once, so that what is sealed is what the database gives back.
        json.loads(json.dumps(version.snapshot, cls=DjangoJSONEncoder)),
    ]
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def verify() -> Iterator[Finding]:
    """Name every version that is missing, changed, or put in beside the door.

    The log says which versions there are: each traced move asks for its version, and for the very seal that it was
    written with. Only versions whose moves were traced before the log kept their seal must speak for themselves.
    """
    demands, unheld = _Demands(), Unheld("versioner")
    yield from demands.missing()
    sealed_since = Version.objects.filter(seal__isnull=False).aggregate(first=Min("at"))["first"]
    since = min((moment for moment in (demands.since, sealed_since) if moment is not None), default=None)
    for version in _all_versions():
        if version.seal is None:
            if version.id in demands.broken or (since is not None and version.at > since + UPGRADE):
                words = "Versionen saknar sigill: den är ändrad eller inte skriven av Vårdtråd."
                yield Finding("altered", _where(version), words)
        elif version.id not in demands.broken and not sealing_keys.is_held(version.key_id):
            unheld.add(version.key_id, _where(version))
        elif version.id in demands.broken or not _is_ours(version, bytes(version.seal)):
            yield Finding("altered", _where(version), "Versionen har ändrats efter att den skrevs.")
    yield from _gaps(demands.cut)
    yield from unheld.findings()


def _is_ours(version: Version, seal: bytes) -> bool:
    return sealing_keys.maker(version.key_id, _canonical(version), seal) is not None


class _Demands:
    """What the log asks of the versions, found while ``missing`` is gone through."""

    def __init__(self) -> None:
        self.broken: set[UUID] = set()
        """The ids of versions that are there, but not as the log says."""
        self.cut: set[UUID] = set()
        """The keys of things that lack a version."""
        self.since: datetime | None = None
        """The first time (UTC) at which the log kept a version's seal."""

    def missing(self) -> Iterator[Finding]:
        """Name every version that the log tells of and that is not there."""
        for moves in _traced_moves():
            versions = _versions_of(moves)
            for move in moves:
                number, seal = move.detail["version"], move.detail.get(SEAL)
                if seal is not None:
                    self.since = min(self.since or move.at, move.at)
                if (kept := versions.get((move.key, number))) is None:
                    self.cut.add(move.key)
                    where = f"{move.label} {move.key}, version {number}"
                    yield Finding("cut", where, "Versionen saknas: loggen säger att den har skrivits.")
                elif kept.label != move.label or seal not in (None, kept.seal):
                    self.broken.add(kept.id)


class _Move(NamedTuple):
    """A move as the log tells of it. ``at`` is UTC."""

    key: UUID
    label: str
    at: datetime
    detail: dict[str, Any]


class _Kept(NamedTuple):
    """What a stored version is recognised by; the seal in hex."""

    id: UUID
    label: str
    seal: str | None


def _traced_moves() -> Iterator[list[_Move]]:
    """The log's rows of moves, in batches. Rows that Vårdtråd has not written are named elsewhere, and ask nothing."""
    moves = Trace.objects.filter(outcome=Trace.Outcome.DONE, detail__has_keys=["to", "version"])
    after: Trace | None = None
    while True:
        # By id and time, as the table's own key is.
        left = moves if after is None else moves.filter(Q(pk__gt=after.pk) | Q(at__gt=after.at), pk__gte=after.pk)
        if not (batch := list(left.order_by("pk", "at")[:BATCH])):
            return
        after = batch[-1]
        yield [
            _Move(row.key, row.label, row.at, row.detail)
            for row in batch
            if row.key is not None and trace.writer(row) is not None
        ]


def _versions_of(moves: list[_Move]) -> dict[tuple[UUID, int], _Kept]:
    """The versions that these moves wrote, by key and number, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.key, v.number, v.id, v.label, encode(v.seal, 'hex') FROM gate_version v"
            " JOIN unnest(%s::uuid[], %s::int[]) AS move (key, number) ON v.key = move.key AND v.number = move.number",
            [[move.key for move in moves], [move.detail["version"] for move in moves]],
        )
        return {(key, number): _Kept(*kept) for key, number, *kept in cursor.fetchall()}


def _all_versions() -> Iterator[Version]:
    after: UUID | None = None
    while True:
        left = Version.objects.all() if after is None else Version.objects.filter(pk__gt=after)
        if not (batch := list(left.order_by("pk")[:BATCH])):
            return
        yield from batch
        after = batch[-1].pk


def _gaps(named: set[UUID]) -> Iterator[Finding]:
    """Name the things whose versions are not numbered from 1 without gaps, unless the log has already told."""
    things = Version.objects.values("key").annotate(rows=Count("id"), last=Max("number"), label=Max("label"))
    things = things.exclude(rows=F("last")).order_by("key")
    after: UUID | None = None
    while batch := list((things if after is None else things.filter(key__gt=after))[:BATCH]):
        for thing in batch:
            if thing["key"] not in named:
                where = f"{thing['label']} {thing['key']}"
                yield Finding("cut", where, f"Versioner saknas: {thing['rows']} av {thing['last']} finns.")
        after = batch[-1]["key"]


def _where(version: Version) -> str:
    return f"{version.label} {version.key}, version {version.number}"
