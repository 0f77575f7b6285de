"""Saving a field, and showing to others that somebody is writing in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from vardtrad.gate import door
from vardtrad.gate.models import Part
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.positions import between
from vardtrad.planning.fields.groups import RowChange, RowGiven
from vardtrad.planning.fields.models import Assessment, Field, FieldEdit, Row, RowEdit, Writing
from vardtrad.planning.fields.queries import WRITING_LASTS, Given
from vardtrad.planning.plan.actions import Moved, unit_name
from vardtrad.planning.plan.models import Plan

F = TypeVar("F")
S = TypeVar("S", bound=Part)


def save(
    subject: door.Subject[Plan, F, Given],
    actor: Actor,
    key: UUID,
    move: str,
    part: door.PartRef[S],
    given: Given,
    *,
    then: Callable[[door.Moving[Plan, F, Given, S]], None] | None = None,
    submit_key: UUID | None = None,
) -> Moved:
    """Save a field of a plan by a FIELD move of one of its parts; it is compared with the field's own revision.

    ``then`` is what else the process does, such as breaking attestations. Raises Refused; then nothing is saved, and
    the page shows again what was typed.
    """

    def body(moving: door.Moving[Plan, F, Given, S]) -> None:
        if given.spec is None:
            raise ValueError("a saving without a field")
        # The rules have checked that revision 0 means a field that has never been saved.
        write(moving, given.spec.path, given.value, given.revision)
        if then is not None:
            then(moving)

    return door.move(subject, actor, key, move, given=given, body=body, submit_key=submit_key, part=part)


def write(moving: door.Moving[Plan, Any, Any, Any], path: str, value: str, revision: int) -> None:
    """Save a value over a revision as part of a move; 0 stands for a field that has never been saved."""
    actor, unit = moving.actor, moving.actor.here
    row = Field.objects.filter(plan=moving.thing, path=path).first() if revision else None
    if row is None:
        row = Field(plan=moving.thing, path=path, revision=0)
        moving.add(row)
    else:
        moving.change(row, "value", "revision", "by", "by_name", "unit", "at")
    row.value, row.revision = value, revision + 1
    row.by, row.by_name, row.unit_id, row.at = actor.id, actor.signature, unit, moving.at
    moving.add(
        FieldEdit(
            plan=moving.thing,
            path=path,
            value=value,
            revision=row.revision,
            by=actor.id,
            by_name=actor.signature,
            unit_id=unit,
            at=moving.at,
        )
    )


def mark_edited(moving: door.Moving[Plan, Any, Given, Assessment]) -> None:
    """Store in a needs assessment who saved a field of it last (001-129, 001-132); for ``then`` of ``save``."""
    part = moving.part
    part.edited, part.edited_by = moving.at, moving.actor.signature
    part.edited_unit = unit_name(moving.actor)


def change_row(
    subject: door.Subject[Plan, F, RowGiven],
    actor: Actor,
    key: UUID,
    move: str,
    part: door.PartRef[S],
    given: RowGiven,
    *,
    then: Callable[[door.Moving[Plan, F, RowGiven, S]], None] | None = None,
    submit_key: UUID | None = None,
) -> Moved:
    """Add, move, remove or put back a row of a group, by a move of one of the plan's parts (ADR 41).

    Two users who do it at once both succeed: the plan's lock puts them after each other, and no row but the one that
    is meant changes. Raises Refused.
    """

    def body(moving: door.Moving[Plan, F, RowGiven, S]) -> None:
        group = given.group
        if group is None:
            raise ValueError("a row without a group")
        if given.change is RowChange.ADD:
            row = Row(id=given.row, plan=moving.thing, group=group.name, parent_id=given.under, revision=0)
            row.position = _last(moving.thing.id, row)
            moving.add(row)
        else:
            row = Row.objects.get(pk=given.row, plan=moving.thing)
            moving.change(row, "position", "removed", "revision", "by", "by_name", "unit", "at")
        if given.change is RowChange.MOVE:
            row.position = _after(moving.thing.id, row, given.after)
        if given.change in {RowChange.REMOVE, RowChange.RESTORE}:
            row.removed = given.change is RowChange.REMOVE
        row.revision += 1
        row.by, row.by_name, row.unit_id, row.at = actor.id, actor.signature, actor.here, moving.at
        moving.add(
            RowEdit(
                row=row,
                plan=moving.thing,
                change=given.change,
                position=row.position,
                removed=row.removed,
                revision=row.revision,
                by=actor.id,
                by_name=actor.signature,
                unit_id=actor.here,
                at=moving.at,
            )
        )
        if then is not None:
            then(moving)

    return door.move(subject, actor, key, move, given=given, body=body, submit_key=submit_key, part=part)


def _beside(plan: UUID, row: Row) -> list[tuple[str, UUID]]:
    """The positions and keys of the other rows in the same place, the removed ones too, in their order."""
    rows = Row.objects.filter(plan_id=plan, group=row.group, parent_id=row.parent_id).exclude(pk=row.pk)
    return sorted(rows.values_list("position", "id"))


def _last(plan: UUID, row: Row) -> str:
    beside = _beside(plan, row)
    return between(beside[-1][0] if beside else "", "")


def _after(plan: UUID, row: Row, after: UUID | None) -> str:
    """The position right after another row, or the first position; rows that are not there any more count too."""
    beside = _beside(plan, row)
    place = next((number for number, (_position, key) in enumerate(beside, start=1) if key == after), 0)
    low = beside[place - 1][0] if place else ""
    return between(low, beside[place][0] if place < len(beside) else "")


def write_in(actor: Actor, plan: UUID, path: str) -> None:
    """Mark that the actor is writing in a field (B-29). The caller has checked that the actor may."""
    Writing.objects.update_or_create(
        plan_id=plan, path=path, by=actor.id, defaults={"by_name": actor.name, "at": clock.now()}
    )


def leave(actor: Actor, plan: UUID, path: str) -> None:
    """Remove the mark that the actor is writing in a field (``write_in``)."""
    Writing.objects.filter(plan_id=plan, path=path, by=actor.id).delete()


def clear_old() -> None:
    """Delete the marks of writing that have expired; the worker does this regularly."""
    Writing.objects.filter(at__lt=clock.now() - 10 * WRITING_LASTS).delete()
