"""The log by person, which the worker derives from the sealed traces. It can always be derived again."""

from __future__ import annotations

from django.db import models

from vardtrad.kernel.uuid7 import uuid7


class Entry(models.Model):
    """That somebody has had access to a person's data: a trace that concerns the person, found by the person.

    ``name`` and ``title`` are those of the member of staff at the time, empty for a proxy; a guest of a plan (B-51) is
    ``by_proxy`` too, with the role of the invitation as ``title``. ``thing`` is the case or plan, where there is one. A
    list that shows several of the person's cases is one entry. What has been refused, the person's own reading and what
    the product does by itself are no access by anybody.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.UUIDField()
    at = models.DateTimeField()
    trace = models.UUIDField()
    by_proxy = models.BooleanField(default=False)
    actor = models.UUIDField()
    name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=100, blank=True)
    unit = models.UUIDField(null=True, blank=True)
    action = models.CharField(max_length=40)
    label = models.CharField(max_length=40)
    thing = models.UUIDField(null=True, blank=True)

    class Meta:
        # Also the index of the page: a person's entries, the latest first.
        constraints = [models.UniqueConstraint(fields=["person", "at", "trace"], name="a_trace_concerns_somebody_once")]


class Head(models.Model):
    """How far the worker has come: the last sealed place that it has looked at, and when it had looked at all (UTC).

    The row is the lock: one worker at a time.
    """

    position = models.BigIntegerField(default=0)
    complete = models.DateTimeField(null=True, blank=True)
