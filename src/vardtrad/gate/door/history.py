"""Versions and traces of moves that were made before the product knew of them: only for laying out an invented past.

They are what ``write`` makes of the same moves, with their seals, so that the log and the versions can be verified.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic

from vardtrad.gate.door import sealing_keys, trace
from vardtrad.gate.door.subject import F, G, Subject, T
from vardtrad.gate.door.versions import SEAL, sealed
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel.actors import Actor, ActorKind


@dataclass(frozen=True, slots=True)
class PastMove(Generic[T]):
    """A move made at ``thing.updated`` (UTC): who made it, from which state, and the thing as it was after it."""

    actor: Actor
    move: str
    start: str
    thing: T


def rows(subject: Subject[T, F, G], moves: Sequence[PastMove[T]]) -> tuple[list[Version], list[Trace]]:
    """The version and the trace of each move, unsaved. The versions are written before the things that they are of."""
    versions, traces = [], []
    for past in moves:
        actor, thing = past.actor, past.thing
        version = Version(
            label=subject.label,
            key=thing.id,
            number=thing.version,
            move=past.move,
            state_from=past.start,
            state_to=thing.state,
            at=thing.updated,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name="" if actor.kind is ActorKind.RESIDENT else actor.name,
            unit_id=actor.unit,
            snapshot=subject.snapshot(thing),
        )
        seal = sealed(version)
        version.seal, version.key_id = seal, sealing_keys.newest().id
        versions.append(version)
        detail: dict[str, Any] = {"from": past.start, "to": thing.state, "version": thing.version, SEAL: seal.hex()}
        person = subject.person_of(thing)
        traces.append(trace.row(actor, past.move, subject.label, thing=thing.id, person=person, detail=detail,
                                at=thing.updated))  # fmt: skip
    return versions, traces
