"""What a meeting of a plan may be: its form, how it ended, and whether a called unit came (B-49, B-50)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class MeetingForm(TextChoices):
    """ "Mötesform" (001-185)."""

    PLACE = "place", gettext_lazy("Fysiskt möte")
    VIDEO = "video", gettext_lazy("Videomöte")
    PHONE = "phone", gettext_lazy("Telefonmöte")


class MeetingState(TextChoices):
    """How a called meeting stands."""

    BOOKED = "booked", gettext_lazy("Bokat")
    CANCELLED = "cancelled", gettext_lazy("Inställt")
    HELD = "held", gettext_lazy("Hållet")


class Presence(TextChoices):
    """Whether a called unit took part in a meeting (B-50)."""

    CAME = "came", gettext_lazy("Deltog")
    EXCUSED = "excused", gettext_lazy("Lämnade återbud")
    ABSENT = "absent", gettext_lazy("Uteblev")
