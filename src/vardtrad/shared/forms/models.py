"""Forms of a clinic, what each of their versions says, and the answers that people have sent."""

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
    # Empty for a form that comes with the product.
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="a_form_numbers_its_versions")]


class GivenAnswers(AppendOnly):
    """What somebody answered in a form, as a QuestionnaireResponse beside the message that says the same in words.

    ``label`` and ``thing`` are what the message is in ("case" and its id), ``message`` is the message's id. The
    version is the one that the answers were given to. ``code`` is the alternative chosen in the form's first question
    with alternatives ("JA"), for lists and statistics; empty when there is none. ``at`` is when they were sent (UTC).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    label = models.CharField(max_length=20)
    thing = models.UUIDField()
    message = models.UUIDField()
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="answers")
    code = models.CharField(max_length=80, blank=True)
    response = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message"], name="a_message_has_one_set_of_answers")]
        indexes = [models.Index(fields=["thing", "-at"], name="answers_of_a_thing")]
