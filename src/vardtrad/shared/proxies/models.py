"""That somebody has said for whom they act. What it opens is never stored: the table decides it in every request."""

from __future__ import annotations

from django.db import models

from vardtrad.kernel.uuid7 import uuid7
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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proxy", "person"], name="a_proxy_is_linked_once_to_a_person"),
            models.CheckConstraint(
                condition=~models.Q(proxy=models.F("person")), name="nobody_is_a_proxy_of_themselves"
            ),
        ]
