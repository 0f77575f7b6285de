"""Entries of the waiting list, the changes of their codes, documented contacts, and what has been taken out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vardtrad.cases.case.models import Case
from vardtrad.cases.waiting_list.rules import Answer, Kind, Outcome, State
from vardtrad.gate.models import AppendOnly, Kept, Movable
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Organisation, Staff, Unit
from vardtrad.shared.people.models import Person


class WaitingEntry(Movable):
    """Somebody who waits at a clinic for a visit or an operation; the state is the code (004-001).

    ``offered`` is when the latest offer was sent and ``offer`` its case, None for one that went by letter only;
    ``by_letter`` says whether a letter went with it. ``told`` is what the patient has answered by telephone since then.
    ``next_try`` is the Swedish day on which staff phone again.
    ``coded`` is when the code last changed. ``provider`` and ``informed`` are what Vårdgarantiservice has decided and
    told, ``posted`` when the clinic had sent the documents there. Times are UTC.
    """

    clinic = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="waiting_list", db_index=False)
    patient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="waiting_list", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.VISIT)
    # The day from which the guarantee counts: of the referral, or of the decision to operate (HSF 6 kap. 1 §).
    since = models.DateField(null=True, blank=True)
    offer = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    offered = models.DateTimeField(null=True, blank=True)
    # The key of the recipient of that offer (offering.Sent): the same sending carried out again changes nothing.
    offer_key = models.UUIDField(null=True, blank=True)
    by_letter = models.BooleanField(default=False)
    contacted = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    told = models.CharField(max_length=12, choices=Answer, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    # When somebody last spoke with the patient; empty again when a new offer is sent.
    spoken = models.DateTimeField(null=True, blank=True)
    next_try = models.DateField(null=True, blank=True)
    coded = models.DateTimeField()
    provider = models.CharField(max_length=200, blank=True)
    informed = models.DateTimeField(null=True, blank=True)
    information = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What the clinic has added for the provider, each {"id", "kind", "name", "media_type", "by", "at"} (bundle.Add).
    documents = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    posted = models.DateTimeField(null=True, blank=True)
    # Who had sent them, and what went along, in words: the checklist as it was then.
    posted_by = models.CharField(max_length=200, blank=True, default="", db_default="")
    posted_contents = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "patient", "kind"],
                condition=~Q(state=State.REMOVED),
                name="somebody_waits_once_for_the_same_thing",
                violation_error_message=_("Personen står redan på väntelistan."),
            ),
            models.UniqueConstraint(fields=["offer_key"], name="an_offer_to_somebody_is_sent_once"),
        ]
        indexes = [
            models.Index(fields=["clinic", "state", "-updated", "-id"], name="waiting_list_by_code"),
            models.Index(
                fields=["clinic", "-offered", "-id"], condition=Q(state=State.HV), name="waiting_list_offered"
            ),
            models.Index(
                fields=["coded", "id"],
                condition=Q(state__in=[State.HVNY, State.HVOP], informed__isnull=True),
                name="waiting_list_to_inform",
            ),
            models.Index(
                fields=["-informed", "-id"],
                condition=Q(state__in=[State.HVNY, State.HVOP], informed__isnull=False),
                name="waiting_list_informed",
            ),
            models.Index(fields=["patient", "-updated", "-id"], name="waiting_list_of_a_person"),
        ]

    @property
    def code(self) -> str:
        """The code in words."""
        return str(State(self.state).label)


class PhoneCall(AppendOnly):
    """A try to phone the patient, and what became of it (B-16). Never changed: a mistake is told in a new one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(WaitingEntry, on_delete=models.PROTECT, related_name="contacts", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=200)
    outcome = models.CharField(max_length=12, choices=Outcome)
    told = models.CharField(max_length=12, choices=Answer, blank=True)
    note = models.TextField(blank=True)
    next_try = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["entry", "id"], name="contacts_of_an_entry")]


class CodeExport(models.Model):
    """Changes of codes that were taken out together for the record system."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    number = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["clinic", "-at"], name="exports_of_a_clinic")]


class CodeChange(Kept):
    """A change of an entry's code (B-17). Stays as it is: a correction is a change that names the one it takes back.

    ``answer`` is the patient's answer that the change rests on, and ``by_phone`` whether it was told by telephone.
    ``export`` is when it was taken out for the record system.
    """

    may_change = frozenset({"export"})

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(WaitingEntry, on_delete=models.PROTECT, related_name="changes", db_index=False)
    # The entry's own clinic, so that one index holds what a clinic has left to take out.
    clinic = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    code_from = models.CharField(max_length=10, choices=State, blank=True)
    code_to = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    by_phone = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    export = models.ForeignKey(CodeExport, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")

    class Meta:
        indexes = [
            models.Index(fields=["entry", "id"], name="code_changes_of_an_entry"),
            models.Index(fields=["clinic", "id"], condition=Q(export__isnull=True), name="code_changes_to_take_out"),
        ]


class GuaranteeService(models.Model):
    """Which unit is the Vårdgarantiservice of an organisation (004-068, 004-079)."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="guarantee_service"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    # Where residents apply for travel compensation ("Ersättning för sjukresor"), for the messages (004-071).
    travel_link = models.URLField(max_length=300, blank=True)


class ServiceRound(models.Model):
    """When Vårdgarantiservice went through its list: what has come since then is new (004-068)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["unit", "-at"], name="looks_of_a_service")]
