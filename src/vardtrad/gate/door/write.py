"""Writing allowed moves: versions first, then things and parts, rows, deadlines, notices and traces, set by set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic
from uuid import UUID

from django.db import DatabaseError, models

from vardtrad.gate.compiled import change_rows
from vardtrad.gate.door import sealing_keys, trace
from vardtrad.gate.door.subject import F, G, Moving, News, Subject, T
from vardtrad.gate.door.versions import SEAL, sealed
from vardtrad.gate.models import Movable, Notification, Part, Trace, Version, fields_of
from vardtrad.gate.sets import insert_set, update_set
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.kernel.tables import NOWHERE, Freshness, Rule
from vardtrad.kernel.uuid7 import uuid7


@dataclass
class Judged(Generic[T, F, G]):
    """A move that the table allowed and whose body has run, ready to be written."""

    rule: Rule[F]
    moving: Moving[T, F, G, Part | None]
    begins: bool


def write(subject: Subject[T, F, G], actor: Actor, judged: Sequence[Judged[T, F, G]], at: datetime) -> None:
    """Write a set of judged moves in the caller's transaction. The number of queries does not grow with the set.

    Versions and things have the moments of their moves; the log and the notices say ``at`` (UTC), when it happened.
    """
    versions: list[Version] = []
    traces: list[Trace] = []
    new_things: list[Movable] = []
    old_things: list[Movable] = []
    new_parts: list[Part] = []
    old_parts: list[Part] = []
    for judgement in judged:
        thing, part, rule = judgement.moving.thing, judgement.moving.part, judgement.rule
        moment = judgement.moving.at
        start = part.state if part is not None else (NOWHERE if judgement.begins else thing.state)
        end = rule.end_from(start)
        thing.version += 1
        if not rule.leaves_unchanged:
            thing.content += 1
            thing.updated = moment
        if judgement.begins:
            thing.created = thing.updated = moment
        if part is None:
            thing.state = end
        else:
            (new_parts if part.is_new else old_parts).append(part)
            part.state, part.version = end, thing.version
            if not rule.leaves_unchanged and not rule.keeps_acknowledgements:
                part.content += 1
        (new_things if judgement.begins else old_things).append(thing)
        version = _version(subject, actor, judgement, start, end, moment)
        seal = sealed(version)
        version.seal, version.key_id = seal, sealing_keys.newest().id
        versions.append(version)
        detail: dict[str, Any] = {"from": start, "to": end, "version": thing.version, SEAL: seal.hex()}
        if part is not None:
            detail |= {"part": part.kind} | ({"holder": part.holder} if part.holder is not None else {})
        traces.append(
            trace.row(
                actor,
                rule.move.value,
                subject.label,
                thing=thing.id,
                person=subject.person_of(thing),
                detail=detail,
                at=at,
            )
        )
    insert_set(versions)
    _insert(new_things)
    _update(old_things, leave=("created",))
    _insert(new_parts)
    _update(old_parts, leave=())
    _insert([row for judgement in judged for row in judgement.moving.rows])
    _change([change for judgement in judged for change in judgement.moving.changes])
    _deadlines(subject, judged)
    insert_set(_notices(subject, actor, judged, at))
    insert_set(traces)
    _news(subject, actor, judged, at)


def _version(
    subject: Subject[T, F, G], actor: Actor, judgement: Judged[T, F, G], start: str, end: str, at: datetime
) -> Version:
    thing, part = judgement.moving.thing, judgement.moving.part
    return Version(
        label=subject.label,
        key=thing.id,
        number=thing.version,
        part=part.kind if part is not None else "",
        holder=part.holder if part is not None else None,
        move=judgement.rule.move.value,
        state_from=start,
        state_to=end,
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        # A resident's name may be protected, and this row is never changed.
        actor_name="" if actor.kind is ActorKind.RESIDENT else actor.name,
        unit_id=actor.unit,
        snapshot=_snapshot(subject, judgement),
    )


def _snapshot(subject: Subject[T, F, G], judgement: Judged[T, F, G]) -> dict[str, Any]:
    """The thing after the move, with the part that moved; a saved field has its own history instead."""
    if judgement.rule.freshness is Freshness.FIELD:
        return {}
    part = judgement.moving.part
    return subject.snapshot(judgement.moving.thing) | ({"part": fields_of(part)} if part is not None else {})


def _notices(
    subject: Subject[T, F, G], actor: Actor, judged: Sequence[Judged[T, F, G]], at: datetime
) -> list[Notification]:
    """The notifications, looked up once for each party: each recipient once, never the actor."""
    told: dict[tuple[UUID, str, UUID], Notification] = {}
    for party in sorted({party for judgement in judged for party in judgement.rule.notifies}):
        telling = [judgement for judgement in judged if party in judgement.rule.notifies]
        addressees = subject.addressees([judgement.moving.thing for judgement in telling], party)
        for judgement in telling:
            key = judgement.moving.thing.id
            for addressee in addressees.get(key, ()):
                if addressee.id != actor.id:
                    told[key, addressee.kind, addressee.id] = Notification(
                        label=subject.label,
                        key=key,
                        move=judgement.rule.move.value,
                        party=party,
                        recipient_kind=addressee.kind,
                        recipient_id=addressee.id,
                        created=at,
                        due=at,
                    )
    return list(told.values())


def _news(subject: Subject[T, F, G], actor: Actor, judged: Sequence[Judged[T, F, G]], at: datetime) -> None:
    """Let the subject mark the change on the lists of those whom the table notifies."""
    if subject.mark_news is None:
        return
    news = [
        News(judgement.moving.thing, judgement.rule.notifies, frozenset(judgement.moving.concerned), actor.unit, at)
        for judgement in judged
        if judgement.rule.notifies
    ]
    if news:
        subject.mark_news(news)


def _insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of any models, each model in one statement, models in the order in which they first appear."""
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for same in by_model.values():
        insert_set(same)


