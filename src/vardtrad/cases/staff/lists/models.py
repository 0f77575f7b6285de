"""What staff have searched for, kept here so that it never stands in an address; and their saved views."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Staff, Unit


class Search(models.Model):
    """The words of one search at a clinic: the address of its result names this row, never the words (B-07)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="searches")
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="searches_by_age")]


class SavedView(models.Model):
    """A list with its filters, sorting and search, under a name that its owner gave it (B-07)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="saved_views")
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    listed = models.CharField(max_length=20, choices=WorkList)
    # What stands after the question mark of its address; ids and codes only.
    asked = models.CharField(max_length=2_000, blank=True)
    # Its words, which are kept for as long as the view is.
    search = models.ForeignKey(Search, on_delete=models.PROTECT, null=True, blank=True, related_name="views")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "clinic", "name"],
                name="somebody_names_a_view_once",
                violation_error_message=_("Du har redan en vy med det namnet."),
            )
        ]
