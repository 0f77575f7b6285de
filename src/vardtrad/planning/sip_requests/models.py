"""Requests for a SIP."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vardtrad.gate.models import Movable
from vardtrad.planning.sip_requests.rules import State
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.people.models import Person


class SipRequest(Movable):
    """A person's request to a unit for a SIP (B-52); each person can have one waiting at a time.

    ``ground`` is that of the proxy who asked (vardtrad.shared.proxies.rules.Ground), empty for the person.
    ``answer_by`` is the last Swedish day for an answer. ``answered_by`` signs the answer,
    ``reason`` is read by the person.
    """

    patient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sip_requests")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sip_requests")
    ground = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    answer_by = models.DateField()
    answered = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)

    @property
    def state_word(self) -> str:
        """The state in the screen's words."""
        return str(State(self.state).label)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(state=State.WAITING),
                name="somebody_asks_for_one_sip_at_a_time",
                violation_error_message=_("Det finns redan en fråga om en plan som väntar på svar."),
            )
        ]
        indexes = [
            models.Index(
                fields=["unit", "answer_by", "id"], condition=Q(state=State.WAITING), name="sip_requests_of_a_unit"
            ),
            models.Index(fields=["patient", "-updated", "-id"], name="sip_requests_of_a_person"),
        ]
