"""Submit keys: a form that is sent twice is carried out once (ASVS 2.3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID, uuid5

from vardtrad.gate.compiled import fetch_rows
from vardtrad.gate.models import SubmitKey
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.uuid7 import uuid7


def bound(submitted: UUID, label: str, move: str, thing: UUID | None) -> UUID:
    """The key as stored: bound to what the form was about, so that the same key elsewhere is another form."""
    return uuid5(submitted, f"{label}/{move}/{thing or ''}")


class Claim(NamedTuple):
    """A submit key, the thing that its form is about, and the number of the version that the move would write."""

    submitted: UUID
    thing: UUID
    number: int


def carried_out(actor: UUID, label: str, asked: Sequence[tuple[UUID, str, UUID]]) -> set[UUID]:
    """Those of an actor's submit keys, each with the move and the thing, that have been carried out: one query."""
    keys = {bound(submitted, label, move, thing): submitted for submitted, move, thing in asked}
    kept = SubmitKey.objects.filter(actor_id=actor, submitted__in=list(keys))
    return {keys[submitted] for submitted in kept.values_list("submitted", flat=True)}


def begun(actor: UUID, label: str, move: str, asked: Sequence[UUID]) -> dict[UUID, UUID]:
    """The things that an actor's submit keys have begun by a move, by submit key: one query."""
    keys = {bound(submitted, label, move, None): submitted for submitted in asked}
    kept = SubmitKey.objects.filter(actor_id=actor, submitted__in=list(keys))
    return {keys[submitted]: thing for submitted, thing in kept.values_list("submitted", "thing")}


def claim(actor: Actor, wanted: Sequence[Claim]) -> dict[UUID, SubmitKey]:
    """Claim submit keys with their results; return those that were sent before, by submit key.

    An uncommitted claim of the same key makes this one wait for its commit, so two simultaneous clicks give one result.
    A claim whose request is refused must be released.
    """
    if not wanted:
        return {}
    columns = [list(column) for column in zip(*wanted, strict=True)]
    rows = fetch_rows(_CLAIM, [actor.id, [uuid7() for _ in wanted], *columns])
    if len(rows) == len(wanted):
        return {}
    mine = {submitted for (submitted,) in rows}
    others = [claimed.submitted for claimed in wanted if claimed.submitted not in mine]
    earlier = SubmitKey.objects.filter(actor_id=actor.id, submitted__in=others)
    return {submit.submitted: submit for submit in earlier}


_CLAIM = """
INSERT INTO gate_submitkey (id, actor_id, submitted, thing, number)
SELECT id, %s::uuid, submitted, thing, number
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::int[]) AS given (id, submitted, thing, number)
ON CONFLICT (actor_id, submitted) DO NOTHING RETURNING submitted"""


def release(actor: Actor, submitted: Sequence[UUID]) -> None:
    """Release the keys of refused requests, so that the corrected form can be sent again."""
    if submitted:
        SubmitKey.objects.filter(actor_id=actor.id, submitted__in=submitted).delete()
