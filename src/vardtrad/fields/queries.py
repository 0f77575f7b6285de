"""What stands in the fields of a plan, now or before, and what a saving asks about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from vardtrad.care_units.rules import Party
from vardtrad.fields.models import Field, FieldEdit, Writing
from vardtrad.fields.rules import FieldSpec
from vardtrad.kernel import clock
from vardtrad.planning.models import Plan

WRITING_LASTS = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Given:
    """What a form gave: the field, who stands to it as what, its new value, and the revision that the page showed."""

    spec: FieldSpec | None
    party: Party | None
    value: str
    revision: int


def facts_of(plan: Plan, given: object) -> dict[str, Any]:
    """What the saving of a field asks about, as FieldFacts' fields: one query, under the lock."""
    if not isinstance(given, Given) or given.spec is None:
        return {}
    now = Field.objects.filter(plan=plan, path=given.spec.path).values_list("revision", flat=True).first() or 0
    return {
        "field_known": True,
        "field_of_own_party": given.party in given.spec.parties,
        "field_revision_current": now == given.revision,
        "field_value": given.value,
        "field_choices": tuple(value for value, _words in given.spec.choices),
    }


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands in a field: its value, its revision, and who wrote it when. Revision 0 is a field never saved."""

    path: str
    value: str
    revision: int
    by_name: str
    unit: UUID | None
    unit_name: str
    at: datetime | None


NEVER = Saved("", "", 0, "", None, "", None)


def values(plan: UUID) -> dict[str, Saved]:
    """Everything that stands in the fields of a plan, by path: one query."""
    rows = Field.objects.filter(plan_id=plan).values_list(
        "path", "value", "revision", "by_name", "unit_id", "unit__name", "at"
    )
    return {row[0]: Saved(*row) for row in rows}


def values_at(plan: UUID, moment: datetime) -> dict[str, Saved]:
    """What stood in the fields at a moment (UTC): one query."""
    rows = FieldEdit.objects.filter(plan_id=plan, at__lte=moment).order_by("path", "-revision").distinct("path")
    return {
        row[0]: Saved(*row)
        for row in rows.values_list("path", "value", "revision", "by_name", "unit_id", "unit__name", "at")
    }


def history(plan: UUID, path: str) -> list[Saved]:
    """All that has stood in a field, newest first (001-134)."""
    rows = FieldEdit.objects.filter(plan_id=plan, path=path).order_by("-revision")
    return [
        Saved(*row) for row in rows.values_list("path", "value", "revision", "by_name", "unit_id", "unit__name", "at")
    ]


def writing(plan: UUID, leave: UUID | None = None) -> dict[str, list[str]]:
    """Who has which field open for writing just now, by path, without the one who asks (B-29)."""
    found: dict[str, list[str]] = {}
    rows = Writing.objects.filter(plan_id=plan, at__gte=clock.now() - WRITING_LASTS)
    for path, by, name in rows.order_by("at").values_list("path", "by", "by_name"):
        if by != leave:
            found.setdefault(path, []).append(name)
    return found


def missing(specs: tuple[FieldSpec, ...], standing: Mapping[str, Saved], party: Party) -> list[FieldSpec]:
    """The mandatory fields of a party that are empty (001-137, 001-138)."""

    def value(path: str) -> str:
        return standing.get(path, NEVER).value.strip()

    return [
        spec
        for spec in specs
        if party in spec.parties
        and not value(spec.path)
        and (
            spec.required or (spec.required_when is not None and value(spec.required_when[0]) == spec.required_when[1])
        )
    ]
