"""Contact cards. Each saving is a row that is never changed: the last is the card, the others its history."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vardtrad.gate.models import AppendOnly
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.contact_card.rules import Interpreter
from vardtrad.shared.people.models import Person


class SavedCard(AppendOnly):
    """What a person's card said from ``at`` (UTC) on. ``number`` counts the savings from 1.

    ``relatives`` are next of kin, each {name, relation, phone}. ``by_name`` is the proxy's name where a proxy wrote it;
    empty for the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cards", db_index=False)
    number = models.PositiveIntegerField()
    relatives = models.JSONField(default=list)
    god_man = models.CharField(max_length=100, blank=True)
    god_man_phone = models.CharField(max_length=30, blank=True)
    interpreter = models.CharField(max_length=10, choices=Interpreter, default=Interpreter.NONE)
    language = models.CharField(max_length=60, blank=True)
    channels = ArrayField(models.CharField(max_length=10), default=list)
    reach = models.TextField(blank=True)
    matters = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="a_card_is_saved_once_at_a_time")]
