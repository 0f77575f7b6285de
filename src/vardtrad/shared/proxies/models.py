"""That somebody has said for whom they act. What it opens is never stored: the table decides it in every request."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.people.models import Person


class Link(models.Model):
    """A proxy's own choice to act for a person ("Lägg till barn"), and where notices of their inbox go (003-009).

    A link by itself opens nothing. Whether it does is read from the population register's rows each time (``queries``),
    so it breaks at once when a guardianship ends, when either of the two becomes protected, and on a birthday.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    proxy = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="acts_for")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="proxies")
    added = models.DateTimeField()
    # Where this proxy hears of new messages in the person's inbox; each proxy has an address of their own.
    email = models.EmailField(blank=True)
    sms = models.CharField(max_length=16, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proxy", "person"], name="a_proxy_is_linked_once_to_a_person"),
            models.CheckConstraint(
                condition=~models.Q(proxy=models.F("person")), name="nobody_is_a_proxy_of_themselves"
            ),
        ]


class Power(models.Model):
    """A power of attorney that an adult has given another adult with e-legitimation, for a year at most (B-21).

    ``last`` is the last day on which it holds, Swedish time; ``ended`` the moment at which the giver took it back. A
    power that is given again is a new row: what was allowed when stays to be seen.
    """

    class Scope(models.TextChoices):
        """What the holder may do."""

        READ = "read", _("Läsa min inkorg och mina ärenden")
        WRITE = "write", _("Läsa, och skriva till mottagningar i mitt ställe")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    giver = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="powers_given")
    holder = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="powers_held")
    scope = models.CharField(max_length=10, choices=Scope)
    given = models.DateTimeField()
    last = models.DateField()
    ended = models.DateTimeField(null=True, blank=True)
    # How the giver had logged in when it was given: the method, and its level of assurance.
    method = models.CharField(max_length=30)
    assurance = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["giver", "holder"],
                condition=models.Q(ended__isnull=True),
                name="a_holder_has_one_power_of_a_giver",
                violation_error_message=_("Du har redan gett personen en fullmakt."),
            ),
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("holder")), name="nobody_gives_themselves_a_power"
            ),
        ]
        indexes = [models.Index(fields=["holder"], condition=models.Q(ended__isnull=True), name="powers_held")]


class Agreement(models.Model):
    """A clinic's decision that a guardian may go on reading what it and a young person of 13 to 15 write (B-21).

    ``last`` is the last day on which it holds, Swedish time; ``ended`` when the clinic took it back; ``objected`` when
    the young person said no, which stops it until they take that back. Only cases of this very clinic are read.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    child = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="agreements")
    guardian = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="agreements_held")
    reason = models.CharField(max_length=500)
    decided_by = models.CharField(max_length=200)
    made = models.DateTimeField()
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    last = models.DateField()
    ended = models.DateTimeField(null=True, blank=True)
    objected = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "child", "guardian"],
                condition=models.Q(ended__isnull=True),
                name="a_clinic_decides_once_of_a_guardian_and_a_child",
                violation_error_message=_("Mottagningen har redan ett sådant beslut. Återkalla det först."),
            )
        ]
        indexes = [
            models.Index(
                fields=["guardian", "child"], condition=models.Q(ended__isnull=True), name="agreements_in_force"
            ),
            models.Index(fields=["child"], condition=models.Q(ended__isnull=True), name="agreements_about_somebody"),
        ]
