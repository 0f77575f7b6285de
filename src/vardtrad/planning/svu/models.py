"""The steps of an SVU: each is a part of the plan with its own state; its columns hold what was published."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vardtrad.planning.plan.models import Plan, Stage
from vardtrad.shared.care_units.models import Staff


class Admission(Stage):
    """Inskrivning (001-095…104): when the patient came, when the stay is expected to end, and why.

    ``admitted_at`` is the time of the admission (Swedish time) and ``judged`` when the doctor judged that the patient
    may need help afterwards (UTC), where that was later: the 24 hours for the notice are counted from them (L5).
    """

    thing = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="admission")
    admitted = models.DateField()
    admitted_at = models.TimeField(null=True, blank=True)
    judged = models.DateTimeField(null=True, blank=True)
    expected = models.DateField()
    reason = models.TextField(blank=True)
    published = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expected__gte=F("admitted")),
                name="nobody_is_expected_home_before_admission",
                violation_error_message=_("Beräknad tid för utskrivning kan inte vara före inskrivningsdatum."),
            )
        ]


class DischargeTime(Stage):
    """Tid för utskrivning (001-115…125), from the first change on: until then the admission's date is the estimate.

    ``notified`` is when utskrivningsklar was published (UTC, to the second): the payment clock counts from it (B-24).
    ``doctor`` is empty when the patient has refused, since then only the date is passed on (design decision 7).
    """

    thing = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="discharge_time")
    day = models.DateField()
    reason = models.TextField(blank=True)
    doctor = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    notified = models.DateTimeField(null=True, blank=True)
    published = models.DateTimeField()
    published_by = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["day"], name="discharge_times_by_day")]


class Statement(Stage):
    """Ställningstagande (001-136…157). Its texts are fields (planning.fields); this row says how far it has come.

    ``sip_answer`` is Öppenvård's answer to "Godkänner ställningstagande SIP": "ja", "nej" or empty.
    """

    thing = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="statement")
    marked = models.DateTimeField(null=True, blank=True)
    marked_by = models.CharField(max_length=200, blank=True)
    sip_answer = models.CharField(max_length=3, blank=True)
    sip_answer_by = models.CharField(max_length=200, blank=True)
    sip_answer_reason = models.TextField(blank=True)
    broken = models.DateTimeField(null=True, blank=True)
    broken_by = models.CharField(max_length=200, blank=True)


class Discharge(Stage):
    """Utskrivning (001-158…167): when the patient left, and where to."""

    thing = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="discharge")
    day = models.DateField()
    ending = models.CharField(max_length=20)
    discharged_to = models.CharField(max_length=40, blank=True)
    comment = models.TextField(blank=True)
    published = models.DateTimeField()
    published_by = models.CharField(max_length=200)
    undone = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["day"], name="discharges_by_day")]
