"""Organisations, units, staff and their assignments."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from vardtrad.gate.models import Movable
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.rules import Party, Permission, State
from vardtrad.shared.people.look import HasLook


class OrganisationKind(models.TextChoices):
    """The kinds of organisation."""

    REGION = "region", _("Region")
    MUNICIPALITY = "municipality", _("Kommun")
    PRIVATE = "private", _("Privat vårdgivare")


class Organisation(models.Model):
    """An organisation; its number limits the confidentiality area (001-046)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    # The one directory that answers for the organisation's staff (001-261); empty when they are added by hand.
    directory = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number"], name="an_organisation_number_is_one_organisations")]


class UnitKind(models.TextChoices):
    """The kinds of unit."""

    HOSPITAL = "hospital", _("Sjukhus")
    WARD = "ward", _("Vårdavdelning")
    CLINIC = "clinic", _("Mottagning")
    HEALTH_CENTRE = "health_centre", _("Vårdcentral")
    MUNICIPAL = "municipal", _("Kommunal enhet")

    @property
    def party(self) -> Party | None:
        """The party that units of this kind belong to when they plan with others; None for a hospital as a whole."""
        return _PARTIES.get(self)


_PARTIES = {
    UnitKind.WARD: Party.INPATIENT,
    UnitKind.CLINIC: Party.OUTPATIENT,
    UnitKind.HEALTH_CENTRE: Party.OUTPATIENT,
    UnitKind.MUNICIPAL: Party.MUNICIPALITY,
}


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
    # Where notices and invitations to the unit itself are sent; empty means nowhere (B-27).
    mailbox = models.EmailField(blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hsa_id"], name="an_hsa_id_is_one_units")]
        indexes = [models.Index(fields=["name"], condition=models.Q(takes_cases=True), name="clinics_by_name")]

    @property
    def lists_people(self) -> bool:
        """Whether residents can ask to be listed here: a health centre that takes their cases (004-017)."""
        return self.takes_cases and self.kind == UnitKind.HEALTH_CENTRE


class Staff(HasLook):
    """A member of staff as the HSA directory knows them. Has no tie to a Person, also when it is the same human."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hsa_id = models.CharField(max_length=31)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    title = models.CharField(max_length=100, blank=True)
    # Where notices of cases are sent (002-006); empty means no notices.
    email = models.EmailField(blank=True)
    # Whether the address is the owner's own choice, an empty one too: then the directory no longer changes it.
    own_email = models.BooleanField(default=False)
    # The codes of the attribute "Befattning" in the directory; without any there is no planning (001-026).
    positions = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    # Whether somebody has a licence (legitimation) as health-care personnel: harm assessments ask for it (001-092).
    licensed = models.BooleanField(default=False)
    phone = models.CharField(max_length=30, blank=True)
    active = models.BooleanField(default=True)
    # Personal settings (000-047…051): the name to go by instead of the directory's, and a signature that is used only
    # when its owner has chosen it.
    display_name = models.CharField(max_length=200, blank=True)
    own_signature = models.CharField(max_length=500, blank=True)
    uses_own_signature = models.BooleanField(default=False)
    # Single-key shortcuts can be switched off (WCAG 2.1.4, B-12).
    shortcuts = models.BooleanField(default=True)
    # Who has chosen it comes to "Din dag" after the login, instead of to the choice of clinic (000-006).
    begins_with_day = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hsa_id"], name="an_hsa_id_is_one_member_of_staffs")]
        indexes = [
            # "Sök, minst tre bokstäver" finds the beginning of either name.
            models.Index(Upper("given_name"), name="staff_by_given_name"),
            models.Index(Upper("family_name"), name="staff_by_family_name"),
        ]

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def goes_by(self) -> str:
        """The name that residents and colleagues see (tilltalsnamn, 000-047)."""
        return self.display_name or self.name

    @property
    def signature(self) -> str:
        """Name and title, as in the directory."""
        return f"{self.name}, {self.title}" if self.title else self.name

    @property
    def sign_off(self) -> str:
        """The signature under a message to a resident: name and title, or own words if chosen (000-049…051)."""
        return self.own_signature if self.uses_own_signature and self.own_signature else self.signature


class Assignment(Movable):
    """Somebody's place at a unit, and what they may do there. Only the door changes it; effective at once."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    permissions = ArrayField(models.CharField(max_length=20, choices=Permission), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "unit"],
                condition=models.Q(state=State.ACTIVE),
                name="somebody_has_one_assignment_at_a_unit",
                violation_error_message=_("Personen finns redan på mottagningen."),
            ),
        ]
        indexes = [GinIndex(fields=["permissions"], name="assignments_by_permission")]


class Role(models.Model):
    """A role in planning ("Sjuksköterska", "Biståndshandläggare"), the same in all organisations (001-027)."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=100)
    # A doctor is proposed as the responsible doctor when logged in (001-139).
    doctor = models.BooleanField(default=False)


class Position(models.Model):
    """A position (befattning) of the directory and the role that it gives (001-027). One without a role gives none."""

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=200)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="positions")


class Setup(Movable):
    """How a unit plans together with others: its active roles and the duties of each (001-029, 001-030)."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="setup")
    party = models.CharField(max_length=15, choices=Party)
    roles = models.JSONField(default=dict)


class AddressKind(models.TextChoices):
    """What an addressing rule looks at (001-079)."""

    LISTING = "listing", _("Listning (vårdenhetens HSA-id)")
    MUNICIPALITY = "municipality", _("Kommunkod i folkbokföringen")


class AddressingRule(models.Model):
    """Which unit gets a new plan for people who are listed, or live, somewhere (001-080, 001-081).

    A listing without a rule goes to the unit with that HSA-id, if it is active; a municipality needs a rule.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=15, choices=AddressKind)
    value = models.CharField(max_length=31)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="addressing_rules")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"],
                name="a_place_is_addressed_to_one_unit",
                violation_error_message=_("Det finns redan en regel för det värdet. Ändra den i stället."),
            )
        ]
