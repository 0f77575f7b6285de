"""The kinds of registrations about consent (001-083…094). The rules for them are in the table of the plan."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

REASON_LIMIT = 1_000


class Kind(TextChoices):
    """The kinds of registrations about information and consent."""

    INFORMED = "informed", gettext_lazy("Muntlig och skriftlig information lämnad")
    INFORMED_ORALLY = "informed_orally", gettext_lazy("Skriftlig information kunde inte lämnas")
    CONSENT = "consent", gettext_lazy("Samtycke registrerat")
    REFUSAL = "refusal", gettext_lazy("Nekat samtycke registrerat")
    HARM_ASSESSMENT = "harm_assessment", gettext_lazy("Menprövning utförd")
    WITHDRAWAL = "withdrawal", gettext_lazy("Avregistrerat")


class Basis(TextChoices):
    """The grounds on which staff who do not take part may read a plan (001-034, 001-035, design decision 16).

    ``TOLD_HOLDER`` opens nothing: somebody was told, in danger to life, who keeps what the patient has closed.
    """

    CONSENT = "consent", gettext_lazy("Patienten samtycker till att jag läser")
    HARM_ASSESSMENT = "harm_assessment", gettext_lazy("Menprövning: patienten kan inte lämna samtycke")
    DANGER = "danger", gettext_lazy("Fara för patientens liv eller allvarlig risk för hälsan")
    OWN_ORGANISATION = "own_organisation", gettext_lazy("Aktivt val inom den egna organisationen")
    TOLD_HOLDER = "told_holder", gettext_lazy("Fara för patientens liv: fick veta vilken enhet som har uppgifterna")


OPENING = frozenset(Basis) - {Basis.TOLD_HOLDER}
"""The grounds on which something is read."""
