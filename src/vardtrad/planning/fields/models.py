"""Fields of a plan that save themselves, with their whole history."""

from __future__ import annotations

from django.db import models

from vardtrad.gate.models import AppendOnly, Kept, Part
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.planning.fields.groups import RowChange
from vardtrad.planning.plan.models import Plan
from vardtrad.shared.care_units.models import Unit


class Field(Kept):
    """The present value of a field of a plan. Only the door changes it, one revision at a time.

    Its history is FieldEdit; ``vardtrad check`` compares the two (queries.altered).
    """

    may_change = frozenset({"value", "revision", "by", "by_name", "unit", "at"})

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="fields")
    path = models.CharField(max_length=80)
    value = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "path"], name="a_field_stands_once_in_a_plan")]


class FieldEdit(AppendOnly):
    """A saved revision of a field: the history that opens by the name beside the field (001-134), and its trace."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=80)
    value = models.TextField(blank=True)
    revision = models.PositiveIntegerField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "path", "revision"], name="a_revision_is_saved_once")]


class Row(Kept):
    """A row of a repeated group of fields: a sub-goal, an activity, a participant (ADR 41). Only the door changes it.

    Its fields are Field rows, whose path names the row (``groups.path_in``). ``parent`` is the row that it stands
    under, ``position`` its place among the rows there (``kernel.positions``). A removed row stays, with all that was
    written in it, and can be put back. Its history is RowEdit.
    """

    may_change = frozenset({"position", "removed", "revision", "by", "by_name", "unit", "at"})

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="rows")
    group = models.CharField(max_length=40)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.TextField()
    removed = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class RowEdit(AppendOnly):
    """A revision of a row: it was added, moved, removed or put back, by whom and when (UTC)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    row = models.ForeignKey(Row, on_delete=models.PROTECT, related_name="edits")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    change = models.CharField(max_length=10, choices=RowChange)
    position = models.TextField()
    removed = models.BooleanField()
    revision = models.PositiveIntegerField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "revision"], name="a_revision_of_a_row_is_saved_once")]


class Assessment(Part):
    """The needs assessment (kartläggning) of a plan, created when it starts; who last saved in it, and when (UTC)."""

    thing = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="assessment")
    edited = models.DateTimeField(null=True, blank=True)
    edited_by = models.CharField(max_length=200, blank=True)
    edited_unit = models.CharField(max_length=200, blank=True)


class Writing(models.Model):
    """A mark that somebody is writing in a field right now (B-29): a hint to others, no lock; it expires by itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=80)
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "path", "by"], name="somebody_writes_once_in_a_field")]
