"""A person as the population register knows them. Staff are in care_units: the two worlds never merge."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel import clock, law
from vardtrad.kernel.identity import IdentityNumber, parse, with_hyphen
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.people.look import HasLook


class Protection(models.TextChoices):
    """Protected personal data; a fingerad identity is meant to look like any other and has no mark."""

    NONE = "none", _("Inget skydd")
    SECRECY_MARK = "secrecy_mark", _("Sekretessmarkering")
    PROTECTED_REGISTRATION = "protected_registration", _("Skyddad folkbokföring")


class Person(HasLook):
    """A resident or patient. A newborn may have no name yet, and a person of another country no Swedish address."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    identity = models.CharField(max_length=12)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    protection = models.CharField(max_length=30, choices=Protection, default=Protection.NONE)
    deceased = models.BooleanField(default=False)
    street = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    place = models.CharField(max_length=100, blank=True)
    municipality_code = models.CharField(max_length=4, blank=True)
    # The HSA-id of the unit where the person is listed for a regular doctor (fast läkarkontakt); empty when nowhere.
    listed_at = models.CharField(max_length=31, blank=True)
    # What the resident has given for notices; nothing here is used for anything else.
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="sv")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["identity"], name="an_identity_number_is_one_persons")]

    @property
    def number(self) -> IdentityNumber:
        """The identity number as a value that does not leak when printed."""
        return parse(self.identity)

    @property
    def identity_shown(self) -> str:
        """The identity number as it is shown to those who may see it, AAAAMMDD-XXXX."""
        return with_hyphen(self.identity)

    @property
    def name(self) -> str:
        """Given and family name; the identity number for a newborn without a name (003-007)."""
        return f"{self.given_name} {self.family_name}".strip() or self.identity_shown

    @property
    def is_protected(self) -> bool:
        """Whether the person has protected personal data: the symbol is shown to staff, the address never."""
        return self.protection != Protection.NONE

    @property
    def may_log_in(self) -> bool:
        """Only the living with a personnummer log in, from their 13th birthday (003-001, 003-011, 003-014, 003-024)."""
        number = self.number
        age = number.age(clock.today())
        return not self.deceased and number.may_log_in and age is not None and age >= law.OWN_LOGIN.value


class Guardianship(models.Model):
    """Who is guardian (vårdnadshavare) of which child, as the population register says."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    guardian = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guardian_of")
    child = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guardians")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guardian", "child"], name="a_guardian_stands_once_by_a_child")]
