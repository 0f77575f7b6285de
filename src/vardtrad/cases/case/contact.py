"""How a resident came in touch with the clinic, and by which channel the answer goes (B-35)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class CameBy(TextChoices):
    """How a resident's case came: written by the resident, or told to staff who registered it (B-35)."""

    WEB = "web", gettext_lazy("via webben")
    PHONE = "phone", gettext_lazy("via telefon")
    DESK = "desk", gettext_lazy("i receptionen")


class AnswerBy(TextChoices):
    """The channel by which the resident wants what the clinic says (B-35)."""

    INBOX = "inbox", gettext_lazy("I inkorgen")
    PHONE = "phone", gettext_lazy("På telefon")
    LETTER = "letter", gettext_lazy("I brev")


class Caller(TextChoices):
    """Who told staff what a registered case is about."""

    SELF = "self", gettext_lazy("Personen själv")
    GUARDIAN = "guardian", gettext_lazy("Vårdnadshavare")
    OTHER = "other", gettext_lazy("Någon annan")
