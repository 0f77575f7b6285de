"""Reading through the door: capacities are checked, and every reading leaves its trace (PDL 4 kap. 3 §)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache, partial
from threading import Lock
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from vardtrad.gate.compiled import Compiled
from vardtrad.gate.door import trace
from vardtrad.gate.door.subject import Addressee, F, G, Subject, T
from vardtrad.gate.models import AppendOnly, Notification, Version
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import not_there

READ = "read"
LIST = "list"
EXPORT = "export"
"""Taking rows out as a file, which then lies where nobody traces its readers."""

FOLLOWED = timedelta(minutes=10)
"""How long a traced reading covers the automatic requests of the same open page (ADR 15)."""
REMEMBERED = 20_000


@cache
def one_thing(model: type[T], related: tuple[str, ...], *, locked: bool = False) -> Compiled[T]:
    """The query of a thing by its key, with the foreign keys ``related``, or of its locked row with its last move."""
    things = lockable(model, related) if locked else model._default_manager.select_related(*related)
    return Compiled(lambda key: things.filter(pk=key), UUID)


def lockable(model: type[T], related: tuple[str, ...]) -> QuerySet[T, T]:
    """The things whose rows the door locks, each with the moment of its last move (UTC) as ``last_move``."""
    last = Version.objects.filter(key=OuterRef("pk")).order_by("-number").values("at")[:1]
    things: QuerySet[Any, Any] = model._default_manager.select_related(*related).annotate(last_move=Subquery(last))
    return things.select_for_update(no_key=True, of=("self",))


def read(
    subject: Subject[T, F, G], actor: Actor, key: UUID, *, related: tuple[str, ...] = ()
) -> tuple[T, frozenset[str]]:
    """A thing and the actor's capacities. Raises Refused with the same answer for "missing" and "not yours".

    ``related`` are foreign keys to fetch in the same query.
    """
    thing = next(iter(one_thing(subject.model, related).things(key)), None)
    capacities = subject.capacities(actor, [thing]).get(thing.id, frozenset()) if thing is not None else frozenset()
    if thing is None or not capacities:
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
    trace.once_written(partial(_latest.note, actor, subject.label, thing.id))
    return thing, capacities


def follow(
    subject: Subject[T, F, G], actor: Actor, key: UUID, *, related: tuple[str, ...] = ()
) -> tuple[T, frozenset[str]]:
    """A thing that an open page fetches again automatically, and the actor's present capacities.

    As ``read``, but a reading that the same session has left a trace of less than FOLLOWED ago is not traced again (ADR
    15). A reading that is not remembered is traced: at worst there is one trace too many. A refusal is always traced.
    """
    if not _latest.covers(actor, subject.label, key):
        return read(subject, actor, key, related=related)
    thing = next(iter(one_thing(subject.model, related).things(key)), None)
    capacities = subject.capacities(actor, [thing]).get(thing.id, frozenset()) if thing is not None else frozenset()
    if thing is None or not capacities:
        return read(subject, actor, key)
    return thing, capacities


class _Latest:
    """When each session at a seat last left a trace of reading each thing, as far as this process remembers."""

    def __init__(self) -> None:
        self._at: OrderedDict[tuple[Any, ...], datetime] = OrderedDict()
        self._lock = Lock()

    @staticmethod
    def _of(actor: Actor, label: str, key: UUID) -> tuple[Any, ...]:
        return actor.session, actor.id, actor.unit, actor.role, label, key

    def note(self, actor: Actor, label: str, key: UUID) -> None:
        if actor.session is None:
            return  # not a page of a session
        with self._lock:
            name = self._of(actor, label, key)
            self._at[name] = clock.now()
            self._at.move_to_end(name)
            while len(self._at) > REMEMBERED:
                self._at.popitem(last=False)

    def covers(self, actor: Actor, label: str, key: UUID) -> bool:
        if actor.session is None:
            return False
        with self._lock:
            at = self._at.get(self._of(actor, label, key))
        return at is not None and timedelta(0) <= clock.now() - at < FOLLOWED


_latest = _Latest()


def granted(
    actor: Actor,
    action: str,
    label: str,
    *,
    thing: UUID,
    person: UUID | None,
    ground: AppendOnly,
    tell: Iterable[Addressee] = (),
    party: str = "",
    detail: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Save the ground on which somebody reads what is not theirs, notify those concerned, and trace it, all at once.

    The ground is a row that is never changed; the subject's ``capacities`` decide what it opens.
    """
    now = clock.now()
    with transaction.atomic():
        ground.save()
        Notification.objects.bulk_create(
            Notification(
                label=label,
                key=thing,
                move=action,
                party=party,
                recipient_kind=recipient.kind,
                recipient_id=recipient.id,
                created=now,
                due=now,
            )
            for recipient in tell
        )
        trace.note(actor, action, label, thing=thing, person=person, detail=dict(detail))


def listed(actor: Actor, label: str, view: str, shown: Iterable[UUID], **detail: Any) -> None:
    """Write the one trace of a list: which list it was and the ids that it showed."""
    trace.note(actor, LIST, label, shown=shown, detail={"view": view, **detail})


def taken_out(actor: Actor, label: str, view: str, shown: Iterable[UUID], **detail: Any) -> None:
    """Write the one trace of rows that are taken out as a file: which list it was and the ids in it."""
    trace.note(actor, EXPORT, label, shown=shown, detail={"view": view, **detail})
