"""Case types, what a clinic offers of them, cases and their messages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case as When_
from django.db.models import F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from vardtrad.cases.case.contact import AnswerBy, Caller, CameBy
from vardtrad.cases.case.list_keys import ClinicList, HandlerList
from vardtrad.cases.case.message_kinds import MessageKind
from vardtrad.cases.case.rules import Feedback, Nature, Origin, State
from vardtrad.cases.teams.models import Group
from vardtrad.gate.models import AppendOnly, Kept, Movable
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.forms.models import FormVersion, StoredForm
from vardtrad.shared.people.models import Person

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The time by which a case without a deadline is sorted: after all that have one."""


class CaseType(models.Model):
    """A type of case (ärendetyp), the same in all clinics; a Service says how a clinic offers it.

    An ``outgoing`` type is a template (mall) for what clinics send: information that cannot be answered, or a question.
    """

    class Direction(models.TextChoices):
        """The party that begins cases of this type."""

        INCOMING = "incoming", _("Invånaren skriver")
        INFORMATION = "information", _("Information - Ett invånarärende som inte går att besvara")
        QUESTION = "question", _("Frågor - Ett invånarärende med tillhörande frågeformulär")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=100)
    prompt = models.CharField(max_length=300, blank=True)
    direction = models.CharField(max_length=12, choices=Direction, default=Direction.INCOMING)
    # The kinds that the resident chooses between, in order (002-018, 002-026); none when there is nothing to choose.
    choices = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    choice_label = models.CharField(max_length=200, blank=True)
    # Whether every clinic must offer it unless an exception is recorded (002-001).
    base_range = models.BooleanField(default=False)
    # Not listed for residents: only those whom the clinic has sent a case come to it, by its link (004-047).
    by_link = models.BooleanField(default=False, db_default=False)
    # What staff read before they send a template (004-021).
    instruction = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="a_case_type_has_one_code")]


class Service(models.Model):
    """A case type that a clinic takes, what the resident can expect, and how the clinic works with it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="services")
    case_type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="services")
    open = models.BooleanField(default=True)
    expectation = models.TextField(blank=True)
    # Why a service of the base range is not offered (002-001); without it, it cannot be closed.
    exception = models.CharField(max_length=300, blank=True)
    # A shortcut to somewhere else (002-034, 002-036): the resident gets the link first, and may still write.
    link = models.URLField(max_length=300, blank=True)
    link_words = models.CharField(max_length=200, blank=True)
    # A second notice with its link, such as for harm assessment of record copies (002-035).
    notice = models.TextField(blank=True)
    # The profession group that its cases are routed to (002-039, 002-041).
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="services")
    # Working days until the first word, and to a resident's answer; the clinic's own when empty (design decision 1).
    first_days = models.PositiveSmallIntegerField(null=True, blank=True)
    reply_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # Of a template: working days until a question is flagged, reminded of, to be answered and closed (ClinicPolicy).
    sent_days = models.PositiveSmallIntegerField(null=True, blank=True)
    remind_days = models.PositiveSmallIntegerField(null=True, blank=True)
    answer_days = models.PositiveSmallIntegerField(null=True, blank=True)
    close_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # Hours by ISO weekday, {"1": ["08:00", "16:00"]} in Swedish time; empty means always open (B-11).
    hours = models.JSONField(default=dict, blank=True)
    nature = models.CharField(max_length=14, choices=Nature, blank=True, default="", db_default="")  # its group (B-38)
    # How many a day the clinic takes (Swedish date); empty means any number (B-11).
    daily_cap = models.PositiveSmallIntegerField(null=True, blank=True)
    # The form that residents answer in place of a text; empty when they write freely.
    form = models.ForeignKey(StoredForm, on_delete=models.PROTECT, null=True, blank=True, related_name="services")
    # Whether what residents answer lands with the group, whoever had the case (B-36).
    answers_to_group = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "case_type"], name="a_clinic_offers_a_case_type_once")]


class ClinicPolicy(models.Model):
    """A clinic's own deadlines in working days, where a service has none of its own (design decision 1)."""

    clinic = models.OneToOneField(Unit, on_delete=models.CASCADE, primary_key=True, related_name="case_policy")
    first_days = models.PositiveSmallIntegerField(default=2)
    reply_days = models.PositiveSmallIntegerField(default=1)
    # A case that the clinic sent is flagged this long after it was created (004-060).
    sent_days = models.PositiveSmallIntegerField(default=4)
    # Of a question that the clinic sent: when the resident who has not read it is reminded (004-005) and when it is
    # closed if no answer has come (004-011), 0 for never; and by when the resident is asked to answer (004-043).
    remind_days = models.PositiveSmallIntegerField(default=1, db_default=1)
    answer_days = models.PositiveSmallIntegerField(default=7, db_default=7)
    close_days = models.PositiveSmallIntegerField(default=10, db_default=10)


