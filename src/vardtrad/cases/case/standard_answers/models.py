"""The ready-made answers of a clinic and of its staff."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.models import Staff, Unit


class StandardAnswer(models.Model):
    """A ready-made answer alternative (färdigt svarsalternativ, 000-035) of a clinic, or of one member of its staff."""

    class Use(models.TextChoices):
        """Under which tab it is offered."""

        ANSWER = "answer", _("Besvara")
        PARTIAL_REPLY = "partial_reply", _("Delsvar")
        QUESTION = "question", _("Motfråga")
        INFORMATION = "information", _("Skicka ärende")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="standard_answers")
    # The owner of a personal answer, which is offered to nobody else (B-05).
    owner = models.ForeignKey(Staff, on_delete=models.CASCADE, null=True, blank=True, related_name="standard_answers")
    # Offered first for cases of this type, when it has one.
    case_type = models.ForeignKey("cases.CaseType", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    use = models.CharField(max_length=15, choices=Use, default=Use.ANSWER)
    name = models.CharField(max_length=100)
    text = models.TextField()
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        # The table is older than the room.
        db_table = "cases_standardanswer"
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "owner", "use", "name"],
                nulls_distinct=False,
                name="a_clinic_names_an_answer_once",
                violation_error_message=_("Det finns redan ett standardsvar med det namnet."),
            )
        ]


class AnswerUse(models.Model):
    """When a member of staff last sent a standard answer (UTC): those used last are offered first (B-05)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    answer = models.ForeignKey(StandardAnswer, on_delete=models.CASCADE, related_name="uses")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "staff"], name="an_answer_was_last_used_once")]
