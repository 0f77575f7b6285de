"""Plans, who takes part, what each unit has confirmed, contacts, events, and who may read from outside."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vardtrad.gate.models import AppendOnly, Kept, Movable, Part
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.plan.event_rules import EventKind
from vardtrad.planning.plan.meeting_rules import MeetingForm, MeetingState, Presence
from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.shared.care_units.models import Organisation, Staff, Unit
from vardtrad.shared.care_units.rules import Party
from vardtrad.shared.login.models import Session
from vardtrad.shared.people.models import Person


class Plan(Movable):
    """A plan that several units share: an SVU or a SIP. Locking its row locks everything that belongs to the plan.

    ``shared`` is when the other parties could first see the plan (UTC); before that only units of the party that began
    it can (``begun_by``; 001-097). ``begun_from`` is the SVU whose decision a SIP was created from. ``follow_up_by`` is
    the last day of a SIP's next follow-up, from its approval on (001-216).
    ``closed`` is when the process ended (a discharge, an ended SIP; UTC); it becomes None again if that is undone.

    The last three columns are what the plan's events say together (``event_rules.standing_of``), kept here so that
    lists of thousands of plans need not read them: the kind of the event that still says where the patient is (a death,
    a leave, a transfer; empty if none does), its day, and whether parties without a unit in the plan were told in
    another way.
    """

    process = models.CharField(max_length=5, choices=ProcessCode)
    patient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plans")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    shared = models.DateTimeField(null=True, blank=True)
    closed = models.DateTimeField(null=True, blank=True)
    event_standing = models.CharField(max_length=20, choices=EventKind, blank=True, db_default="", default="")
    event_day = models.DateField(null=True, blank=True)
    told_outside = models.BooleanField(db_default=False, default=False)
    begun_by = models.CharField(max_length=15, choices=Party, db_default=Party.INPATIENT, default=Party.INPATIENT)
    begun_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="led_to")
    follow_up_by = models.DateField(null=True, blank=True)

    @property
    def deceased(self) -> bool:
        """Whether the ward has registered that the patient died during the stay."""
        return self.event_standing == EventKind.DECEASED

    class Meta:
        indexes = [
            models.Index(fields=["patient", "-updated"], name="plans_of_a_patient"),
            # The live process asks which plans have changed in the last seconds.
            models.Index(fields=["-updated", "-id"], name="plans_by_change"),
            models.Index(
                fields=["follow_up_by"],
                condition=Q(follow_up_by__isnull=False, closed__isnull=True),
                name="plans_to_follow_up",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(process=ProcessCode.SIP, closed__isnull=True),
                name="a_person_has_one_ongoing_sip",
                violation_error_message=_("Personen har redan en pågående SIP."),
            )
        ]


class Participant(Kept):
    """A unit's participation in a plan, with its roles (001-067). The row is kept when the unit leaves.

    ``listed``: the plan is shown on the unit's start page (design decision 8). ``news`` is when another unit last did
    something that the table notifies this unit of (UTC, ADR 25); None if nothing like that has happened.
    """

    may_change = frozenset({"roles", "listed", "news", "removed", "removed_by"})

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="participants")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    party = models.CharField(max_length=15, choices=Party)
    roles = ArrayField(models.CharField(max_length=40))
    listed = models.BooleanField(default=True)
    added = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    removed = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=200, blank=True)
    news = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "unit"],
                condition=Q(removed__isnull=True),
                name="a_unit_takes_part_once",
                violation_error_message=_("Enheten deltar redan."),
            )
        ]
        indexes = [
            models.Index(
                fields=["unit"],
                include=["plan", "roles"],
                condition=Q(removed__isnull=True, listed=True),
                name="start_page_of_a_unit",
            ),
            # An open start page asks again and again what has changed since it was drawn.
            models.Index(
                fields=["unit", "-news"], condition=Q(removed__isnull=True, listed=True), name="news_of_a_unit"
            ),
            # A removal is mentioned on the start page for a while (design decision 6).
            models.Index(fields=["unit", "-removed"], condition=Q(removed__isnull=False), name="left_by_a_unit"),
        ]


class Stage(Part):
    """A step of a plan that units confirm round by round.

    When what they confirmed is no longer valid, a new round begins: the confirmations of earlier rounds are kept but no
    longer count. What a unit still has to do is derived, never stored.
    """

    round = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class Confirmation(AppendOnly):
    """A unit's acknowledgement, attestation or approval of a round of a step, made in one of its roles (001-031)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="confirmations")
    kind = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveIntegerField()
    role = models.CharField(max_length=40)
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind", "unit", "round"],
                name="a_unit_confirms_a_round_once",
                violation_error_message=_("Din enhet har redan gjort detta."),
            )
        ]


