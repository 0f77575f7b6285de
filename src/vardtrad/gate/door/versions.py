"""The seal of a version: an HMAC under the traces' key, so that a changed or removed version is found and named."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, F, Max, QuerySet

from vardtrad.gate.door.trace import key
from vardtrad.gate.door.verifying import Finding
from vardtrad.gate.models import Version

UPGRADE = timedelta(hours=1)
"""How long after the first sealed version a process of the release before may still write versions without a seal."""
LOT = 2_000


def sealed(version: Version) -> bytes:
    """The HMAC that belongs to the row."""
    return hmac.digest(key(), _canonical(version), hashlib.sha256)


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
    """Name every version that has been changed, removed, or put in beside the door since versions are sealed."""
    first = Version.objects.filter(seal__isnull=False).order_by("at").values_list("at", flat=True).first()
    if first is None:
        return
    for version in _paged(Version.objects.filter(seal__isnull=False)):
        if sealed(version) != bytes(version.seal or b""):
            yield Finding("altered", _where(version), "Versionen har ändrats efter att den skrevs.")
    for version in _paged(Version.objects.filter(seal__isnull=True, at__gt=first + UPGRADE)):
        yield Finding(
            "altered", _where(version), "Versionen saknar sigill: den är ändrad eller inte skriven av Vårdtråd."
        )
    # A thing's versions are numbered from 1 without gaps.
    of_things = Version.objects.values("label", "key").annotate(rows=Count("id"), last=Max("number"))
    for thing in of_things.exclude(rows=F("last")).order_by("key"):
        where = f"{thing['label']} {thing['key']}"
        yield Finding("cut", where, f"Versioner saknas: {thing['rows']} av {thing['last']} finns.")


def _paged(versions: QuerySet[Version]) -> Iterator[Version]:
    """The versions by id, a lot at a time: without cursors in the server, one query would fetch them all at once."""
    lot = list(versions.order_by("id")[:LOT])
    while lot:
        yield from lot
        lot = list(versions.filter(id__gt=lot[-1].id).order_by("id")[:LOT])


def _where(version: Version) -> str:
    return f"{version.label} {version.key}, version {version.number}"
