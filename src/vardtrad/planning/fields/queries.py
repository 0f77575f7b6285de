"""The values of a plan's fields, now and earlier, and the facts for the rules of saving."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, IntegerField, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext as _

from vardtrad.gate.compiled import Compiled
from vardtrad.kernel import clock
from vardtrad.kernel.swedish import alphabetical
from vardtrad.planning.fields.groups import RowChange, RowGiven, may_fill, place_of
from vardtrad.planning.fields.models import Field, FieldEdit, Row, RowEdit, Writing
from vardtrad.planning.fields.rules import FieldKind, FieldSpec, Listed, choices_in, misread, persons_in
from vardtrad.planning.plan.models import Plan
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.web import dates

WRITING_LASTS = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Given:
    """The input from a form: the field, the writer's party, the new value, and the revision that the page showed.

    ``knowing`` says that the page has warned about the attestations that saving would break, if any (001-142). ``unit``
    is the writer's.
    """

    spec: FieldSpec | None
    party: Party | None
    value: str
    revision: int
    knowing: bool = True
    unit: UUID | None = None


def facts_of(plan: Plan, given: object) -> dict[str, Any]:
    """The facts for saving a field, as fields of FieldFacts, read under the lock: one query, and some for persons."""
    if isinstance(given, RowGiven):
        return _facts_of_row(plan, given)
    if not isinstance(given, Given) or given.spec is None:
        return {}
    now = Field.objects.filter(plan=plan, path=given.spec.path).values_list("revision", flat=True).first() or 0
    persons = persons_in(given.value) if given.spec.kind is FieldKind.PERSON else []
    known = list(Staff.objects.filter(hsa_id__in=persons, active=True).values_list("pk", flat=True)) if persons else []
    doctors = set(known) if not given.spec.doctor else care_units.doctors_among(known)
    return {
        "field_known": True,
        "field_of_own_party": may_fill(given.spec, given.party, given.unit),
        "field_revision_current": now == given.revision,
        "field_value": given.value,
        "field_choices": _choices(given.spec, plan.id),
        "field_several": given.spec.kind is FieldKind.CHOICES,
        "field_misread": misread(given.spec.kind, given.value),
        "field_always": given.spec.always,
        "field_persons": len(persons),
        "field_persons_known": len(known) == len(persons),
        "field_persons_fit": len(doctors) == len(known),
        "field_many": given.spec.many,
    } | _row_of_field(plan.id, given.spec)


def _choices(spec: FieldSpec, plan: UUID) -> tuple[str, ...]:
    """The values that a choice may have; never empty for a field that is chosen from a list of the plan."""
    if spec.listed is not None:
        return tuple(value for value, _words in spec.listed(plan).choices) or ("",)
    return tuple(value for value, _words in spec.choices)


def _row_of_field(plan: UUID, spec: FieldSpec) -> dict[str, Any]:
    """Whether the row that a field stands in is there, and who has removed it; nothing for a field in no row."""
    place = place_of(spec.path)
    if place is None:
        return {}
    group, key, _name = place
    row = Row.objects.select_related("parent").filter(pk=key, plan_id=plan, group=group).first()
    if row is None:
        given = spec.given_rows(plan, None) if spec.given_rows is not None else ()
        return {"field_row_known": any(key == other for other, _heading in given)}
    return {"field_row_removed_by": _removed_by(row), "field_row_words": str(spec.row_words)}


def _removed_by(row: Row) -> str:
    """Who has removed a row, or the row that it stands under; "" if it stands."""
    gone = next((each for each in (row, row.parent) if each is not None and each.removed), None)
    return gone.by_name if gone is not None else ""


def _facts_of_row(plan: Plan, given: RowGiven) -> dict[str, Any]:
    """The facts for changing a row, as fields of FieldFacts, read under the lock."""
    group = given.group
    if group is None:
        return {}
    rows = Row.objects.select_related("parent").filter(plan=plan)
    row = rows.filter(pk=given.row, group=group.name).first()
    adds = given.change is RowChange.ADD
    under = given.under if adds else row.parent_id if row is not None else None
    stands_under = not group.inside
    if under is not None and group.inside:
        stands_under = rows.filter(pk=under, group=group.inside, removed=False).exists()
    return {
        "row_known": group.given_rows is None if adds else row is not None,
        "row_of_own_party": given.party in group.parties,
        "row_stands": adds or row is not None,
        "row_place_stands": stands_under and (group.inside != "" or under is None),
        "row_removed_by": _removed_by(row) if row is not None and given.change is not RowChange.RESTORE else "",
        "row_words": str(group.definite),
        "row_count": rows.filter(group=group.name, removed=False).count(),
        "row_limit": group.most,
        "row_unchanged": given.change is not RowChange.REMOVE or given.seen == tally(plan.id, given.row),
    }


def tally(plan: UUID, row: UUID) -> int:
    """A number that changes with everything saved in a row and in the rows under it: two queries."""
    rows = list(Row.objects.filter(Q(pk=row) | Q(parent_id=row), plan_id=plan).values_list("id", "revision"))
    within = Q(pk__isnull=True)
    for key, _revision in rows:
        within |= Q(path__contains=f".{key.hex}.")
    saved = Field.objects.filter(within, plan_id=plan).aggregate(total=Sum("revision"))["total"] or 0
    return int(saved) + sum(revision for _key, revision in rows)


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
    return {row[0]: Saved(*row) for row in _values().rows(plan)}


@cache
def _values() -> Compiled[Field]:
    """Runs whenever a form is opened, followed or saved."""
    rows = Field.objects.values_list("path", "value", "revision", "by_name", "unit_id", "unit__name", "at")
    return Compiled(lambda plan: rows.filter(plan_id=plan), UUID)


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


@cache
def _writing() -> Compiled[Writing]:
    rows = Writing.objects.order_by("at").values_list("path", "by", "by_name")
    return Compiled(lambda plan, since: rows.filter(plan_id=plan, at__gte=since), UUID, datetime)


def writing(plan: UUID, leave: UUID | None = None) -> dict[str, list[str]]:
    """The names of those who are writing in each field right now, by path, without the person ``leave`` (B-29)."""
    names: dict[str, list[str]] = {}
    for path, by, name in _writing().rows(plan, clock.now() - WRITING_LASTS):
        if by != leave:
            names.setdefault(path, []).append(name)
    return names


@dataclass(frozen=True, slots=True)
class Standing:
    """A row as it stands: the row that it stands under, its place, and who last changed it when (UTC)."""

    id: UUID
    group: str
    parent: UUID | None
    position: str
    removed: bool
    revision: int
    by_name: str
    unit: UUID
    unit_name: str
    at: datetime


def rows(plan: UUID) -> list[Standing]:
    """All rows of a plan, the removed ones too, in their order: one query."""
    return _in_order(Standing(*row) for row in _rows().rows(plan))


@cache
def _rows() -> Compiled[Row]:
    names = ("id", "group", "parent_id", "position", "removed", "revision", "by_name", "unit_id", "unit__name", "at")
    return Compiled(lambda plan: Row.objects.filter(plan_id=plan).values_list(*names), UUID)


def rows_at(plan: UUID, moment: datetime) -> list[Standing]:
    """The rows as they stood at a moment (UTC), in their order: one query."""
    names = (
        "row_id", "row__group", "row__parent_id", "position", "removed", "revision", "by_name", "unit_id",
        "unit__name", "at",
    )  # fmt: skip
    edits = RowEdit.objects.filter(plan_id=plan, at__lte=moment).order_by("row", "-revision").distinct("row")
    return _in_order(Standing(*row) for row in edits.values_list(*names))


def _in_order(standing: Iterable[Standing]) -> list[Standing]:
    """In the order of their positions, compared character by character, which a database's own order need not do."""
    return sorted(standing, key=lambda row: (row.position, row.id))


