"""An ordered password with the mobile number that belongs to it, and a login that waits for its code."""

from __future__ import annotations

from django.db import models

from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.people.models import Person


class Order(models.Model):
    """A password that somebody has ordered. It is made when its letter is drawn; here is only its hash.

    ``sms`` is given in the order and never changed: another number is another order, and another letter (003-019). The
    earlier order goes on until the new password has been used, so that nobody shuts another person out by ordering.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passwords")
    sms = models.CharField(max_length=16)
    ordered = models.DateTimeField()
    hash = models.CharField(max_length=200, blank=True)
    # When the letter was drawn, and when the password was first used (UTC).
    made = models.DateTimeField(null=True)
    used = models.DateTimeField(null=True)
    wrong = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["person", "-ordered"], name="passwords_of_somebody")]


class Attempt(models.Model):
    """A login whose password was right, and which waits for the code. Kept for as long as the code holds."""

    id = models.UUIDField(primary_key=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    expires = models.DateTimeField()
