"""A case that somebody is about to send from a clinic, until it has been sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vardtrad.cases.case.models import Case, CaseType
from vardtrad.cases.teams.models import Group
from vardtrad.cases.waiting_list.rules import Kind
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.people.models import Person


class Dispatch(models.Model):
    """What a member of staff at a clinic sends: the template, to whom, and once ordered the text. Nobody else sees it.

    The worker carries out what has been ordered, piece by piece (``carrying_out``).

    Kept for a day after it was sent, for the page with the outcome of each recipient; 90 days if it was never sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="dispatches")
    owner = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="dispatches")
    template = models.ForeignKey(CaseType, on_delete=models.CASCADE, related_name="+")
    begun = models.DateTimeField()
    # What was ordered: the text with its variables unfilled, and who gets the answers.
    text = models.TextField(blank=True)
    to_staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Of an offer under the care guarantee: what the recipients wait for.
    waits_for = models.CharField(max_length=10, choices=Kind, blank=True, default="", db_default="")
    # The ids of the files that go along; until all is sent they lie in the owner's draft.
    files = models.JSONField(default=list)
    # The session in which it was ordered, for the traces, and the owner's language, for the sentences of the refused.
    session = models.UUIDField(null=True, blank=True)
    language = models.CharField(max_length=2, default="sv", db_default="sv")
    ordered = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    # When its owner asked to leave the rest unsent: what a worker has in hand is still sent.
    stopped = models.DateTimeField(null=True, blank=True)
    # When every recipient had an outcome.
    sent = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["begun"], name="dispatches_by_age"),
            models.Index(
                fields=["not_before"],
                condition=Q(ordered__isnull=False, sent__isnull=True),
                name="dispatches_to_carry_out",
            ),
        ]


class Outcome(models.TextChoices):
    """The outcome for a recipient. ``NO_ACCOUNT``: nobody can read a case of this person's here (004-077)."""

    WAITING = "waiting", _("Väntar")
    CASE = "case", _("Skickat")
    NO_ACCOUNT = "no_account", _("Inget konto")
    REFUSED = "refused", _("Inte skickat")
    STOPPED = "stopped", _("Stoppat")


class Recipient(models.Model):
    """One recipient, and after the sending the outcome: a case, or why there is none in ``refusal``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="recipients")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING, db_default=Outcome.WAITING)
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["dispatch", "outcome", "id"], name="recipients_by_outcome")]
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch", "person"],
                name="somebody_is_a_recipient_once",
                violation_error_message=_("Personen är redan tillagd."),
            )
        ]
