"""A letter from being ordered until it has been sent or come back, and the bundles in which letters are printed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.people.models import Person


class Route(models.TextChoices):
    """How letters leave: by post, or by the Tax Agency's forwarding for protected persons, whose address we never see.

    Folkbokföringslagen (1991:481) 16 §; Skatteverket forwards post ("förmedling av post") that is sent to it.
    """

    POST = "post", _("Post")
    FORWARDED = "forwarded", _("Skatteverkets förmedling")


class Bundle(models.Model):
    """Letters that are printed and sent together. ``unit`` is the clinic that prints it; None for the print service."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    route = models.CharField(max_length=10, choices=Route, default=Route.POST)
    made = models.DateTimeField()
    # When it was handed to the post; None while it lies on somebody's desk.
    sent = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "-made"], name="bundles_of_a_unit")]


class Letter(models.Model):
    """A letter to a person. ``kind`` and ``key`` say what it is of: the same is ordered once.

    The words stand in ``title`` and ``text``, unless the kind makes them when the letter is drawn, as a password that
    nobody may read before. The address is the register's when it is drawn, and is never kept here. ``unit`` is the
    clinic whose letter it is, and whose staff print it; one without a unit goes to the print service only.
    """

    class Status(models.TextChoices):
        """Where the letter is."""

        WAITING = "waiting", _("Väntar på utskrift")
        PRINTED = "printed", _("Utskrivet")
        SENT = "sent", _("Skickat")
        RETURNED = "returned", _("I retur")
        CANCELLED = "cancelled", _("Inställt")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40)
    key = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="letters")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, null=True, related_name="letters")
    created = models.DateTimeField()
    updated = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="a_letter_of_a_thing_is_ordered_once")]
        indexes = [
            models.Index(fields=["unit", "-updated", "-id"], name="letters_of_a_unit"),
            models.Index(fields=["unit", "created"], condition=models.Q(status="waiting"), name="letters_to_print"),
        ]

    @property
    def number(self) -> str:
        """What stands on the letter and in the list, so that one that comes back is found again."""
        return self.id.hex[-8:].upper()
