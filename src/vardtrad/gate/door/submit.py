"""Submit keys: a form that is sent twice is carried out once (ASVS 2.3.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from django.db import connection

from vardtrad.gate.models import SubmitKey
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.uuid7 import uuid7


def bound(submitted: UUID, label: str, move: str, thing: UUID | None) -> UUID:
    """The key as stored: bound to what the form was about, so that the same key elsewhere is another form."""
    return uuid5(submitted, f"{label}/{move}/{thing or ''}")


def carried_out(actor: UUID, label: str, asked: Sequence[tuple[UUID, str, UUID]]) -> set[UUID]:
    """Those of an actor's submit keys, each with the move and the thing, that have been carried out: one query."""
    keys = {bound(submitted, label, move, thing): submitted for submitted, move, thing in asked}
    kept = SubmitKey.objects.filter(actor_id=actor, submitted__in=list(keys))
    return {keys[submitted] for submitted in kept.values_list("submitted", flat=True)}


def claim(actor: Actor, wanted: Sequence[tuple[UUID, UUID]]) -> dict[UUID, SubmitKey]:
    """Claim (submit key, thing) pairs; return those that were sent before, by submit key.

    An uncommitted claim of the same key makes this one wait for its commit, so two simultaneous clicks give one result.
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


def settle(actor: Actor, numbers: Mapping[UUID, int]) -> None:
    """Save the result of each claimed key: the version's number, with which a repeated form is answered."""
    if not numbers:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE gate_submitkey s SET number = given.number"
            " FROM unnest(%s::uuid[], %s::int[]) AS given (submitted, number)"
            " WHERE s.actor_id = %s AND s.submitted = given.submitted",
            [list(numbers), list(numbers.values()), actor.id],
        )


def release(actor: Actor, submitted: Sequence[UUID]) -> None:
    """Release the keys of refused requests, so that the corrected form can be sent again."""
    if submitted:
        SubmitKey.objects.filter(actor_id=actor.id, submitted__in=submitted).delete()
