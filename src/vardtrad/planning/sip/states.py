"""The steps of a SIP, the states of each, and the alternatives of a call."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class Step(TextChoices):
    """The steps, in their order (001-245). The value is the part's kind, ``slug`` its address."""

    CALL = "call", gettext_lazy("Kallelse")
    ASSESSMENT = "assessment", gettext_lazy("Kartläggning")
    CARE_PLAN = "care_plan", gettext_lazy("Samordnad individuell plan")

    @property
    def slug(self) -> str:
        """The last part of the step's address."""
        return _SLUGS[self]

    @staticmethod
    def of(slug: str) -> Step | None:
        """The step with this address."""
        return next((step for step in Step if step.slug == slug), None)


_SLUGS = {Step.CALL: "kallelse", Step.ASSESSMENT: "kartlaggning", Step.CARE_PLAN: "plan"}


class CallState(TextChoices):
    """The states of Kallelse."""

    DRAFT = "draft", gettext_lazy("Utkast")
    SENT = "sent", gettext_lazy("Skickad")
    CANCELLED = "cancelled", gettext_lazy("Mötet är inställt")
    HELD = "held", gettext_lazy("Mötet har hållits")


class AssessmentState(TextChoices):
    """The states of Kartläggning: it has no finished state (001-194)."""

    STARTED = "started", gettext_lazy("Påbörjad")


class CarePlanState(TextChoices):
    """The states of Samordnad individuell plan; that the plan is active follows from who has approved it."""

    WRITING = "writing", gettext_lazy("Skrivs")
    APPROVING = "approving", gettext_lazy("Godkännande är startat")


class CallType(TextChoices):
    """ "Typ av kallelse" (001-183, 001-256)."""

    NEW = "new", gettext_lazy("Ny plan")
    FOLLOW_UP = "follow_up", gettext_lazy("Uppföljning")


class OtherPlanKind(TextChoices):
    """The other plans that a patient may have beside a SIP."""

    LSS = "lss", gettext_lazy("Individuell plan enligt LSS")
    LPT = "lpt", gettext_lazy("Samordnad vårdplan enligt 7 a § LPT")
    LRV = "lrv", gettext_lazy("Samordnad vårdplan enligt 12 a § LRV")
    CONTRACT = "contract", gettext_lazy("Patientkontrakt")
    OTHER = "other", gettext_lazy("Annan plan")


INSTEAD_OF_SIP = frozenset({OtherPlanKind.LPT.value, OtherPlanKind.LRV.value})
"""The plans that the law has for compulsory psychiatric care in open form, instead of a SIP (2017:612 4 kap. 1 §)."""
