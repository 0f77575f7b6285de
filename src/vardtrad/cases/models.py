"""Case types, what a clinic offers of them, cases and their messages."""

from __future__ import annotations

from django.db import models
from django.db.models import Case as When_
from django.db.models import Q, Value, When
from django.utils.translation import gettext_lazy as _

from vardtrad.care_units.models import Staff, Unit
from vardtrad.cases.rules import Feedback, S
from vardtrad.gate.models import AppendOnly, Movable
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.people.models import Person


class CaseType(models.Model):
    """A sort of case (ärendetyp), the same in all clinics; what each clinic offers of it is a Service."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=100)
    prompt = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="a_case_type_has_one_code")]


class Service(models.Model):
    """That a clinic takes a case type, and what the resident can expect of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="services")
    case_type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="services")
    open = models.BooleanField(default=True)
    expectation = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "case_type"], name="a_clinic_offers_a_case_type_once")]


class StandardAnswer(models.Model):
    """A ready-made answer alternative of a clinic (färdigt svarsalternativ, 000-035)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="standard_answers")
    name = models.CharField(max_length=100)
    text = models.TextField()
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "name"], name="a_clinic_names_an_answer_once")]


class ApprovedContact(models.Model):
    """That a clinic has approved a person with protected personal data for communication (003-021)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="approved_contacts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="approved_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "person"], name="a_clinic_approves_a_person_once")]


class ClinicList(models.TextChoices):
    """Where a case stands in "Mottagningens ärenden"."""

    INCOMING = "incoming", _("Inkomna ärenden")
    DISTRIBUTED = "distributed", _("Fördelade ärenden")
    CLOSED = "closed", _("Avslutade ärenden")


class HandlerList(models.TextChoices):
    """Where a case stands in its handler's "Mina ärenden"."""

    NOWHERE = "", _("Ingenstans")
    ASSIGNED = "assigned", _("Tilldelade ärenden")
    QUESTIONS = "questions", _("Skickade frågor/Inkomna svar")
    CLOSED = "closed", _("Avslutade ärenden")


class Case(Movable):
    """A case: one shared thread between a resident and a clinic (000-001).

    ``clinic_list``, ``handler_list`` and ``waits_for_staff`` are list keys that PostgreSQL derives from the state, so
    that one index answers a list that holds several states.
    """

    clinic = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    patient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    case_type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="cases")
    handler = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    feedback = models.CharField(max_length=20, choices=Feedback, default=Feedback.NONE)
    # Something that the other end has not opened yet: the blue dot, and OLÄST.
    unread_by_clinic = models.BooleanField(default=True)
    unread_by_resident = models.BooleanField(default=False)
    feedback_due = models.DateTimeField()
    flagged = models.DateTimeField(null=True, blank=True)

    clinic_list = models.GeneratedField(
        expression=When_(
            When(state=S.RECEIVED, then=Value(ClinicList.INCOMING)),
            When(state=S.CLOSED, then=Value(ClinicList.CLOSED)),
            default=Value(ClinicList.DISTRIBUTED),
        ),
        output_field=models.CharField(max_length=12),
        db_persist=True,
    )
    handler_list = models.GeneratedField(
        expression=When_(
            When(state=S.RECEIVED, then=Value(HandlerList.NOWHERE)),
            When(state=S.ASSIGNED, then=Value(HandlerList.ASSIGNED)),
            When(state=S.CLOSED, then=Value(HandlerList.CLOSED)),
            default=Value(HandlerList.QUESTIONS),
        ),
        output_field=models.CharField(max_length=12),
        db_persist=True,
    )
    waits_for_staff = models.GeneratedField(
        expression=When_(When(state__in=[S.RECEIVED, S.ASSIGNED, S.ANSWERED], then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    is_open = models.GeneratedField(
        expression=When_(When(state=S.CLOSED, then=Value(False)), default=Value(True)),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[S.RECEIVED, S.CLOSED]) | Q(handler__isnull=False),
                name="a_distributed_case_has_a_handler",
            ),
        ]
        indexes = [
            models.Index(fields=["clinic", "clinic_list", "-updated", "-id"], name="clinic_lists"),
            models.Index(fields=["handler", "clinic", "handler_list", "-updated", "-id"], name="handler_lists"),
            models.Index(fields=["clinic", "is_open", "-updated", "-id"], name="clinic_open"),
            models.Index(fields=["clinic", "-updated", "-id"], condition=Q(waits_for_staff=True), name="clinic_to_do"),
            models.Index(
                fields=["handler", "clinic", "-updated", "-id"], condition=Q(waits_for_staff=True), name="handler_to_do"
            ),
            models.Index(fields=["handler", "clinic", "is_open", "-updated", "-id"], name="handler_open"),
            models.Index(fields=["patient", "-updated", "-id"], name="residents_inbox"),
        ]


class MessageKind(models.TextChoices):
    """What a message in the thread is."""

    OPENING = "opening", _("Ärende")
    PARTIAL_REPLY = "partial_reply", _("Delsvar")
    QUESTION = "question", _("Motfråga")
    ANSWER_BACK = "answer_back", _("Svar från invånare")
    ANSWER = "answer", _("Svar")
    CLOSING_REASON = "closing_reason", _("Avslutat utan svar")


class Message(AppendOnly):
    """One message of a case, never changed. ``internal`` ones are for staff only: the resident never sees them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=20, choices=MessageKind)
    at = models.DateTimeField()
    from_resident = models.BooleanField()
    by_receiver = models.BooleanField(default=False)
    author = models.UUIDField()
    author_name = models.CharField(max_length=200, blank=True)
    unit_name = models.CharField(max_length=200, blank=True)
    signature = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    internal = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="a_cases_thread")]
