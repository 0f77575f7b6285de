"""Groups of a clinic, the day's responsible, and substitutes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Staff, Unit


class Group(models.Model):
    """A group at a clinic, a profession for instance: its cases wait until a member takes them (004-055)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=100)
    # A group is never removed, since cases name it; a group out of use gets no new cases.
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "name"],
                name="a_clinic_names_a_group_once",
                violation_error_message=_("Det finns redan en grupp med det namnet."),
            )
        ]


class Member(models.Model):
    """Somebody's membership of a group."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="groups")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "staff"], name="somebody_is_in_a_group_once")]


class DutyDay(models.Model):
    """A member of staff responsible for a clinic's incoming cases on a Swedish date, by the schedule (002-013)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="duty_days")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="duty_days")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "day", "staff"], name="somebody_is_on_duty_once_a_day"),
        ]


class CoverDay(models.Model):
    """A member of staff who sees to what is urgent for all at a clinic on a Swedish date (B-37); at most one a day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="cover_days", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="cover_days")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "day"],
                name="one_covers_what_is_urgent_a_day",
                violation_error_message=_("Någon täcker redan det brådskande den dagen."),
            ),
        ]


class Substitution(models.Model):
    """A substitute for a colleague from one Swedish date to another, both included (B-03)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="substitutions")
    substitute = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="stands_in")
    first = models.DateField()
    last = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="a_substitution_ends_after_it_begins",
                violation_error_message=_("Slutdatumet kan inte vara före startdatumet."),
            ),
            models.CheckConstraint(
                condition=~Q(staff=F("substitute")),
                name="nobody_stands_in_for_themselves",
                violation_error_message=_("Du kan inte vara din egen ersättare."),
            ),
        ]
        indexes = [models.Index(fields=["substitute", "last"], name="stands_in_for_whom")]
