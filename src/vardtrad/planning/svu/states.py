"""The steps of an SVU, the states of each, and how a stay ends."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class Step(TextChoices):
    """The steps, in their order (001-244). The value is the part's kind, ``slug`` its address."""

    ADMISSION = "admission", gettext_lazy("Inskrivning")
    DISCHARGE_TIME = "discharge_time", gettext_lazy("Tid för utskrivning")
    ASSESSMENT = "assessment", gettext_lazy("Kartläggning")
    STATEMENT = "statement", gettext_lazy("Ställningstagande")
    DISCHARGE = "discharge", gettext_lazy("Utskrivning")

    @property
    def slug(self) -> str:
        """The last part of the step's address."""
        return _SLUGS[self]

    @staticmethod
    def of(slug: str) -> Step | None:
        """The step with this address."""
        return next((step for step in Step if step.slug == slug), None)


_SLUGS = {
    Step.ADMISSION: "inskrivning",
    Step.DISCHARGE_TIME: "tid",
    Step.ASSESSMENT: "kartlaggning",
    Step.STATEMENT: "stallningstagande",
    Step.DISCHARGE: "utskrivning",
}


class AdmissionState(TextChoices):
    """The states of Inskrivning."""

    DRAFT = "draft", gettext_lazy("Utkast")
    PUBLISHED = "published", gettext_lazy("Publicerad")


class TimeState(TextChoices):
    """The states of Tid för utskrivning, from its first change on."""

    ESTIMATED = "estimated", gettext_lazy("Beräknad ut")
    READY = "ready", gettext_lazy("Utskrivningsklar")


class AssessmentState(TextChoices):
    """The states of Kartläggning: it has no finished state (001-128)."""

    STARTED = "started", gettext_lazy("Påbörjad")


class StatementState(TextChoices):
    """The states of Ställningstagande; that it is finally attested follows from who has attested."""

    WRITING = "writing", gettext_lazy("Slutenvården skriver")
    MARKED = "marked", gettext_lazy("Klarmarkerat")
    REJECTED = "rejected", gettext_lazy("Ej godkänt av öppenvården")


class DischargeState(TextChoices):
    """The states of Utskrivning."""

    PUBLISHED = "published", gettext_lazy("Utskriven")
    UNDONE = "undone", gettext_lazy("Ångrad utskrivning")


class Ending(TextChoices):
    """How a stay ends (001-160)."""

    DISCHARGE = "discharge", gettext_lazy("Utskrivning")
    EARLY = "early", gettext_lazy("Avslut i förtid")