def _update(rows: Sequence[models.Model], *, leave: tuple[str, ...]) -> None:
    if not rows:
        return
    fields = [
        field.name
        for field in rows[0]._meta.concrete_fields
        if not field.primary_key and not field.generated and field.name not in leave
    ]
    _write_over(rows, fields)


def _change(changes: Sequence[tuple[models.Model, tuple[str, ...]]]) -> None:
    """Write fields of other rows: those of a kind together, as long as no row is changed twice."""
    kinds: dict[tuple[type[models.Model], tuple[str, ...]], list[models.Model]] = {}
    for row, fields in changes:
        kinds.setdefault((type(row), fields), []).append(row)
    for (_model, fields), rows in kinds.items():
        if len({row.pk for row in rows}) < len(rows):
            for row in rows:
                _write_over([row], fields)
        else:
            _write_over(rows, fields)


def _write_over(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    if update_set(rows, fields) != len(rows):
        raise DatabaseError("a row that was to be changed is not there")


def _deadlines(subject: Subject[T, F, G], judged: Sequence[Judged[T, F, G]]) -> None:
    due = [
        (uuid7(), judgement.moving.thing.id, kind, when)
        for judgement in judged
        for kind, when in judgement.moving.deadlines.items()
        if when is not None
    ]
    if due:
        change_rows(_SET_DEADLINES, [subject.label, *(list(column) for column in zip(*due, strict=True))])
    cleared = [
        (judgement.moving.thing.id, kind)
        for judgement in judged
        for kind, when in judgement.moving.deadlines.items()
        if when is None
    ]
    if cleared:
        change_rows(_CLEAR_DEADLINES, [list(column) for column in zip(*cleared, strict=True)])


_CLEAR_DEADLINES = """
DELETE FROM gate_deadline USING unnest(%s::uuid[], %s::text[]) AS cleared (key, kind)
WHERE gate_deadline.key = cleared.key AND gate_deadline.kind = cleared.kind
"""
_SET_DEADLINES = """
INSERT INTO gate_deadline (id, label, key, kind, due, not_before, tries, last_error)
SELECT id, %s::text, key, kind, due, due, 0, ''
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[]) AS given (id, key, kind, due)
ON CONFLICT (key, kind) DO UPDATE SET due = EXCLUDED.due, not_before = EXCLUDED.due, tries = 0, last_error = ''"""
