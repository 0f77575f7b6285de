"""The steps of a SIP, each a part of the plan with its own state, and what else belongs to a SIP alone."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vardtrad.gate.models import AppendOnly, Kept
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.planning.plan.meeting_rules import MeetingForm
from vardtrad.planning.plan.models import Meeting, Plan, Stage
from vardtrad.planning.sip.states import CallType, OtherPlanKind
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.people.models import Person


class Call(Stage):
    """Kallelse (001-183…189): the latest call, as a draft or as it was sent. Units acknowledge its rounds.

    ``day`` and ``time`` are Swedish and may be empty in a draft. ``meeting`` is what was booked when the call was sent,
    and stays when the meeting has been held or cancelled, until the next call is sent.
    """

    thing = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="call")
    call_type = models.CharField(max_length=10, choices=CallType, blank=True)
    initiator = models.CharField(max_length=40, blank=True)
    initiator_name = models.CharField(max_length=200, blank=True)
    initiator_relation = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    other = models.TextField(blank=True)
    form = models.CharField(max_length=10, choices=MeetingForm, blank=True)
    place = models.CharField(max_length=300, blank=True)
    day = models.DateField(null=True, blank=True)
    time = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=60)
    interpreter = models.BooleanField(default=False)
    language = models.CharField(max_length=100, blank=True)
    moved_why = models.TextField(blank=True)
    sent = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=200, blank=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")


class CarePlan(Stage):
    """Samordnad individuell plan (001-199…221). Its texts are fields; this row says how far it has come.

    ``started`` is when the present approval was started, ``approved`` when the last unit approved it (None until then,
    also when it was the removal of a unit that made it complete). ``updated_why`` is the reason of the latest
    "Uppdatera plan". ``held_from`` and ``held_until`` are from when until when the plan held that all had approved
    before it was last updated; None until such a plan has been. ``follow_up_by`` is the last day of the next follow-up,
    as the approval was started with it.
    """

    thing = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="care_plan")
    started = models.DateTimeField(null=True, blank=True)
    started_by = models.CharField(max_length=200, blank=True)
    approved = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_by = models.CharField(max_length=200, blank=True)
    updated_why = models.TextField(blank=True)
    held_from = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    follow_up_by = models.DateField(null=True, blank=True)


class Coordinator(Kept):
    """The samordningsansvarig of a SIP, at most one at a time (001-190…192). A removed one keeps its row."""

    may_change = frozenset({"removed", "removed_by"})

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="coordinators")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    added = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    removed = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(removed__isnull=True),
                name="a_sip_has_one_coordinator",
                violation_error_message=_("Det finns redan en samordningsansvarig. Ta bort den först."),
            )
        ]
        indexes = [
            models.Index(fields=["staff"], condition=Q(removed__isnull=True), name="sips_of_a_coordinator"),
        ]

    def works_at_another(self, unit: UUID, members: Collection[UUID]) -> bool:
        """Whether the coordinator still works, at another than this of the units that take part (001-220)."""
        return self.staff.active and self.unit_id != unit and self.unit_id in members


class TimeProposal(AppendOnly):
    """Another time that a called unit proposes for the meeting of a round of the call; ``starts`` is in UTC."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="time_proposals")
    round = models.PositiveIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    starts = models.DateTimeField()
    text = models.TextField(blank=True)
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()


class PersonsWord(AppendOnly):
    """What the person whom the plan is about has answered, written or done on their own pages, or a proxy for them.

    ``round`` is the round of the call that is answered, ``row`` the activity that is ticked. ``ground`` is the proxy's
    (vardtrad.shared.proxies.rules.Ground), empty for the person: names of residents are not kept here, since they may
    become protected.
    """

    class Kind(models.TextChoices):
        """What was said."""

        COMES = "comes", _("Kommer till mötet")
        ANOTHER_TIME = "another_time", _("Ber om en annan tid")
        TO_COORDINATOR = "to_coordinator", _("Har skrivit till den som samordnar")
        DONE = "done", _("Har gjort sin aktivitet")
        NOT_DONE = "not_done", _("Har inte gjort sin aktivitet än")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="persons_words")
    kind = models.CharField(max_length=20, choices=Kind)
    round = models.PositiveIntegerField(null=True, blank=True)
    row = models.UUIDField(null=True, blank=True)
    text = models.TextField(blank=True)
    by = models.UUIDField()
    ground = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["plan", "-at", "-id"], name="words_of_a_plans_person")]


class Ending(AppendOnly):
    """Why a SIP was ended, by whom and when (001-222)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="sip_ending")
    reason = models.TextField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class OtherPlan(Kept):
    """Another plan that the patient has beside the SIP: that it exists, since when, and who holds it.

    What is in it is not noted. A row that was noted by mistake, or holds no longer, is kept and marked as removed.
    """

    may_change = frozenset({"removed", "removed_by"})

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="other_plans")
    kind = models.CharField(max_length=20, choices=OtherPlanKind)
    day = models.DateField()
    holder = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    added = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    removed = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=200, blank=True)


class Guest(Kept):
    """Somebody in no directory who is invited to a SIP: a school nurse, a god man, a relative (B-51, ADR 44).

    ``role`` says in words who it is, ``why`` why just this person is called, and ``until`` is the last day of the
    invitation (a Swedish day). ``protection_known``: that the patient's data are protected was known, and it was chosen
    nevertheless. Whether the invitation holds now is asked each time (``guest_standing.in_force``). The row keeps no
    name, since a guest may become protected.
    """

    may_change = frozenset({"removed", "removed_by"})

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="guests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=100)
    why = models.TextField()
    until = models.DateField()
    protection_known = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    added = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    removed = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["plan", "added"], name="guests_of_a_plan"),
            models.Index(fields=["person"], condition=Q(removed__isnull=True), name="plans_of_a_guest"),
        ]


class GuestWord(AppendOnly):
    """What a guest has answered to a call, or written about an activity that names the guest (B-51).

    ``round`` is the round of the call that is answered, ``row`` the activity, ``status`` one of the region's words for
    how an activity stands. The latest word about each counts.
    """

    class Kind(models.TextChoices):
        """What was said."""

        COMES = "comes", _("Kommer till mötet")
        STAYS_AWAY = "stays_away", _("Kan inte komma till mötet")
        WROTE = "wrote", _("Har skrivit om en aktivitet")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="words")
    kind = models.CharField(max_length=20, choices=Kind)
    round = models.PositiveIntegerField(null=True, blank=True)
    row = models.UUIDField(null=True, blank=True)
    status = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["guest", "-at", "-id"], name="words_of_a_guest")]
