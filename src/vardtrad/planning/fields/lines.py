"""The fields and rows of a plan as lines of words, for paper and for comparing versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from vardtrad.planning.fields import queries
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.groups import GroupSpec
from vardtrad.planning.fields.models import Assessment
from vardtrad.planning.fields.queries import Saved, Standing
from vardtrad.planning.fields.rules import FieldSpec
from vardtrad.planning.plan.lines import Line


def standing(
    plan: UUID, moment: datetime | None, *, unit: UUID | None = None, closed: frozenset[UUID] = frozenset()
) -> Mapping[str, Saved]:
    """What stood in the fields at a moment (UTC), or now; with ``unit``, what it wrote. Not what ``closed`` wrote."""
    if moment is not None:
        saved = queries.values_at(plan, moment, unit=unit)
    else:
        saved = queries.own_values(plan, unit) if unit is not None else queries.values(plan)
    return {path: value for path, value in saved.items() if value.unit not in closed}


def lines(specs: Sequence[FieldSpec], saved: Mapping[str, Saved], *, prefix: str = "") -> Iterator[Line]:
    """A line for each field in which something stands. ``prefix`` stands before the labels ("Delmål 2: ")."""
    people = queries.named_in(specs, saved)
    for spec in specs:
        value = saved.get(spec.path)
        if value is not None and value.value.strip():
            by = f"{value.by_name}, {value.unit_name}"
            words = queries.words_of(spec, value.value, people)
            yield Line(f"{prefix}{spec.label}", words, by, value.at, key=spec.path)


def edited_then(assessment: Assessment, saved: Mapping[str, Saved], prefix: str) -> None:
    """Set who had last saved in a needs assessment, by what stood in its fields, whose paths begin with ``prefix``."""
    values = [value for value in saved.values() if value.at is not None and value.path.startswith(prefix)]
    latest = max(values, key=lambda value: (value.at, value.path), default=None)
    if latest is not None:
        assessment.edited, assessment.edited_by, assessment.edited_unit = latest.at, latest.by_name, latest.unit_name


def row_lines(form: FieldForm, plan: UUID, saved: Mapping[str, Saved], moment: datetime | None) -> Iterator[Line]:
    """The lines of all rows, group after group, each followed by the rows that stand under it."""
    rows = queries.rows(plan) if moment is None else queries.rows_at(plan, moment)
    groups = form.groups()
    filled = {group.name: queries.resolved(group.fields, plan) for group in groups}

    def of_row(group: GroupSpec, key: UUID, heading: str, outer: str) -> Iterator[Line]:
        specs = [
            replace(spec, choices=known.choices, former=known.former)
            for spec, known in zip(group.specs(key), filled[group.name], strict=True)
        ]
        prefix = f"{outer}{heading}"
        yield from lines(specs, saved, prefix=f"{prefix}: ")
        for inner in groups:
            if inner.inside == group.name:
                yield from of_group(inner, key, f"{prefix}, ")

    def of_group(group: GroupSpec, under: UUID | None, outer: str = "") -> Iterator[Line]:
        given = list(group.given_rows(plan, moment)) if group.given_rows is not None else []
        for key, heading in given:
            yield from of_row(group, key, heading, outer)
        own = [row for row in rows if _stands(row, group, under)]
        for number, row in enumerate(own, start=len(given) + 1):
            word = str(group.word).lower() if outer else str(group.word)
            yield from of_row(group, row.id, f"{word} {number}", outer)

    for group in groups:
        if not group.inside:
            yield from of_group(group, None)


def _stands(row: Standing, group: GroupSpec, under: UUID | None) -> bool:
    return row.group == group.name and row.parent == under and not row.removed
