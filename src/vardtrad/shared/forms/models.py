"""Forms of a clinic, and what each of their versions says."""

from __future__ import annotations

from django.db import models

from vardtrad.gate.models import AppendOnly
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Staff, Unit


class StoredForm(models.Model):
    """A form that a clinic has built or imported (B-18).

    ``in_use`` is the number of the version that people fill in now; None until one has been taken into use. A form
    that is ``retired`` is offered to nobody, and what was answered stays with its version.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="forms")
    title = models.CharField(max_length=200)
    latest = models.PositiveIntegerField(default=0)
    in_use = models.PositiveIntegerField(null=True, blank=True)
    retired = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["clinic", "title", "id"], name="forms_of_a_clinic")]


class FormVersion(AppendOnly):
    """A version of a form, never changed: answers keep the one that they were given to.

    ``source`` is the Questionnaire as JSON text, exactly as it is exported. ``usable`` says whether people may fill it
    in: nothing in it hinders (the engine's report). ``at`` is when it was saved (UTC).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.ForeignKey(StoredForm, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    usable = models.BooleanField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="a_form_numbers_its_versions")]
