"""Organisations, units, staff and their assignments."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from vardtrad.care_units.rules import Permission, S
from vardtrad.gate.models import Movable
from vardtrad.kernel.uuid7 import uuid7


class OrganisationKind(models.TextChoices):
    """What sort of organisation it is."""

    REGION = "region", _("Region")
    MUNICIPALITY = "municipality", _("Kommun")
    PRIVATE = "private", _("Privat vårdgivare")


class Organisation(models.Model):
    """An organisation; its number limits the confidentiality area (001-046)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=OrganisationKind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number"], name="an_organisation_number_is_one_organisations")]


class UnitKind(models.TextChoices):
    """What sort of unit it is."""

    HOSPITAL = "hospital", _("Sjukhus")
    WARD = "ward", _("Vårdavdelning")
    CLINIC = "clinic", _("Mottagning")
    HEALTH_CENTRE = "health_centre", _("Vårdcentral")
    MUNICIPAL = "municipal", _("Kommunal enhet")


class Unit(models.Model):
    """A care unit in its organisation's tree. Residents reach those that take cases (``takes_cases``)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    hsa_id = models.CharField(max_length=31)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=UnitKind)
    place = models.CharField(max_length=100, blank=True)
    municipality = models.CharField(max_length=100, blank=True)
    street = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    about = models.TextField(blank=True)
    takes_cases = models.BooleanField(default=False)
    # Whether other clinics of the same organisation may hand over cases to this one (000-027, 002-022).
    open_to_transfer = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hsa_id"], name="an_hsa_id_is_one_units")]
        indexes = [models.Index(fields=["name"], condition=models.Q(takes_cases=True), name="clinics_by_name")]


class Staff(models.Model):
    """A member of staff as the HSA directory knows them. Has no tie to a Person, also when it is the same human."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hsa_id = models.CharField(max_length=31)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    title = models.CharField(max_length=100, blank=True)
    # Where notices of cases are sent (002-006); empty means no notices.
    email = models.EmailField(blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hsa_id"], name="an_hsa_id_is_one_member_of_staffs")]

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}"


class Assignment(Movable):
    """That somebody works at a unit, and what they may do there. Only the door changes it; effective at once."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    permissions = ArrayField(models.CharField(max_length=20, choices=Permission), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "unit"],
                condition=models.Q(state=S.ACTIVE),
                name="somebody_has_one_assignment_at_a_unit",
                violation_error_message=_("Personen finns redan på mottagningen."),
            ),
        ]
        indexes = [GinIndex(fields=["permissions"], name="assignments_by_permission")]