class Contact(Kept):
    """A permanent care contact (fast vårdkontakt) of a plan (001-105…114). A removed contact keeps its row."""

    may_change = frozenset({"unit", "removed", "removed_by"})

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="contacts")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    convener = models.BooleanField(default=False)
    responsibility = models.CharField(max_length=200, blank=True)
    # When the contact answers the telephone, as the patient reads it: "vardagar 8–9" (B-41).
    phone_hours = models.CharField(max_length=100, blank=True)
    added = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    removed = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(removed__isnull=True, convener=True),
                name="a_plan_has_one_convener",
                violation_error_message=_("Det finns redan en kallelseansvarig i ärendet. Ta bort den först."),
            ),
            models.UniqueConstraint(
                fields=["plan", "staff"],
                condition=Q(removed__isnull=True),
                name="somebody_is_contact_once",
                violation_error_message=_("Personen är redan fast vårdkontakt i ärendet."),
            ),
        ]
        indexes = [models.Index(fields=["staff"], condition=Q(removed__isnull=True), name="plans_of_a_contact")]


class Event(AppendOnly):
    """Something that happened during the stay and that the receiving units need to know (B-25).

    ``corrects`` is the earlier event whose effect this one takes back, for a correction or a cancellation;
    ``organisation`` the municipality that has placed the patient, if it is one here.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind)
    day = models.DateField()
    text = models.TextField(blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=200)
    at = models.DateTimeField()


class Meeting(Kept):
    """A meeting to which a plan's units were called (001-185, B-49); the row stays when it is moved or cancelled.

    ``starts`` is in UTC. ``follows_up`` says that the call was "Uppföljning", ``due_by`` which day was then the last
    for it (None for other calls, and for calls from before that was kept). ``sequence`` counts what calendars have been
    told of the meeting. ``called``, ``called_by`` and ``unit`` are when the call was sent, by whom and where.
    """

    may_change = frozenset({"starts", "minutes", "form", "sequence", "state", "ended", "ended_by", "reason"})

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="meetings")
    follows_up = models.BooleanField(default=False)
    due_by = models.DateField(null=True, blank=True)
    starts = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=10, choices=MeetingForm)
    sequence = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.BOOKED)
    called = models.DateTimeField()
    called_by = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ended = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state=MeetingState.BOOKED),
                name="a_plan_has_one_booked_meeting",
                violation_error_message=_("Det finns redan ett bokat möte."),
            )
        ]
        indexes = [models.Index(fields=["plan", "-called"], name="meetings_of_a_plan")]


class Attendance(Kept):
    """Whether a called unit came to a meeting that has been held (B-50)."""

    may_change = frozenset({"presence", "at", "by_name"})

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=10, choices=Presence)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "unit"], name="a_unit_attends_a_meeting_once")]


class ReadingGrant(AppendOnly):
    """Permission for staff outside a plan to read it during a session, with the ground for it (001-033…039).

    ``reason`` is the danger, how a new consent was given after a refusal, or why consent can no longer be obtained.
    ``consented`` is the Swedish day of a new consent after a refusal; None for every other ground.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="grants")
    session = models.ForeignKey(Session, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=20, choices=Basis)
    reason = models.TextField(blank=True)
    responsible = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    consented = models.DateField(null=True)
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["session", "plan"], name="grants_of_a_session"),
            # What reviewers go through, the latest first.
            models.Index(fields=["-at", "-id"], name="grants_by_time"),
        ]


class Searched(models.Model):
    """A search for a person by personal number in a session, after which the person's page can be opened (001-054).

    So nobody reaches a person's page by guessing its address. The row is deleted with the session.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="a_search_is_kept_once_in_a_session")]


class Notice(models.Model):
    """A general message about the system to all planning staff (001-072), shown from one Swedish day to another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(max_length=200)
    text = models.TextField()
    shown_from = models.DateField()
    shown_to = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_to__gte=models.F("shown_from")),
                name="a_notice_ends_after_it_begins",
                violation_error_message=_("Sista dagen kan inte vara före den första."),
            )
        ]
        indexes = [models.Index(fields=["shown_to"], name="notices_by_last_day")]