class ApprovedContact(models.Model):
    """A clinic's approval of a person with protected personal data for communication (003-021)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="approved_contacts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="approved_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "person"], name="a_clinic_approves_a_person_once")]


_FILTERED = (
    "state", "feedback", "origin", "case_type", "handler", "group", "holder", "flagged", "unread_by_resident",
    "waits_for_staff", "clinic_list", "created",
)  # fmt: skip


def _derived(expression: Any, field: models.Field[Any, Any]) -> models.GeneratedField:
    """A column that PostgreSQL derives from others of the row, and keeps."""
    return models.GeneratedField(expression=expression, output_field=field, db_persist=True)


class Case(Movable):
    """A case: one shared thread between a resident and a clinic (000-001).

    ``clinic_list``, ``handler_list`` and ``waits_for_staff`` are list keys that PostgreSQL derives from the state, so
    that one index answers a list that holds several states.
    """

    # Longer indexes begin with these two columns: clinic_lists and residents_inbox.
    clinic = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases", db_index=False)
    patient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases", db_index=False)
    case_type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="cases")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.RESIDENT)
    # How a resident's case came, and by which channel the resident wants what the clinic says (B-35).
    came_by = models.CharField(max_length=5, choices=CameBy, default=CameBy.WEB, db_default=CameBy.WEB)
    answer_by = models.CharField(max_length=6, choices=AnswerBy, default=AnswerBy.INBOX, db_default=AnswerBy.INBOX)
    # Of a case that staff registered: who asked for it, and the number to call with the answer.
    caller = models.CharField(max_length=10, choices=Caller, blank=True, default="", db_default="")
    caller_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    call_number = models.CharField(max_length=30, blank=True, default="", db_default="")
    # The kind that the resident chose, in words, where the case type has kinds.
    choice = models.CharField(max_length=200, blank=True)
    # The version of a form that the resident is asked to answer now; empty when words are asked for, or nothing.
    form_version = models.ForeignKey(FormVersion, models.PROTECT, null=True, related_name="+", db_index=False)
    handler = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    # The group that the case was distributed or routed to; while ``handler`` is empty any member may take it (004-056).
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    # Who had the case when the resident's answer went to the group (B-36).
    former_handler = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", db_index=False)
    feedback = models.CharField(max_length=20, choices=Feedback, default=Feedback.NONE)
    # Something that the other party has not opened yet: the blue dot, and OLÄST.
    unread_by_clinic = models.BooleanField(default=True)
    unread_by_resident = models.BooleanField(default=False)
    feedback_due = models.DateTimeField()
    # When the clinic owes the resident a message; empty while it owes none. ``feedback_due`` keeps the latest time.
    due = models.DateTimeField(null=True, blank=True)
    flagged = models.DateTimeField(null=True, blank=True)
    urgent = models.BooleanField(default=False)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    # Of a question that the clinic sent, until its answer comes: by when the resident is asked to answer, when the
    # clock reminds and when it closes. A closed case with ``closes_at`` was closed by the clock.
    answer_due = models.DateTimeField(null=True, blank=True)
    reminds_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    # When the clock sends a written message (B-09); its text is in Postponed.
    sends_at = models.DateTimeField(null=True, blank=True)
    # A question to a colleague that has not been answered.
    consulting = models.BooleanField(default=False)

    clinic_list = _derived(
        When_(
            When(state=State.RECEIVED, then=Value(ClinicList.INCOMING)),
            When(state=State.CLOSED, then=Value(ClinicList.CLOSED)),
            default=Value(ClinicList.DISTRIBUTED),
        ),
        models.CharField(max_length=12),
    )
    handler_list = _derived(
        When_(
            When(state=State.RECEIVED, then=Value(HandlerList.NOWHERE)),
            When(state=State.ASSIGNED, then=Value(HandlerList.ASSIGNED)),
            When(state=State.CLOSED, then=Value(HandlerList.CLOSED)),
            default=Value(HandlerList.QUESTIONS),
        ),
        models.CharField(max_length=12),
    )
    waits_for_staff = _derived(
        When_(
            When(
                Q(state__in=[State.RECEIVED, State.ASSIGNED, State.ANSWERED]) & Q(snoozed_until__isnull=True),
                then=Value(True),
            ),
            default=Value(False),
        ),
        models.BooleanField(),
    )
    # Who has the case: its handler, or the group that nobody has taken it from.
    holder = _derived(Coalesce("handler_id", "group_id"), models.UUIDField(null=True))
    # By urgency: first those marked urgent, then by when a message to the resident is due (B-01).
    not_urgent = _derived(
        When_(When(urgent=True, then=Value(False)), default=Value(True)),
        models.BooleanField(),
    )
    urgency = _derived(Coalesce("due", Value(NEVER)), models.DateTimeField())
    is_open = _derived(
        When_(When(state=State.CLOSED, then=Value(False)), default=Value(True)),
        models.BooleanField(),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[State.RECEIVED, State.CLOSED])
                | Q(handler__isnull=False)
                | Q(group__isnull=False),
                name="a_distributed_case_has_a_handler",
            ),
        ]
        indexes = [
            models.Index(fields=["clinic", "clinic_list", "-updated", "-id"], name="clinic_lists"),
            models.Index(fields=["holder", "clinic", "handler_list", "-updated", "-id"], name="holder_lists"),
            models.Index(fields=["clinic", "-updated", "-id"], condition=Q(waits_for_staff=True), name="clinic_to_do"),
            models.Index(
                fields=["holder", "clinic", "-updated", "-id"], condition=Q(waits_for_staff=True), name="holder_to_do"
            ),
            models.Index(fields=["holder", "clinic", "is_open", "-updated", "-id"], name="holder_open"),
            # Lists with filters, sorted three ways: the columns that filters look at are in the index itself, so
            # that rows that do not fit are skipped without being fetched.
            models.Index(fields=["clinic", "is_open", "-updated", "-id"], include=_FILTERED, name="clinic_open"),
            models.Index(fields=["clinic", "is_open", "-created", "-id"], include=_FILTERED, name="clinic_by_creation"),
            models.Index(
                fields=["clinic", "is_open", "not_urgent", "urgency", "id"], include=_FILTERED, name="clinic_by_urgency"
            ),
            models.Index(fields=["patient", "-updated", "-id"], name="residents_inbox"),
            # Those to telephone: the clock has closed them without an answer (004-067).
            models.Index(
                fields=["clinic", "-updated", "-id"],
                name="closed_unanswered",
                condition=Q(state=State.CLOSED, closes_at__isnull=False),
            ),
            models.Index(fields=["clinic", "patient"], condition=Q(is_open=True), name="open_of_a_patient"),
            models.Index(fields=["clinic", "case_type", "created"], name="counted_by_day"),
        ]


class Message(AppendOnly):
    """One message of a case, never changed. ``internal`` messages are for staff only: the resident never sees them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages", db_index=False)
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
    files = models.JSONField(default=list)  # each [id of the Document, name, media type, size in bytes]

    class Meta:
        indexes = [models.Index(fields=["case", "id"], name="a_cases_thread")]


