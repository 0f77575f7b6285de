"""What is on a contact card, how long its texts may be, and on what ground somebody of the staff reads it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

NAME_LIMIT, PHONE_LIMIT, REACH_LIMIT, MATTERS_LIMIT = 100, 30, 300, 1_000
MOST_RELATIVES = 3


class Interpreter(TextChoices):
    """Whether the person needs an interpreter, and of what kind (B-45)."""

    NONE = "none", _("Nej")
    SPOKEN = "spoken", _("Ja, språktolk")
    SIGN = "sign", _("Ja, teckenspråkstolk")
    DEAFBLIND = "deafblind", _("Ja, dövblindtolk")
    WRITTEN = "written", _("Ja, skrivtolk")


class Channel(TextChoices):
    """How the person wants to be reached."""

    HERE = "here", _("Meddelande här i tjänsten")
    PHONE = "phone", _("Telefon")
    SMS = "sms", _("SMS")
    LETTER = "letter", _("Brev")
    RELATIVE = "relative", _("Genom min närstående")


class Because(TextChoices):
    """On what ground somebody reads another person's card; the caller has made sure that it holds now."""

    OPEN_CASE = "open_case", _("Ett öppet ärende som läsaren får läsa")
    CONSENT = "consent", _("Samtycke i en planering som läsarens enhet deltar i")
