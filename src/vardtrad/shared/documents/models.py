"""Attached files. A row is never changed or removed."""

from __future__ import annotations

from django.db import models

from vardtrad.gate.models import AppendOnly
from vardtrad.kernel.uuid7 import uuid7


class Document(AppendOnly):
    """A file that passed every check; ``label`` and ``key`` are those of the thing that it belongs to (as the door's).

    The content is in the database, so that a backup has it and it exists exactly when its message does. ``small`` is a
    small picture of an image (JPEG). ``unit`` is where somebody of the staff was; a resident was nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    label = models.CharField(max_length=40)
    key = models.UUIDField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    small = models.BinaryField(default=b"", db_default=b"")
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    unit = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key"], name="documents_of_a_thing")]