class Consultation(Kept):
    """A question about a case to a colleague, or to another unit of the organisation (B-08, 002-029).

    The person asked may read and answer inside the case until it is closed, and later if the question still waits.
    """

    # The message: an upgrade ties rows from before there was a column for it.
    may_change = frozenset({"answered", "message"})

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consultations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="consultations")
    # One person at the unit, or, when empty, anybody there who handles cases.
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="consultations")
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    # The message of the thread that asks; empty where a case from before this column lacks one.
    message = models.OneToOneField(Message, on_delete=models.PROTECT, null=True, related_name="consultation")
    at = models.DateTimeField()
    answered = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="consultations_of_a_case"),
            models.Index(fields=["unit", "-at"], condition=Q(answered__isnull=True), name="consultations_to_answer"),
        ]


class CaseLink(AppendOnly):
    """A link between two cases of the same person at a clinic, which belong together (B-10)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links", db_index=False)
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="linked_from")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "other"],
                name="two_cases_are_linked_once",
                violation_error_message=_("Ärendena är redan ihopkopplade."),
            ),
            models.CheckConstraint(condition=~Q(case=F("other")), name="a_case_is_not_linked_to_itself"),
        ]


class Postponed(Kept):
    """What a handler has written to be sent later by the clock (B-09). At most one waits for each case."""

    may_change = frozenset({"status"})

    class Status(models.TextChoices):
        """The outcome of the waiting message."""

        WAITING = "waiting", _("Väntar")
        SENT = "sent", _("Skickat")
        CANCELLED = "cancelled", _("Ångrat")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="postponed")
    kind = models.CharField(max_length=20, choices=MessageKind)
    at = models.DateTimeField()
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=200)
    signature = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(status="waiting"),
                name="one_thing_waits_to_be_sent",
                violation_error_message=_("Något väntar redan på att skickas. Ångra det först."),
            )
        ]


class CaseWords(models.Model):
    """The words of a case for searching: its messages, type and person, and the clinic as a word of its own.

    The clinic is in the index, so a search sees no other clinic's cases. ``begins``: the first words, for the lists.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="words")
    words = SearchVectorField()
    begins = models.CharField(max_length=80, blank=True, default="", db_default="")

    class Meta:
        indexes = [GinIndex(fields=["words"], name="words_of_cases")]


class CaseDays(models.Model):
    """The Swedish days of a resident's case, in a narrow table of their own for statistics (ADR 28).

    ``word`` is when the clinic first said something to the resident, or closed the case as answered in another way.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="days")
    clinic = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    case_type = models.ForeignKey(CaseType, on_delete=models.PROTECT, related_name="+", db_index=False)
    came = models.DateField()
    came_by = models.CharField(max_length=5, choices=CameBy, default=CameBy.WEB, db_default=CameBy.WEB)
    word = models.DateField(null=True, blank=True)
    ended = models.DateField(null=True, blank=True)
    answered = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "came"], include=["case_type", "word", "came_by"], name="counted_by_coming"),
            models.Index(fields=["clinic", "ended"], include=["case_type", "came", "answered"],
                         condition=Q(ended__isnull=False), name="counted_by_ending"),
        ]  # fmt: skip
