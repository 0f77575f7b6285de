"""Submit keys: a form that is sent twice is carried out once (B-04; ASVS 2.3.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

from vardtrad.gate.models import SubmitKey
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.uuid7 import uuid7


def claim(actor: Actor, wanted: Sequence[tuple[UUID, UUID]]) -> dict[UUID, SubmitKey]:
    """Claim (submit key, thing) pairs; give back those that were sent before, by submit key.

    Somebody else's half-done claim makes this one wait for its commit, so two simultaneous clicks give one result.
    """
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gate_submitkey (id, actor_id, submitted, thing, number)"
            " SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::int[])"
            " ON CONFLICT (actor_id, submitted) DO NOTHING RETURNING submitted",
            [
                [uuid7() for _ in wanted],
                [actor.id] * len(wanted),
                [submitted for submitted, _ in wanted],
                [thing for _, thing in wanted],
                [0] * len(wanted),
            ],
        )
        mine = {submitted for (submitted,) in cursor.fetchall()}
    if len(mine) == len(wanted):
        return {}
    earlier = SubmitKey.objects.filter(actor_id=actor.id, submitted__in=[s for s, _ in wanted if s not in mine])
    return {submit.submitted: submit for submit in earlier}


def release(actor: Actor, submitted: Iterable[UUID]) -> None:
    """Give back the keys of what was refused, so that the corrected form can be sent again."""
    SubmitKey.objects.filter(actor_id=actor.id, submitted__in=list(submitted)).delete()
