"""Saving a field, and telling the others that one is writing in it."""

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
    """Save one field of a plan by a FIELD move of one of its parts: compared with that field's own revision.

    ``then`` is what the process does besides, such as breaking attestations. Raises Refused; then nothing is saved and
    what was typed is still the page's.
    """

    def body(moving: door.Moving[Plan, F, Given, S]) -> None:
        spec = given.spec
        if spec is None:
            raise ValueError("a saving without a field")
        unit = actor.here
        # Revision 0 has been judged to be a field that nobody has saved.
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
    """Say that the actor has a field open for writing (B-29). The caller has checked the standing."""
    Writing.objects.update_or_create(
        plan_id=plan, path=path, by=actor.id, defaults={"by_name": actor.name, "at": clock.now()}
    )


def leave(actor: Actor, plan: UUID, path: str) -> None:
    """Say that the actor has left a field: the mark goes out at once."""
    Writing.objects.filter(plan_id=plan, path=path, by=actor.id).delete()


def clear_old() -> None:
    """Take away the marks of writing that have gone out: the worker's chore."""
    Writing.objects.filter(at__lt=clock.now() - 10 * WRITING_LASTS).delete()
