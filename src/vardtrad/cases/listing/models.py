"""Requests by residents to be listed at a clinic."""

from __future__ import annotations

from django.db import models
from django.db.models import Case as When_
from django.db.models import Q, Value, When
from django.utils.translation import gettext_lazy as _

from vardtrad.cases.listing.rules import State
from vardtrad.gate.models import Movable
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.people.models import Person


class ListingRequest(Movable):
    """A resident's request to be listed at a clinic (listningsönskemål); each person can have one waiting at a time."""

    clinic = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="listing_requests")
    patient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="listing_requests")
    # The HSA-id of where the person was listed when asking; empty for nowhere.
    listed_before = models.CharField(max_length=31, blank=True)
    handled_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Why it was declined, for the resident to read.
    reason = models.TextField(blank=True)
    # Decides the tab: "Att hantera" while it waits, else "Hanterade".
    waits = models.GeneratedField(
        expression=When_(When(state=State.WAITING, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(state=State.WAITING),
                name="somebody_asks_for_one_listing_at_a_time",
                violation_error_message=_("Du har redan ett önskemål om listning som väntar. Ta tillbaka det först."),
            )
        ]
        indexes = [
            models.Index(fields=["clinic", "waits", "-updated", "-id"], name="listing_lists"),
            models.Index(fields=["patient", "-updated", "-id"], name="listing_of_a_person"),
        ]
