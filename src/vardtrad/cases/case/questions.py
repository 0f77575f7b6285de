"""Where residents ask a clinic about what it has sent them: a case type that only they come to (004-047)."""

from __future__ import annotations

from uuid import UUID

from vardtrad.cases.case.models import Case, Service
from vardtrad.cases.case.rules import Origin


def question_service(clinic: UUID) -> Service | None:
    """The clinic's service that is reached by its link only, the first of them; None when it has none open."""
    services = Service.objects.filter(clinic_id=clinic, open=True, case_type__by_link=True, clinic__takes_cases=True)
    return services.order_by("case_type__order", "case_type__name").first()


def may_come_by_link(person: UUID, clinic: UUID) -> bool:
    """Whether the clinic has sent the person something to ask about."""
    return Case.objects.filter(patient_id=person, clinic_id=clinic, origin=Origin.CLINIC).exists()
