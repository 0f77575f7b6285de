"""The toy's tables."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Upper

from vardtrad.gate.models import AppendOnly, Movable, Part
from vardtrad.kernel.uuid7 import uuid7


class Sort(models.Model):
    """What sort of plan it is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=100)


class Plan(Movable):
    """A plan that a ward begins for a patient. Two plans may not have the same title, an unsayable one breaks."""

    title = models.CharField(max_length=100)
    ward = models.UUIDField()
    patient = models.UUIDField()
    marked = models.BooleanField(default=False)
    sort = models.ForeignKey(Sort, on_delete=models.PROTECT, null=True)
    heading = models.GeneratedField(
        expression=Upper("title"), output_field=models.CharField(max_length=100), db_persist=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["title"],
                name="toy_plan_title",
                violation_error_message="Det finns redan en plan med det namnet.",
            ),
            models.CheckConstraint(condition=~models.Q(title="utan mening"), name="toy_plan_without_a_sentence"),
        ]


class PlanUnit(models.Model):
    """A unit that the plan concerns."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="units")
    unit = models.UUIDField()


class Step(Part):
    """A step of a plan, one for each unit or one for all."""

    thing = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="steps")
    answer = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thing", "kind", "holder"], name="toy_step_once", nulls_distinct=False),
        ]


class Entry(AppendOnly):
    """A note in the plan."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="entries")
    text = models.CharField(max_length=200)


class Grounds(AppendOnly):
    """Why somebody reads a plan that is not theirs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    why = models.CharField(max_length=200)
