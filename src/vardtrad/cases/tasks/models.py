"""Tasks of cases, and the prepared lists of steps."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from vardtrad.cases.case.models import Case
from vardtrad.cases.tasks.rules import Kind
from vardtrad.cases.teams.models import Group
from vardtrad.gate.models import Movable
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.people.models import Person

NO_DAY = date(9999, 12, 31)
"""The day by which a task without a day is sorted: after all that have one."""


class Task(Movable):
    """Something to do because of a case, which lives on after the case is closed (002-017). No resident sees it.

    ``unit`` is the owner: at first the clinic of the case, later perhaps another unit of the organisation. ``due``
    is a Swedish date. ``note`` is the latest short note; earlier ones are in the versions.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    patient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tasks")
    text = models.CharField(max_length=300)
    note = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.PLAIN, db_default=Kind.PLAIN, blank=True)
    # The holder: a person, a group of which any member may take it, or nobody in particular.
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due = models.DateField(null=True, blank=True)

    holder = models.GeneratedField(
        expression=Coalesce("staff_id", "group_id"), output_field=models.UUIDField(null=True), db_persist=True
    )
    by_day = models.GeneratedField(
        expression=Coalesce("due", Value(NO_DAY)), output_field=models.DateField(), db_persist=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(staff__isnull=True) | Q(group__isnull=True),
                name="a_task_is_had_by_one",
                violation_error_message=_("En uppgift kan inte ha både en person och en grupp."),
            )
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="tasks_of_a_case"),
            models.Index(fields=["unit", "state", "by_day", "id"], name="tasks_by_day"),
            models.Index(fields=["unit", "state", "-updated", "-id"], name="tasks_by_change"),
            models.Index(fields=["holder", "unit", "state", "by_day", "id"], name="tasks_of_somebody"),
        ]


class StepList(models.Model):
    """A prepared list of steps, each of which becomes a task; for one clinic, or for all when ``clinic`` is empty."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="step_lists")
    name = models.CharField(max_length=100)
    steps = ArrayField(models.CharField(max_length=300), default=list)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "name"], nulls_distinct=False, name="a_list_of_steps_is_named_once"
            )
        ]
