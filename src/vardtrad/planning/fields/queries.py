"""The values of a plan's fields, now and earlier, and the facts for the rules of saving."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, IntegerField, OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from vardtrad.kernel import clock
from vardtrad.kernel.swedish import alphabetical
from vardtrad.planning.fields.models import Field, FieldEdit, Writing
from vardtrad.planning.fields.rules import FieldKind, FieldSpec, persons_in
from vardtrad.planning.plan.models import Plan
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.web import dates

WRITING_LASTS = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Given:
    """The input from a form: the field, the writer's party, the new value, and the revision that the page showed.

    ``knowing`` says that the page has warned about the attestations that saving would break, if any (001-142).
    """

    spec: FieldSpec | None
    party: Party | None
    value: str
    revision: int
    knowing: bool = True


def facts_of(plan: Plan, given: object) -> dict[str, Any]:
    """The facts for saving a field, as fields of FieldFacts, read under the lock: one query, and some for persons."""
    if not isinstance(given, Given) or given.spec is None:
        return {}
    now = Field.objects.filter(plan=plan, path=given.spec.path).values_list("revision", flat=True).first() or 0
    persons = persons_in(given.value) if given.spec.kind is FieldKind.PERSON else []
    known = list(Staff.objects.filter(hsa_id__in=persons, active=True).values_list("pk", flat=True)) if persons else []
    doctors = set(known) if not given.spec.doctor else care_units.doctors_among(known)
    return {
        "field_known": True,
        "field_of_own_party": given.party in given.spec.parties,
        "field_revision_current": now == given.revision,
        "field_value": given.value,
        "field_choices": tuple(value for value, _words in given.spec.choices),
        "field_persons": len(persons),
        "field_persons_known": len(known) == len(persons),
        "field_persons_fit": len(doctors) == len(known),
        "field_many": given.spec.many,
    }


@dataclass(frozen=True, slots=True)
class Saved:
    """The contents of a field: value, revision, and who wrote it when (UTC). Revision 0 is a field never saved."""

    path: str
    value: str
    revision: int
    by_name: str
    unit: UUID | None
    unit_name: str
    at: datetime | None


NEVER = Saved("", "", 0, "", None, "", None)


def values(plan: UUID) -> dict[str, Saved]:
    """The values of all saved fields of a plan, by path: one query."""
    rows = Field.objects.filter(plan_id=plan).values_list(
        "path", "value", "revision", "by_name", "unit_id", "unit__name", "at"
    )
    return {row[0]: Saved(*row) for row in rows}


def values_at(plan: UUID, moment: datetime, *, unit: UUID | None = None) -> dict[str, Saved]:
    """The values of the fields at a moment (UTC); with ``unit``, the values that it had last written: one query."""
    rows = FieldEdit.objects.filter(plan_id=plan, at__lte=moment).order_by("path", "-revision").distinct("path")
    if unit is not None:
        rows = rows.filter(unit_id=unit)
    return {
        row[0]: Saved(*row)
        for row in rows.values_list("path", "value", "revision", "by_name", "unit_id", "unit__name", "at")
    }


def own_values(plan: UUID, unit: UUID) -> dict[str, Saved]:
    """The value that a unit last wrote in each field: all it may read once the patient has refused (decision 7)."""
    rows = FieldEdit.objects.filter(plan_id=plan, unit_id=unit).order_by("path", "-revision").distinct("path")
    return {
        row[0]: Saved(*row)
        for row in rows.values_list("path", "value", "revision", "by_name", "unit_id", "unit__name", "at")
    }


def history(plan: UUID, path: str, *, unit: UUID | None = None) -> list[Saved]:
    """All values that a field has had, newest first (001-134); with ``unit``, only those that the unit wrote."""
    rows = FieldEdit.objects.filter(plan_id=plan, path=path).order_by("-revision")
    if unit is not None:
        rows = rows.filter(unit_id=unit)
    return [
        Saved(*row) for row in rows.values_list("path", "value", "revision", "by_name", "unit_id", "unit__name", "at")
    ]


def writing(plan: UUID, leave: UUID | None = None) -> dict[str, list[str]]:
    """The names of those who are writing in each field right now, by path, without the person ``leave`` (B-29)."""
    names: dict[str, list[str]] = {}
    rows = Writing.objects.filter(plan_id=plan, at__gte=clock.now() - WRITING_LASTS)
    for path, by, name in rows.order_by("at").values_list("path", "by", "by_name"):
        if by != leave:
            names.setdefault(path, []).append(name)
    return names


def other_changes(plan: UUID) -> int:
    """How many times a plan has changed in other ways than by a saved field; one query, so that both numbers agree.

    Every move that readers can see adds one to the plan's content number; a saved field also adds one to its revision.
    """
    saved = Field.objects.filter(plan_id=OuterRef("pk")).order_by().values("plan")
    total = Subquery(saved.annotate(total=Sum("revision")).values("total"), output_field=IntegerField())
    content, revisions = Plan.objects.filter(pk=plan).values_list("content", total).get()
    return int(content) - int(revisions or 0)


@dataclass(frozen=True, slots=True)
class Named:
    """A person that a PERSON field holds, or that a search found."""

    hsa_id: str
    name: str
    title: str

    @property
    def words(self) -> str:
        """Name and title."""
        return f"{self.name}, {self.title}" if self.title else self.name


def named(hsa_ids: Collection[str]) -> dict[str, Named]:
    """The staff with these HSA-ids, including those who have left: one query, or none without ids."""
    if not hsa_ids:
        return {}
    return {
        staff.hsa_id: Named(staff.hsa_id, staff.name, staff.title) for staff in Staff.objects.filter(hsa_id__in=hsa_ids)
    }


def named_in(specs: Collection[FieldSpec], standing: Mapping[str, Saved]) -> dict[str, Named]:
    """The people that the PERSON fields hold, by HSA-id."""
    persons = [spec.path for spec in specs if spec.kind is FieldKind.PERSON and spec.path in standing]
    return named([hsa_id for path in persons for hsa_id in persons_in(standing[path].value)])


def words_of(spec: FieldSpec, value: str, people: Mapping[str, Named]) -> str:
    """A field's value as a reader sees it: a choice in its words, persons by name and title."""
    if spec.kind is FieldKind.CHOICE:
        return str(dict(spec.choices).get(value, value))
    if spec.kind is FieldKind.PERSON:
        shown = [people[hsa_id].words if hsa_id in people else hsa_id for hsa_id in persons_in(value)]
        return "\n".join(sorted(shown, key=alphabetical) if spec.many else shown)
    return value


