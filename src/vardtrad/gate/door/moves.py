"""Moves: lock, gather, judge, write. One move is a set of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Generic, overload
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, IntegrityError, OperationalError, models, transaction

from vardtrad.gate.door import submit, trace
from vardtrad.gate.door.subject import F, G, Moved, Moving, P, PartRef, Request, S, Subject, T
from vardtrad.gate.door.write import Judged, write
from vardtrad.gate.models import Part, Trace
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import NOWHERE, Reason, Refused, not_there

Body = Callable[[Moving[T, F, G, P]], None]
RETRIES = 3


@dataclass(frozen=True, slots=True)
class Start(Generic[T, G]):
    """A thing to bring into being: how to make it (unsaved), what was given, and the form's submit key."""

    make: Callable[[], T]
    given: G
    submit_key: UUID | None = None


@overload
def move(
    subject: Subject[T, F, G],
    actor: Actor,
    key: UUID,
    move: str,
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
    move: str,
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
    move: str,
    *,
    given: G,
    body: Body[T, F, G, Any],
    part: PartRef[Any] | None = None,
    seen: int | None = None,
    submit_key: UUID | None = None,
) -> Moved[T]:
    """Make one move. Raises Refused, which leaves a trace of its own; nothing else is then changed."""
    ask = Request(key=key, given=given, seen=seen, submit_key=submit_key, part=part)
    return _one(move_many(subject, actor, move, [ask], body=body))


def begin(
    subject: Subject[T, F, G],
    actor: Actor,
    move: str,
    make: Callable[[], T],
    *,
    given: G,
    body: Body[T, F, G, None],
    submit_key: UUID | None = None,
) -> Moved[T]:
    """Bring one thing into being by a move from NOWHERE. Raises Refused as ``move`` does."""
    return _one(begin_many(subject, actor, move, [Start(make, given, submit_key)], body=body))


def move_many(
    subject: Subject[T, F, G], actor: Actor, move: str, asks: Sequence[Request[G]], *, body: Body[T, F, G, P]
) -> list[Moved[T] | Refused]:
    """Make the same move on a set of things, with one result per ask, in order. A refused one changes nothing."""
    if len({ask.key for ask in asks}) != len(asks):
        raise ValueError("the same thing twice in one set")
    return _carry_out(subject, actor, move, asks, body, starts=None)


def begin_many(
    subject: Subject[T, F, G], actor: Actor, move: str, starts: Sequence[Start[T, G]], *, body: Body[T, F, G, None]
) -> list[Moved[T] | Refused]:
    """Bring a set of things into being, with one result per start, in order."""
    return _carry_out(subject, actor, move, (), body, starts=starts)


def _one(outcomes: list[Moved[T] | Refused]) -> Moved[T]:
    (outcome,) = outcomes
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _carry_out(
    subject: Subject[T, F, G],
    actor: Actor,
    move: str,
    asks: Sequence[Request[G]],
    body: Body[T, F, G, Any],
    *,
    starts: Sequence[Start[T, G]] | None,
) -> list[Moved[T] | Refused]:
    """Try the whole set in one transaction; where the database objects to some of it, each on its own."""
    submit_keys = [one.submit_key for one in starts or asks if one.submit_key is not None]
    if len(set(submit_keys)) != len(submit_keys):
        raise ValueError("a submit key is for one thing: give each thing of a set its own")
    tries = 0
    while True:
        new = None if starts is None else [start.make() for start in starts]
        if starts is not None and new is not None:
            asks = [
                Request(key=thing.id, given=start.given, submit_key=start.submit_key)
                for thing, start in zip(new, starts, strict=True)
            ]
        try:
            with transaction.atomic(durable=True):
                outcomes, things = _attempt(subject, actor, move, asks, body, new)
        except IntegrityError as error:
            if len(asks) > 1:
                return [
                    outcome
                    for one in (slice(place, place + 1) for place in range(len(asks)))
                    for outcome in _carry_out(
                        subject, actor, move, asks[one], body, starts=None if starts is None else starts[one]
                    )
                ]
            outcomes = [_constraint(error)]
            things = _by_key(new) if new is not None else subject.model._default_manager.in_bulk([asks[0].key])
        except OperationalError as error:
            # A deadlock or a lost race: the database asks us to try again; anything else is not ours to hide.
            tries += 1
            if not _may_retry(error) or tries > RETRIES:
                raise
            continue
        _trace_refusals(subject, actor, move, asks, outcomes, things)
        return outcomes


