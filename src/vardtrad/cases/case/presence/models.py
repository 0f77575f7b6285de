"""Which members of staff have which cases open."""

from __future__ import annotations

from django.db import models

from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Staff


class Presence(models.Model):
    """A member of staff had a case open at a time (B-02). Kept for minutes, and not worth a disk write."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="presence", db_constraint=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        # The table is older than the room.
        db_table = "cases_presence"
        constraints = [models.UniqueConstraint(fields=["case", "staff"], name="somebody_is_in_a_case_once")]
        indexes = [models.Index(fields=["at"], name="presence_by_age")]
