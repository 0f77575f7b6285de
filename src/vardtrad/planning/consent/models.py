"""Registrations about information and consent, one row each; rows are never changed or removed."""

from __future__ import annotations

from django.db import models

from vardtrad.gate.models import AppendOnly
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.planning.consent.rules import Kind
from vardtrad.shared.care_units.models import Staff


class ConsentRecord(AppendOnly):
    """A registration for a thing (``label`` and ``key`` as in the door), and who made it, where and when (UTC).

    ``responsible`` is the person responsible for a harm assessment (001-093); ``reason`` is why written information was
    not given (001-085), or why an earlier refusal no longer applies (design decision 7).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    label = models.CharField(max_length=40)
    key = models.UUIDField()
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.TextField(blank=True)
    responsible = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="consent_of_a_thing")]
