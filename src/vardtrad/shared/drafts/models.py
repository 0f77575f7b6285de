"""What somebody has typed and not sent."""

from __future__ import annotations

from django.db import models

from vardtrad.kernel.uuid7 import uuid7


class Draft(models.Model):
    """The text of one box of one thing, visible only to the person who types it (B-04).

    ``owner`` is the id of a Person or a Staff, or for a proxy one of its own for each person whom the proxy acts for
    (``Actor.writes_as``; UUIDs, so they never collide). ``key`` is what is written about: a case,
    or for what is not a case yet the service or the sending. Kept while it is of use: see ``actions``. Never in a
    trace.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.UUIDField()
    key = models.UUIDField()
    # The form and the field in it, "besvara.text".
    box = models.CharField(max_length=61)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key", "box"], name="a_box_has_one_draft")]
        indexes = [
            models.Index(fields=["key"], name="drafts_of_a_thing"),
            models.Index(fields=["at"], name="old_drafts"),
        ]


class DraftFile(models.Model):
    """A checked file that is to be sent with a form about a thing, visible only to who attached it (B-20).

    ``owner`` and ``key`` as in Draft; ``form`` is the beginning of the form's boxes. ``held_by`` is what is sent later
    (a Postponed of a case) with this file; while it waits the file is in no draft.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.UUIDField()
    key = models.UUIDField()
    form = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    small = models.BinaryField(default=b"")
    at = models.DateTimeField()
    held_by = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "key", "form"], name="files_of_a_draft"),
            models.Index(fields=["key"], name="draft_files_of_a_thing"),
            models.Index(fields=["at"], name="old_draft_files"),
            models.Index(fields=["held_by"], condition=models.Q(held_by__isnull=False), name="files_that_wait"),
        ]
