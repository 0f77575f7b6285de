"""What somebody has tried lately."""

from __future__ import annotations

from django.db import models


class Attempt(models.Model):
    """Something that guessers do, done once: a wrong PIN, a search for a person (ASVS 2.4.1, 6.3.1).

    ``who`` is a hash of what was done and by whom, never a number or a name.
    """

    id = models.BigAutoField(primary_key=True)
    who = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        db_table = "login_failedtry"
        indexes = [models.Index(fields=["who", "at"], name="failed_tries_of_somebody")]
