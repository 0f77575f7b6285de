"""A plan as it was at a version, rebuilt from the snapshots of its moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from vardtrad.gate.models import Version
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Done, Member
from vardtrad.planning.publications.queries import Published

Model = TypeVar("Model", bound=models.Model)


@dataclass(frozen=True)
class Then:
    """A plan at a version: the plan as a whole, the newest snapshots of its parts, and who took part and confirmed."""

    plan: Plan
    snapshots: Mapping[str, Version]
    members: Sequence[Member]
    done: Mapping[tuple[str, int], Mapping[UUID, Done]]

    def part(self, model: type[Model], name: str) -> Model | None:
        """A part as it was; None if it had not begun."""
        row = self.snapshots.get(name)
        return rebuilt(model, row.snapshot["part"]) if row is not None else None


def then(plan: Plan, version: Published, parts: Sequence[str]) -> Then:
    """A plan as it was at one of its versions, without what its own process must add: four queries."""
    left = Version.objects.filter(key=plan.id).exclude(snapshot={})
    rows = left.filter(number__lte=version.version, part__in=parts).order_by("part", "-number").distinct("part")
    whole = left.filter(number__lte=version.version).order_by("-number").values_list("snapshot", flat=True).first()
    earlier = rebuilt(Plan, whole or {})
    earlier.patient, earlier.unit = plan.patient, plan.unit
    done = {
        step: {unit: confirmation for unit, confirmation in units.items() if confirmation.at <= version.at}
        for step, units in planning.confirmed_in([plan.id]).get(plan.id, {}).items()
    }
    members = planning.members_of([plan.id], moment=version.at).get(plan.id, [])
    return Then(earlier, {row.part: row for row in rows}, members, done)


def rebuilt(model: type[Model], values: Mapping[str, Any]) -> Model:
    """A row, unsaved, with the values of a snapshot."""
    columns = {column.attname: column for column in model._meta.concrete_fields}
    return model(**{name: columns[name].to_python(value) for name, value in values.items() if name in columns})
