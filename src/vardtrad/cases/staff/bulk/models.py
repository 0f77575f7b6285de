"""A job: one action on many cases, kept as rows so that it survives a closed browser and a killed worker (B-06)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vardtrad.cases.case.models import Case
from vardtrad.cases.teams.models import Group
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Staff, Unit


class Action(models.TextChoices):
    """What can be done with many cases at once; the values are those that the forms send."""

    DISTRIBUTE = "fordela", _("Fördela")
    TAKE = "ta", _("Fördela till dig själv")
    ANSWER = "besvara", _("Besvara med standardsvar")
    CLOSE = "avsluta", _("Avsluta utan svar")
    PRINT = "skriv-ut", _("Skriv ut")


class Job(models.Model):
    """An action on the cases that somebody chose, at a clinic. Times are UTC.

    It is prepared when the cases have been chosen (``ordered`` is empty), under way once its owner has confirmed it,
    and ``done`` when every row has an outcome. ``not_before`` is when a worker may take it up. A worker with a chunk in
    hand moves it forward, so that a killed worker's chunk becomes free again after a while. ``stopped`` is when its
    owner asked to leave the rest undone: what a worker has in hand is still carried out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    # The session in which it was ordered, for the traces.
    session = models.UUIDField(null=True, blank=True)
    action = models.CharField(max_length=10, choices=Action)
    # The answer with its variables unfilled, or the reason for closing.
    text = models.TextField(blank=True)
    to_staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The address of the list in which the cases were chosen, for the link back.
    chosen_in = models.CharField(max_length=2_000)
    # The owner's language: only the owner reads the sentences of refused rows.
    language = models.CharField(max_length=2, default="sv")
    created = models.DateTimeField()
    ordered = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    stopped = models.DateTimeField(null=True, blank=True)
    done = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(ordered__isnull=False, done__isnull=True), name="jobs_to_carry_out"
            ),
            models.Index(
                fields=["staff", "clinic"],
                condition=Q(ordered__isnull=False, done__isnull=True),
                name="jobs_under_way_of_somebody",
            ),
            models.Index(fields=["created"], name="old_jobs"),
        ]


class Outcome(models.TextChoices):
    """The outcome of a row."""

    WAITING = "waiting", _("Väntar")
    DONE = "done", _("Klart")
    REFUSED = "refused", _("Gick inte")
    STOPPED = "stopped", _("Stoppat")


class JobRow(models.Model):
    """One case of a job. Its id is the submit key, so that the job never moves the case twice.

    ``seen`` is the content number and ``move`` the move, both from when the case was chosen: they must not change
    between an interrupted try and the next one. ``sentence`` says why a row was refused.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="rows")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    move = models.CharField(max_length=30, blank=True)
    seen = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    sentence = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "place"], name="the_rows_of_a_job_have_an_order"),
            models.UniqueConstraint(fields=["job", "case"], name="a_case_stands_once_in_a_job"),
        ]


class PaperPart(models.Model):
    """A PDF with the cases of a print job from one place to another, as a worker has drawn it; kept for a day.

    ``first`` and ``last`` are places of the job's rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="parts", db_index=False)
    first = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    made = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "first"], name="a_part_begins_at_a_place_of_its_own")]
        indexes = [models.Index(fields=["made"], name="old_parts")]
