"""Reading through the door: standing is checked, and every reading leaves its trace (PDL 4 kap. 3 §)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from vardtrad.gate.door import trace
from vardtrad.gate.door.subject import F, G, Subject, T
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import not_there

READ = "read"
LIST = "list"


def read(
    subject: Subject[T, F, G], actor: Actor, key: UUID, *, related: tuple[str, ...] = ()
) -> tuple[T, frozenset[str]]:
    """A thing and the actor's standings to it. Raises Refused with the one answer for "missing" and "not yours".

    ``related`` are foreign keys to fetch in the same query.
    """
    thing = subject.model._default_manager.select_related(*related).filter(pk=key).first()
    standings = subject.standings(actor, [thing]).get(thing.id, frozenset()) if thing is not None else frozenset()
    if thing is None or not standings:
        trace.note(
            actor,
            READ,
            subject.label,
            thing=key,
            person=subject.person_of(thing) if thing is not None else None,
            refused=True,
            detail={"reason": "not_there"},
        )
        raise not_there()
    trace.note(actor, READ, subject.label, thing=thing.id, person=subject.person_of(thing))
    return thing, standings


def listed(actor: Actor, label: str, view: str, shown: Iterable[UUID], **detail: Any) -> None:
    """Leave the one trace of a list: which list it was and the ids that it showed."""
    trace.note(actor, LIST, label, shown=shown, detail={"view": view, **detail})


def standing_moves(subject: Subject[T, F, G], thing: T, standings: frozenset[str]) -> frozenset[str]:
    """The moves that buttons may be drawn for: by the table, from the thing's state and the actor's standings."""
    return subject.table.possible(thing.state, standings)
