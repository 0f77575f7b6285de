"""The terms of each region by care form and first day, and the care form of each ward."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel import law
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.planning.svu.payment.rules import CareForm
from vardtrad.shared.care_units.models import Organisation, Unit


class PaymentTerms(models.Model):
    """What a region has agreed with its municipalities, or the law's own terms with the year's amount (B-24)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="payment_terms")
    care_form = models.CharField(max_length=15, choices=CareForm, default=CareForm.SOMATIC)
    valid_from = models.DateField()
    days = models.PositiveSmallIntegerField(default=law.PAYMENT_BEGINS.value, validators=[MaxValueValidator(365)])
    working_days = models.BooleanField(default=False)
    zero_day = models.BooleanField(default=True)
    cut_off = models.TimeField(default=law.PAYMENT_CUT_OFF.value)
    cut_off_late = models.BooleanField(default=False)
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    amount_of_notice = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "care_form", "valid_from"],
                name="terms_begin_once_a_day",
                violation_error_message=_("Det finns redan villkor från den dagen."),
            )
        ]


class WardCare(models.Model):
    """The care form of a ward; a ward without a row gives somatic care."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, primary_key=True, related_name="ward_care")
    care_form = models.CharField(max_length=15, choices=CareForm, default=CareForm.SOMATIC)