def _attempt(
    subject: Subject[T, F, G],
    actor: Actor,
    move: str,
    asks: Sequence[Request[G]],
    body: Body[T, F, G, Any],
    new: Sequence[T] | None,
) -> tuple[list[Moved[T] | Refused], Mapping[UUID, T]]:
    asks = [_bound(subject, move, ask, begins=new is not None) for ask in asks]
    earlier = submit.claim(actor, [(ask.submit_key, ask.key) for ask in asks if ask.submit_key is not None])
    first_time = (
        subject.model._default_manager.in_bulk([before.thing for before in earlier.values()]) if earlier else {}
    )
    things: Mapping[UUID, T] = _by_key(new) if new is not None else _locked(subject, [ask.key for ask in asks])
    capacities = subject.capacities(actor, list(things.values()))
    parts = _parts(subject, asks, things)
    at = clock.now()

    @cache
    def facts() -> Mapping[UUID, F]:
        """For the whole set, at the first need that asks: before any body has changed anything."""
        return subject.facts(actor, [(things[ask.key], ask.given) for ask in asks if ask.key in things])

    outcomes: list[Moved[T] | Refused] = []
    judged: list[Judged[T, F, G]] = []
    for ask in asks:
        before = earlier.get(ask.submit_key) if ask.submit_key is not None else None
        if before is not None:
            # What the same form gave the first time.
            outcomes.append(Moved(first_time[before.thing], before.number, repeated=True))
            continue
        try:
            one = _judge(
                subject, actor, move, ask, things.get(ask.key), capacities, facts, parts, at=at, begins=new is not None
            )
            body(one.moving)
        except Refused as refused:
            outcomes.append(refused)
            continue
        judged.append(one)
        outcomes.append(Moved(one.moving.thing, one.moving.thing.version + 1))
    write(subject, actor, judged, at)
    claimed = [
        (ask.submit_key, outcome)
        for ask, outcome in zip(asks, outcomes, strict=True)
        if ask.submit_key is not None and ask.submit_key not in earlier
    ]
    submit.settle(actor, {key: outcome.number for key, outcome in claimed if isinstance(outcome, Moved)})
    submit.release(actor, [key for key, outcome in claimed if isinstance(outcome, Refused)])
    return outcomes, things


def _bound(subject: Subject[T, F, G], move: str, ask: Request[G], *, begins: bool) -> Request[G]:
    if ask.submit_key is None:
        return ask
    key = submit.bound(ask.submit_key, subject.label, str(move), None if begins else ask.key)
    return replace(ask, submit_key=key)


def _judge(
    subject: Subject[T, F, G],
    actor: Actor,
    move: str,
    ask: Request[G],
    thing: T | None,
    capacities: Mapping[UUID, frozenset[str]],
    facts: Callable[[], Mapping[UUID, F]],
    parts: Mapping[UUID, Part],
    *,
    at: datetime,
    begins: bool,
) -> Judged[T, F, G]:
    if thing is None:
        raise not_there()
    part = parts.get(ask.key)
    table = subject.table if ask.part is None else subject.parts[ask.part.kind].table
    state = NOWHERE if begins else part.state if part is not None else thing.state
    rule = table.judge(
        move,
        state=state,
        capacities=capacities.get(thing.id, frozenset()),
        facts=lambda: facts()[thing.id],
        # Only the product's own actors may ignore how fresh their view is.
        stale=not begins and not actor.is_system and ask.seen != (thing if part is None else part).content,
    )
    return Judged(rule, Moving(actor=actor, thing=thing, given=ask.given, at=at, part=part), begins)


def _locked(subject: Subject[T, F, G], keys: Sequence[UUID]) -> dict[UUID, T]:
    """The things of a set, locked in key order so that two sets cannot wait for each other."""
    locked = subject.model._default_manager.select_for_update(no_key=True, of=("self",))
    rows = locked.select_related(*subject.related).filter(pk__in=keys).order_by("pk")
    return {thing.id: thing for thing in rows}


def _parts(subject: Subject[T, F, G], asks: Sequence[Request[G]], things: Mapping[UUID, T]) -> dict[UUID, Part]:
    """The parts that the asks concern, by thing; one that is not stored yet stands at NOWHERE."""
    found: dict[UUID, Part] = {}
    by_ref: dict[PartRef[Any], list[UUID]] = {}
    for ask in asks:
        if ask.part is not None and ask.key in things:
            by_ref.setdefault(ask.part, []).append(ask.key)
    for ref, keys in by_ref.items():
        model: type[Any] = ref.model
        for part in model._default_manager.filter(thing_id__in=keys, kind=ref.kind, holder=ref.holder):
            found[part.thing_id] = part
        for key in keys:
            if key not in found:
                found[key] = model(thing_id=key, kind=ref.kind, holder=ref.holder, state=NOWHERE)
    return found


def _by_key(things: Iterable[T]) -> dict[UUID, T]:
    return {thing.id: thing for thing in things}


def _trace_refusals(
    subject: Subject[T, F, G],
    actor: Actor,
    move: str,
    asks: Sequence[Request[G]],
    outcomes: Sequence[Moved[T] | Refused],
    things: Mapping[UUID, T],
) -> None:
    """A refusal leaves its trace in a transaction of its own, so it survives that nothing else was written."""
    rows = []
    for ask, outcome in zip(asks, outcomes, strict=True):
        if isinstance(outcome, Refused):
            thing = things.get(ask.key)
            person = subject.person_of(thing) if thing is not None else None
            detail = {"reason": outcome.reason.value}
            rows.append(
                trace.row(actor, str(move), subject.label, thing=ask.key, person=person, refused=True, detail=detail)
            )
    if rows:
        Trace.objects.bulk_create(rows)


def _constraint(error: IntegrityError) -> Refused:
    """The refusal for a breach of a constraint, in its own sentence. Re-raises for a constraint without one."""
    diag = getattr(error.__cause__, "diag", None)
    name = getattr(diag, "constraint_name", None)
    sentence = _sentences().get(name or "")
    if sentence is None:
        raise error
    return Refused(Reason.CONSTRAINT, sentence)


def _sentences() -> dict[str, str]:
    """Every constraint that has a sentence of its own, by name."""
    return {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message
        and constraint.violation_error_message != models.BaseConstraint.default_violation_error_message
    }


def _may_retry(error: DatabaseError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") in {"40001", "40P01"}
