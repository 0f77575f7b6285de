"""The step of a SIP: a part of the plan with its own state."""

from __future__ import annotations

from django.db import models

from vardtrad.planning.plan.models import Plan, Stage
from vardtrad.shared.care_units.models import Unit


class Call(Stage):
    """Kallelse: the day of the meeting and what it is about, as ``unit`` wrote it; ``sent`` is when (UTC)."""

    thing = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="call")
    day = models.DateField(null=True, blank=True)
    purpose = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    sent = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=200, blank=True)
