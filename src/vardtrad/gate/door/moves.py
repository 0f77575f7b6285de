"""Moves: lock, gather, judge, write. A single move is a set of one thing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Generic, overload
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction

from vardtrad.gate.compiled import may_be_tried_again
from vardtrad.gate.door import submit, trace
from vardtrad.gate.door.constraints import refusal_of
from vardtrad.gate.door.reading import lockable, one_thing
from vardtrad.gate.door.subject import F, G, Moved, Moving, P, PartRef, Request, S, Subject, T
from vardtrad.gate.door.write import Judged, write
from vardtrad.gate.models import Movable, Part
from vardtrad.gate.sets import insert_set
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import NOWHERE, Refused, not_there

log = logging.getLogger(__name__)

Body = Callable[[Moving[T, F, G, P]], None]
RETRIES = 3
CLOCKS_DIFFER = timedelta(hours=1)
"""The most that the clocks of two machines may differ without a thing's moves getting into the wrong order."""


@dataclass(frozen=True, slots=True)
class Start(Generic[T, G]):
    """A thing to create: how to make it (unsaved), what was given, and the form's submit key."""

    make: Callable[[], T]
    given: G
    submit_key: UUID | None = None


@overload
def move(
    subject: Subject[T, F, G],
    actor: Actor,
    key: UUID,
    name: str,
    *,
    given: G,
    body: Body[T, F, G, None],
    seen: int | None = None,
    submit_key: UUID | None = None,
) -> Moved[T]: ...


@overload
def move(
    subject: Subject[T, F, G],
    actor: Actor,
    key: UUID,
    name: str,
    *,
    given: G,
    body: Body[T, F, G, S],
    part: PartRef[S],
    seen: int | None = None,
    submit_key: UUID | None = None,
) -> Moved[T]: ...


def move(
    subject: Subject[T, F, G],
    actor: Actor,
    key: UUID,
    name: str,
    *,
    given: G,
    body: Body[T, F, G, Any],
    part: PartRef[Any] | None = None,
    seen: int | None = None,
    submit_key: UUID | None = None,
) -> Moved[T]:
    """Make the move of this name on one thing.

    Raises Refused, which leaves a trace of its own; nothing else is then changed.
    """
    request = Request(key=key, given=given, seen=seen, submit_key=submit_key, part=part)
    return _only(move_many(subject, actor, name, [request], body=body))


def begin(
    subject: Subject[T, F, G],
    actor: Actor,
    name: str,
    make: Callable[[], T],
    *,
    given: G,
    body: Body[T, F, G, None],
    submit_key: UUID | None = None,
) -> Moved[T]:
    """Create one thing by a move from NOWHERE. Raises Refused as ``move`` does."""
    return _only(begin_many(subject, actor, name, [Start(make, given, submit_key)], body=body))


def move_many(
    subject: Subject[T, F, G], actor: Actor, name: str, requests: Sequence[Request[G]], *, body: Body[T, F, G, P]
) -> list[Moved[T] | Refused]:
    """Make the same move on a set of things, with one result per request, in order. A refused one changes nothing."""
    if len({request.key for request in requests}) != len(requests):
        raise ValueError("the same thing twice in one set")
    return _Order(subject, actor, name, body).of_moves(requests)


def begin_many(
    subject: Subject[T, F, G], actor: Actor, name: str, starts: Sequence[Start[T, G]], *, body: Body[T, F, G, None]
) -> list[Moved[T] | Refused]:
    """Create a set of things, with one result per start, in order."""
    return _Order(subject, actor, name, body).of_beginnings(starts)


def _only(outcomes: list[Moved[T] | Refused]) -> Moved[T]:
    """The result of a set of one thing. Raises Refused if that is the result."""
    (outcome,) = outcomes
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


@dataclass(frozen=True, slots=True)
class _Attempt(Generic[T, G]):
    """One try in one transaction: the requests, and the unsaved things that they concern if the move begins them."""

    requests: Sequence[Request[G]]
    new: Mapping[UUID, T] | None

    @property
    def begins(self) -> bool:
        return self.new is not None


class _Gathered(Generic[T, F, G]):
    """Everything that a set of moves is judged by, read under the lock with a fixed number of queries."""

    def __init__(self, subject: Subject[T, F, G], actor: Actor, attempt: _Attempt[T, G]) -> None:
        self._subject, self._actor, self._requests = subject, actor, attempt.requests
        self.things: Mapping[UUID, T] = (
            attempt.new if attempt.new is not None else _locked(subject, [request.key for request in attempt.requests])
        )
        self.capacities = subject.capacities(actor, list(self.things.values()))
        self.parts = _parts(attempt.requests, self.things)
        self.at = clock.now()
        self._facts: Mapping[UUID, F] | None = None

    def facts_of(self, key: UUID) -> F:
        """The facts of a thing, gathered for the whole set when first needed: before any body has changed anything."""
        if self._facts is None:
            present = [request for request in self._requests if request.key in self.things]
            self._facts = self._subject.facts(
                self._actor, [(self.things[request.key], request.given) for request in present]
            )
        return self._facts[key]


