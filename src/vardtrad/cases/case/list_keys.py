"""The lists in which a case stands: the keys that PostgreSQL derives from its state."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClinicList(models.TextChoices):
    """In which list of "Mottagningens ärenden" a case is."""

    INCOMING = "incoming", _("Inkomna ärenden")
    DISTRIBUTED = "distributed", _("Fördelade ärenden")
    CLOSED = "closed", _("Avslutade ärenden")


class HandlerList(models.TextChoices):
    """In which list of its handler's "Mina ärenden" a case is."""

    NOWHERE = "", _("Ingenstans")
    ASSIGNED = "assigned", _("Tilldelade ärenden")
    QUESTIONS = "questions", _("Skickade frågor/Inkomna svar")
    CLOSED = "closed", _("Avslutade ärenden")
