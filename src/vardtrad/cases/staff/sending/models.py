"""A case that somebody is about to send from a clinic, until it has been sent."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vardtrad.cases.case.models import Case, CaseType
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.people.models import Person


class Dispatch(models.Model):
    """What a member of staff at a clinic is about to send: the template, and to whom. Nobody else sees it.

    Kept for a day after it was sent, for the page with the outcome of each recipient; 90 days if it was never sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="dispatches")
    owner = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="dispatches")
    template = models.ForeignKey(CaseType, on_delete=models.CASCADE, related_name="+")
    begun = models.DateTimeField()
    sent = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["begun"], name="dispatches_by_age")]


class Recipient(models.Model):
    """One recipient, and after the sending the outcome: a case, or why there is none."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="recipients")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch", "person"],
                name="somebody_is_a_recipient_once",
                violation_error_message=_("Personen är redan tillagd."),
            )
        ]
