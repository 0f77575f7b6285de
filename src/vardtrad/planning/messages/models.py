"""Messages of a plan, which units were asked to acknowledge them, and which have."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from vardtrad.gate.models import AppendOnly, Kept
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.planning.plan.models import Plan
from vardtrad.shared.care_units.models import Unit


class Message(Kept):
    """A message to all participants of a plan (001-231). An annulled message is marked and stays readable (001-237).

    ``document`` is the id of the attached file (vardtrad.shared.documents), if any (001-240). A row is changed only by
    annulment.
    """

    may_change = frozenset({"annulled", "annulled_by"})

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="messages")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    document = models.UUIDField(null=True, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    annulled = models.DateTimeField(null=True, blank=True)
    annulled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=True, file_name="") | Q(document__isnull=False) & ~Q(file_name=""),
                name="an_attached_file_has_a_name",
            )
        ]
        indexes = [models.Index(fields=["plan", "at"], name="messages_of_a_plan")]


class ReceiptRequest(AppendOnly):
    """A request to a unit to acknowledge a message (001-235)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="requests")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "unit"], name="a_unit_is_asked_once")]
        indexes = [models.Index(fields=["plan", "unit"], name="requests_of_a_unit_in_a_plan")]


class Receipt(AppendOnly):
    """A unit's acknowledgement of a message, made in a role that has this duty (001-236)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="receipts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "unit"], name="a_unit_acknowledges_once")]