@dataclass(frozen=True, slots=True)
class _Order(Generic[T, F, G]):
    """The move that an actor wants on a set of things, and the body that writes it for each that is allowed."""

    subject: Subject[T, F, G]
    actor: Actor
    name: str
    body: Body[T, F, G, Any]

    def of_moves(self, requests: Sequence[Request[G]]) -> list[Moved[T] | Refused]:
        """Move things that exist. If the database objects to some of a set, each is tried on its own."""
        _each_its_own_submit_key(requests)
        try:
            outcomes, things = self._retried(lambda: _Attempt(requests, None))
        except IntegrityError as error:
            if len(requests) > 1:
                return [outcome for request in requests for outcome in self.of_moves([request])]
            outcomes = [refusal_of(error)]
            things = self.subject.model._default_manager.in_bulk([requests[0].key])
        self._trace_refusals(requests, outcomes, things)
        return outcomes

    def of_beginnings(self, starts: Sequence[Start[T, G]]) -> list[Moved[T] | Refused]:
        """Create things. If the database objects to some of a set, each is tried on its own."""
        _each_its_own_submit_key(starts)
        attempts: list[_Attempt[T, G]] = []

        def fresh_attempt() -> _Attempt[T, G]:
            """Make the things anew for each try: the failed one may have filled some of them in."""
            attempts.append(_beginning(starts))
            return attempts[-1]

        try:
            outcomes, things = self._retried(fresh_attempt)
        except IntegrityError as error:
            if len(starts) > 1:
                return [outcome for start in starts for outcome in self.of_beginnings([start])]
            outcomes, things = [refusal_of(error)], attempts[-1].new or {}
        self._trace_refusals(attempts[-1].requests, outcomes, things)
        return outcomes

    def _retried(self, make: Callable[[], _Attempt[T, G]]) -> tuple[list[Moved[T] | Refused], Mapping[UUID, T]]:
        """Try in a transaction, again after a deadlock or a lost race: the database asks for that.

        Raises DatabaseError for any other fault, and when the last try has failed too.
        """
        tries = 0
        while True:
            attempt = make()
            try:
                with transaction.atomic(durable=True):
                    return self._carry_out(attempt)
            except DatabaseError as error:
                tries += 1
                if tries > RETRIES or not _may_retry(error):
                    raise

    def _carry_out(self, attempt: _Attempt[T, G]) -> tuple[list[Moved[T] | Refused], Mapping[UUID, T]]:
        """Judge and write the set in the caller's transaction: the outcomes in order, and the things by key."""
        attempt = replace(attempt, requests=[self._bound(request, attempt) for request in attempt.requests])
        gathered = _Gathered(self.subject, self.actor, attempt)
        earlier = submit.claim(self.actor, list(_claims(attempt.requests, gathered.things)))
        first_time = (
            self.subject.model._default_manager.in_bulk([before.thing for before in earlier.values()])
            if earlier
            else {}
        )
        outcomes: list[Moved[T] | Refused] = []
        allowed: list[Judged[T, F, G]] = []
        freed: list[UUID] = []
        for request in attempt.requests:
            before = earlier.get(request.submit_key) if request.submit_key is not None else None
            if before is not None:
                # The result that the same form gave the first time.
                outcomes.append(Moved(first_time[before.thing], before.number, repeated=True))
                continue
            try:
                judged = self._judge(request, gathered, begins=attempt.begins)
                self.body(judged.moving)
            except Refused as refused:
                outcomes.append(refused)
                if request.submit_key is not None:
                    freed.append(request.submit_key)
                continue
            allowed.append(judged)
            outcomes.append(Moved(judged.moving.thing, judged.moving.thing.version + 1))
        write(self.subject, self.actor, allowed, gathered.at)
        submit.release(self.actor, freed)
        return outcomes, gathered.things

    def _bound(self, request: Request[G], attempt: _Attempt[T, G]) -> Request[G]:
        """The request with its submit key bound to this move and thing: the key is not valid for another form."""
        if request.submit_key is None:
            return request
        thing = None if attempt.begins else request.key
        return replace(request, submit_key=submit.bound(request.submit_key, self.subject.label, str(self.name), thing))

    def _judge(self, request: Request[G], gathered: _Gathered[T, F, G], *, begins: bool) -> Judged[T, F, G]:
        """The row of the table that allows the request, ready for the body. Raises Refused."""
        thing = gathered.things.get(request.key)
        if thing is None:
            raise not_there()
        part = gathered.parts.get(request.key)
        table = self.subject.table if request.part is None else self.subject.parts[request.part.kind].table
        state = NOWHERE if begins else part.state if part is not None else thing.state
        content = (thing if part is None else part).content
        rule = table.judge(
            self.name,
            state=state,
            capacities=gathered.capacities.get(thing.id, frozenset()),
            facts=lambda: gathered.facts_of(thing.id),
            # Only the product's own actors may ignore how fresh their view is.
            stale=not begins and not self.actor.is_system and request.seen != content,
        )
        moving: Moving[T, F, G, Part | None] = Moving(
            actor=self.actor, thing=thing, given=request.given, at=_moment(thing, gathered.at), part=part
        )
        return Judged(rule, moving, begins)

    def _trace_refusals(
        self,
        requests: Sequence[Request[G]],
        outcomes: Sequence[Moved[T] | Refused],
        things: Mapping[UUID, T],
    ) -> None:
        """A refusal leaves its trace in a transaction of its own, so it survives that nothing else was written."""
        rows = []
        for request, outcome in zip(requests, outcomes, strict=True):
            if isinstance(outcome, Refused):
                thing = things.get(request.key)
                rows.append(
                    trace.row(
                        self.actor,
                        str(self.name),
                        self.subject.label,
                        thing=request.key,
                        person=self.subject.person_of(thing) if thing is not None else None,
                        refused=True,
                        detail={"reason": outcome.reason.value},
                    )
                )
        if rows:
            insert_set(rows)


