"""The kinds of messages in the thread of a case, and which of them the resident never sees."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageKind(models.TextChoices):
    """The kinds of messages in the thread."""

    OPENING = "opening", _("Ärende")
    PARTIAL_REPLY = "partial_reply", _("Delsvar")
    QUESTION = "question", _("Motfråga")
    ANSWER_BACK = "answer_back", _("Svar från invånare")
    ANSWER = "answer", _("Svar")
    CLOSING_REASON = "closing_reason", _("Avslutat utan svar")
    INFORMATION = "information", _("Information")
    FIRST_QUESTION = "first_question", _("Fråga")
    NOTE = "note", _("Intern anteckning")
    CONSULTATION = "consultation", _("Fråga till kollega")
    CONSULT_REPLY = "consult_reply", _("Svar från kollega")


RICH = frozenset({MessageKind.FIRST_QUESTION, MessageKind.INFORMATION})
"""What clinics send by themselves, which may have bold, italics, headings and lists (004-031)."""

INTERNAL = frozenset(
    {MessageKind.CLOSING_REASON, MessageKind.NOTE, MessageKind.CONSULTATION, MessageKind.CONSULT_REPLY}
)
"""The kinds that the resident never sees."""