def other_changes(plan: UUID) -> int:
    """How many times a plan has changed in other ways than by fields and rows; one query, so that the numbers agree.

    Every move that readers can see adds one to the plan's content number. A saved field also adds one to its revision,
    and a changed row to its own.
    """

    (row,) = _changes().rows(plan)
    return int(row[0]) - int(row[1] or 0) - int(row[2] or 0)


@cache
def _changes() -> Compiled[Plan]:
    def revisions(model: type[Field] | type[Row]) -> Subquery:
        saved = model._default_manager.filter(plan_id=OuterRef("pk")).order_by().values("plan")
        return Subquery(saved.annotate(total=Sum("revision")).values("total"), output_field=IntegerField())

    rows = Plan.objects.values_list("content", revisions(Field), revisions(Row))
    return Compiled(lambda plan: rows.filter(pk=plan), UUID)


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


def resolved(specs: Iterable[FieldSpec], plan: UUID) -> list[FieldSpec]:
    """The fields with the alternatives that the plan itself has filled in: one call of each list for all fields."""
    lists: dict[Callable[[UUID], Listed], Listed] = {}
    filled = []
    for spec in specs:
        if spec.listed is None:
            filled.append(spec)
            continue
        if spec.listed not in lists:
            lists[spec.listed] = spec.listed(plan)
        filled.append(replace(spec, choices=lists[spec.listed].choices, former=lists[spec.listed].words))
    return filled


def words_of(spec: FieldSpec, value: str, people: Mapping[str, Named]) -> str:
    """A field's value as a reader sees it: a choice in its words, days and times as the screen writes them, persons."""
    if spec.kind is FieldKind.CHOICE:
        return str(dict(spec.choices).get(value) or spec.former.get(value, value))
    if spec.kind is FieldKind.CHOICES:
        known = dict(spec.choices)
        return "\n".join(str(known.get(chosen, chosen)) for chosen in choices_in(value))
    if spec.kind is FieldKind.DATE and not misread(spec.kind, value):
        return dates.day(date.fromisoformat(value)) if value else ""
    if spec.kind is FieldKind.TIME and not misread(spec.kind, value):
        return dates.hour(time.fromisoformat(value)) if value else ""
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
    """How many fields and rows differ from their latest saved revision: none, unless somebody meddled."""
    last = FieldEdit.objects.filter(plan_id=OuterRef("plan_id"), path=OuterRef("path")).order_by("-revision")
    same = FieldEdit.objects.filter(
        plan_id=OuterRef("plan_id"),
        path=OuterRef("path"),
        value=OuterRef("value"),
        by=OuterRef("by"),
        unit_id=OuterRef("unit_id"),
        revision=Subquery(last.values("revision")[:1]),
    ).filter(revision=OuterRef("revision"))
    newest = RowEdit.objects.filter(row_id=OuterRef("row_id")).order_by("-revision")
    same_row = RowEdit.objects.filter(
        row=OuterRef("pk"),
        position=OuterRef("position"),
        removed=OuterRef("removed"),
        by=OuterRef("by"),
        unit_id=OuterRef("unit_id"),
        revision=Subquery(newest.values("revision")[:1]),
    ).filter(revision=OuterRef("revision"))
    return Field.objects.exclude(Exists(same)).count() + Row.objects.exclude(Exists(same_row)).count()
