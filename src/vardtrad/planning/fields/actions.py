"""Saving a field, and showing to others that somebody is writing in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from vardtrad.gate import door
from vardtrad.gate.models import Part
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.planning.fields.models import Field, FieldEdit, Writing
from vardtrad.planning.fields.queries import WRITING_LASTS, Given
from vardtrad.planning.plan.actions import Moved
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
        spec = given.spec
        if spec is None:
            raise ValueError("a saving without a field")
        unit = actor.here
        # The rules have checked that revision 0 means a field that has never been saved.
        row = Field.objects.filter(plan=moving.thing, path=spec.path).first() if given.revision else None
        if row is None:
            row = Field(plan=moving.thing, path=spec.path, revision=0)
            moving.add(row)
        else:
            moving.change(row, "value", "revision", "by", "by_name", "unit", "at")
        row.value, row.revision = given.value, given.revision + 1
        row.by, row.by_name, row.unit_id, row.at = actor.id, actor.signature, unit, moving.at
        moving.add(
            FieldEdit(
                plan=moving.thing,
                path=spec.path,
                value=given.value,
                revision=row.revision,
                by=actor.id,
                by_name=actor.signature,
                unit_id=unit,
                at=moving.at,
            )
        )
        if then is not None:
            then(moving)

    return door.move(subject, actor, key, move, given=given, body=body, submit_key=submit_key, part=part)


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