def _claims(requests: Sequence[Request[G]], things: Mapping[UUID, T]) -> Iterator[submit.Claim]:
    """The claims of the requests' submit keys: under the lock the number of the version to come is known."""
    for request in requests:
        thing = things.get(request.key)
        if request.submit_key is not None and thing is not None:
            yield submit.Claim(request.submit_key, request.key, thing.version + 1)


def _each_its_own_submit_key(asked: Sequence[Request[G]] | Sequence[Start[T, G]]) -> None:
    keys = [each.submit_key for each in asked if each.submit_key is not None]
    if len(set(keys)) != len(keys):
        raise ValueError("a submit key is for one thing: give each thing of a set its own")


def _beginning(starts: Sequence[Start[T, G]]) -> _Attempt[T, G]:
    """Make the unsaved things, and a request for each."""
    things = [start.make() for start in starts]
    requests = [
        Request(key=thing.id, given=start.given, submit_key=start.submit_key)
        for thing, start in zip(things, starts, strict=True)
    ]
    return _Attempt(requests, {thing.id: thing for thing in things})


def _locked(subject: Subject[T, F, G], keys: Sequence[UUID]) -> dict[UUID, T]:
    """The things of a set, locked in key order so that two sets cannot wait for each other."""
    if len(keys) == 1:
        return {thing.id: thing for thing in one_thing(subject.model, subject.related, locked=True).things(keys[0])}
    rows = lockable(subject.model, subject.related).filter(pk__in=keys).order_by("pk")
    return {thing.id: thing for thing in rows}


def _moment(thing: Movable, now: datetime) -> datetime:
    """The moment (UTC) of a move: now, and never before the thing's last move.

    The machine that made that one may be ahead. A thread, the last consent and the standing event are read in the order
    of their moments, which is thereby the order of the versions. A clock that is wrong by more than CLOCKS_DIFFER is
    not followed: what is written says then what its own machine believes.
    """
    last: datetime | None = getattr(thing, "last_move", None)
    if last is None or last <= now:
        return now
    if last - now > CLOCKS_DIFFER:
        log.error("the clocks of two machines differ by %d minutes or more", (last - now).total_seconds() // 60)
        return now
    return last + timedelta(microseconds=1)


def _parts(requests: Sequence[Request[G]], things: Mapping[UUID, T]) -> dict[UUID, Part]:
    """The parts that the requests concern, by thing; a part that is not stored yet has the state NOWHERE."""
    parts: dict[UUID, Part] = {}
    by_ref: dict[PartRef[Any], list[UUID]] = {}
    for request in requests:
        if request.part is not None and request.key in things:
            by_ref.setdefault(request.part, []).append(request.key)
    for ref, keys in by_ref.items():
        model: type[Any] = ref.model
        for part in model._default_manager.filter(thing_id__in=keys, kind=ref.kind, holder=ref.holder):
            parts[part.thing_id] = part
        for key in keys:
            if key not in parts:
                parts[key] = model(thing_id=key, kind=ref.kind, holder=ref.holder, state=NOWHERE)
    return parts


def _may_retry(error: DatabaseError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") in {"40001", "40P01"} or may_be_tried_again(error)
