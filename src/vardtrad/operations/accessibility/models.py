"""Reports of what does not work for somebody."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from vardtrad.kernel.uuid7 import uuid7


class Report(models.Model):
    """A report, from somebody who need not be logged in. ``contact`` is where an answer is wanted; empty for no answer.

    ``done`` is when somebody has seen to it, and ``answer`` what was done.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    fault = models.TextField()
    aids = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=254, blank=True)
    done = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["at", "id"], name="reports_by_time"),
            models.Index(fields=["at"], condition=Q(done__isnull=True), name="reports_to_see_to"),
        ]
