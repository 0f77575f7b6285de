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


class Registration(models.TextChoices):
    """Whether the population register has the person as living in Sweden (folkbokföringslagen (1991:481))."""

    REGISTERED = "registered", _("Folkbokförd")
    EMIGRATED = "emigrated", _("Utvandrad")
    DEREGISTERED = "deregistered", _("Avregistrerad")


class Person(HasLook):
    """A resident or patient. A newborn may have no name yet, and a person of another country no Swedish address."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    identity = models.CharField(max_length=12)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    protection = models.CharField(max_length=30, choices=Protection, default=Protection.NONE)
    deceased = models.BooleanField(default=False)
    registration = models.CharField(
        max_length=15, choices=Registration, default=Registration.REGISTERED, db_default=Registration.REGISTERED
    )
    # When the population register last said what stands here (UTC); None for somebody entered by hand.
    register_said = models.DateTimeField(null=True, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    place = models.CharField(max_length=100, blank=True)
    municipality_code = models.CharField(max_length=4, blank=True)
    # The HSA-id of the unit where the person is listed for a regular doctor (fast läkarkontakt); empty when nowhere.
    listed_at = models.CharField(max_length=31, blank=True)
    # What the resident has given for notices; nothing here is used for anything else.
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    # A mobile number (E.164) that the resident has proven to have, for notices as text messages.
    sms = models.CharField(max_length=16, blank=True, default="", db_default="")
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
        """Only the living who are registered in Sweden log in, from their 13th birthday, and only with a personnummer.

        003-001, 003-011, 003-014, 003-024.
        """
        age = self.age
        lives_here = not self.deceased and self.registration == Registration.REGISTERED
        return lives_here and self.number.may_log_in and age is not None and age >= law.OWN_LOGIN.value

    @property
    def age(self) -> int | None:
        """The age today in whole years, Swedish time; None when the number does not tell when the person was born."""
        return self.number.age(clock.today())


class Guardianship(models.Model):
    """Who is guardian (vårdnadshavare) of which child, as the population register says."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    guardian = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guardian_of")
    child = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guardians")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guardian", "child"], name="a_guardian_stands_once_by_a_child")]


class TrusteeKind(models.TextChoices):
    """Who a court or the chief guardian has appointed to look after an adult's interests (föräldrabalken 11 kap.)."""

    GOD_MAN = "god_man", _("God man")
    FORVALTARE = "forvaltare", _("Förvaltare")


class Trusteeship(models.Model):
    """Who is god man or förvaltare of whom, as the register says.

    ``person_matters``: the assignment includes to care for the person ("sörja för person"), not only for property and
    rights; only then does it reach health care.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    trustee = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="trustee_of")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="trustees")
    kind = models.CharField(max_length=10, choices=TrusteeKind)
    person_matters = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trustee", "person"], name="a_trustee_stands_once_by_a_person")]


class FormerNumber(models.Model):
    """A number that a person had before the population register gave another one: it still leads to the person."""

    identity = models.CharField(max_length=12, primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_numbers")