def saved_words(saved: Saved) -> str:
    """When a field was saved and by whom: "Sparat 13.10 av Vera Ek, sjuksköterska, Avdelning A" (001-133)."""
    if saved.at is None:
        return ""
    today = saved.at.astimezone(clock.STOCKHOLM).date() == clock.today()
    when = dates.clock_time(saved.at) if today else f"{dates.day(saved.at)} {dates.clock_time(saved.at)}"
    return _("Sparat %(when)s av %(name)s, %(unit)s") % {"when": when, "name": saved.by_name, "unit": saved.unit_name}


def editing_words(names: Collection[str]) -> str:
    """The sentence that others are writing in a field right now, or "" (B-29)."""
    return _("%(names)s skriver här nu") % {"names": ", ".join(sorted(names, key=alphabetical))} if names else ""


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


def content_of(subject: Any, part: str, plan: UUID) -> int:
    """The content number of a part of a plan now; 0 while the part does not exist."""
    return subject.parts[part].model.objects.filter(thing_id=plan).values_list("content", flat=True).first() or 0


def altered() -> int:
    """How many present values differ from the latest saved revision of their field: none, unless somebody meddled."""
    last = FieldEdit.objects.filter(plan_id=OuterRef("plan_id"), path=OuterRef("path")).order_by("-revision")
    same = FieldEdit.objects.filter(
        plan_id=OuterRef("plan_id"),
        path=OuterRef("path"),
        value=OuterRef("value"),
        by=OuterRef("by"),
        unit_id=OuterRef("unit_id"),
        revision=Subquery(last.values("revision")[:1]),
    ).filter(revision=OuterRef("revision"))
    return Field.objects.exclude(Exists(same)).count()
