"""Trace rows: built and sealed with the HMAC here, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from vardtrad.gate.door import sealing_keys
from vardtrad.gate.door.sealing_keys import Key
from vardtrad.gate.models import Trace
from vardtrad.gate.sets import insert_set
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor, ActorKind


def canonical(trace: Trace) -> bytes:
    """The row as bytes, the same when it is written and when it is read back: the input of the HMAC and the chain."""
    values = [
        str(trace.id),
        trace.at.astimezone(UTC).isoformat(timespec="microseconds"),
        trace.actor_kind,
        str(trace.actor_id),
        trace.actor_name,
        str(trace.session_id),
        str(trace.unit_id),
        str(trace.organisation_id),
        trace.action,
        trace.label,
        str(trace.key),
        str(trace.person_id),
        [str(shown) for shown in trace.shown],
        trace.outcome,
        trace.detail,
    ]
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def sealed(trace: Trace) -> bytes:
    """The HMAC that belongs to a new row: with the newest key."""
    return sealing_keys.newest().digest(canonical(trace))


def writer(trace: Trace) -> Key | None:
    """The key that the row was sealed with; None when the row is not written by us, or has been changed."""
    return sealing_keys.maker(trace.key_id, canonical(trace), bytes(trace.seal))


def row(
    actor: Actor,
    action: str,
    label: str,
    *,
    thing: UUID | None = None,
    person: UUID | None = None,
    shown: Iterable[UUID] = (),
    refused: bool = False,
    detail: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> Trace:
    """An unsaved trace row with its HMAC. Residents are traced by id only: their names may be protected.

    Whatever a proxy does is traced with both persons: who did it, and for whom (also a list, or a search), with the
    ground.
    """
    if actor.acts_for is not None:
        person, detail = person or actor.acts_for, (detail or {}) | {"proxy": actor.ground}
    trace = Trace(
        at=at or clock.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name="" if actor.kind is ActorKind.RESIDENT else actor.name,
        session_id=actor.session,
        unit_id=actor.unit,
        organisation_id=actor.organisation,
        action=action,
        label=label,
        key=thing,
        person_id=person,
        shown=list(shown),
        outcome=Trace.Outcome.REFUSED if refused else Trace.Outcome.DONE,
        # Through JSON once, so that the sealed value is what the database gives back.
        detail=json.loads(json.dumps(detail or {}, cls=DjangoJSONEncoder)),
    )
    trace.key_id = sealing_keys.newest().id
    trace.seal = sealed(trace)
    return trace


def note(actor: Actor, action: str, label: str, **facts: Any) -> None:
    """Write one trace row now: for anything but a move, such as a login or a search. ``facts`` as in ``row``.

    Inside ``together`` it is written with the others of the page.
    """
    page = _page.get()
    if page is None:
        insert_set([row(actor, action, label, **facts)])
    else:
        page.traces.append(row(actor, action, label, **facts))


def once_written(call: Callable[[], None]) -> None:
    """Call this when what has been noted so far is written: now, or at the end of ``together``."""
    page = _page.get()
    if page is None:
        call()
    else:
        page.afterwards.append(call)


@dataclass(frozen=True, slots=True)
class _Page:
    """What is noted inside ``together``, and what is to be called when it is written."""

    traces: list[Trace] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)


_page: ContextVar[_Page | None] = ContextVar("the page whose traces are written together", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Write what is noted inside at the end, in one statement and one commit, also when the page fails.

    For a page that reads several things: the answer must not be given before the end.
    """
    page = _Page()
    token = _page.set(page)
    try:
        yield
    finally:
        _page.reset(token)
        insert_set(page.traces)
        for call in page.afterwards:
            call()
