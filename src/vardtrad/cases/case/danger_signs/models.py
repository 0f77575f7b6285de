"""The danger signs of a clinic's case types, version by version, and what was confirmed with each case."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vardtrad.cases.case.models import Case, Service
from vardtrad.gate.models import AppendOnly
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Staff

SIGN_LENGTH = 200
"""Characters of one sign."""


class SignsVersion(AppendOnly):
    """A version of the danger signs that a clinic asks about before a case of one type, never changed.

    The latest holds. A list without signs asks nothing, of adults or of children (``rules.is_child``). ``at`` is when
    it was saved (UTC).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="danger_signs")
    number = models.PositiveIntegerField()
    adults = ArrayField(models.CharField(max_length=SIGN_LENGTH), default=list)
    children = ArrayField(models.CharField(max_length=SIGN_LENGTH), default=list)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "number"], name="signs_number_their_versions")]


class ConfirmedSigns(AppendOnly):
    """That none of these signs applied to the patient of a case, as it was confirmed before the case was written.

    ``signs`` are the words as they were read, of ``version``; ``at`` is the moment (UTC). ``by`` is the resident, the
    proxy, or the member of staff who read them aloud; of the latter two the name is kept, and of staff the clinic's.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="confirmed_signs")
    version = models.ForeignKey(SignsVersion, on_delete=models.PROTECT, related_name="+")
    for_child = models.BooleanField()
    signs = ArrayField(models.CharField(max_length=SIGN_LENGTH))
    by = models.UUIDField()
    by_name = models.CharField(max_length=200, blank=True)
    unit_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
