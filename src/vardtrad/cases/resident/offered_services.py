"""What a clinic offers residents at this moment: its services, which are closed, and cases that are already open.

The templates that clinics send are not services for residents.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import Case, CaseType, Service
from vardtrad.cases.case.policy import closed_now, closes_today, sent_today
from vardtrad.cases.case.rules import Nature
from vardtrad.cases.case.shown import opening_words
from vardtrad.gate.compiled import Compiled
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.drafts.queries import keys_with

SHOWN = 3
"""How many open cases of the same type are shown to somebody about to send another."""

_OFFERED = {"open": True, "clinic__takes_cases": True, "case_type__direction": CaseType.Direction.INCOMING}


@dataclass(frozen=True, slots=True)
class Offered:
    """A service as the clinic's page shows it; ``closed`` and ``opens`` are sentences, empty when it is open now."""

    service: Service
    closed: str
    opens: str
    closes: time | None = None
    """When it closes today (Swedish time), where it is open now and has hours (B-38)."""


def offered(clinic: UUID) -> list[Offered]:
    """The services that a clinic offers residents, in order: one query, and another if any has a daily cap."""
    services_here = Service.objects.select_related("case_type").filter(
        **_OFFERED, clinic_id=clinic, case_type__by_link=False
    )
    services = list(services_here.order_by("case_type__order", "case_type__name"))
    capped = [service for service in services if service.daily_cap is not None]
    sent = sent_today(clinic, capped) if capped else {}

    def offer(service: Service) -> Offered:
        number = sent.get(service.case_type_id, 0)
        closed = closed_now(service, number)
        return Offered(
            service,
            closed,
            opening_words(service, number) if closed else "",
            None if closed else closes_today(service),
        )

    return [offer(service) for service in services]


@dataclass(frozen=True, slots=True)
class Group:
    """The services of a clinic that residents see under one heading; without words where the clinic has no groups.

    ``together`` is one of them, when all are open, or closed, at the same times: then the heading says when (B-38).
    """

    words: str
    services: list[Offered]
    together: Offered | None


def grouped(offers: list[Offered]) -> list[Group]:
    """The services by what they are about, where the clinic has said so; those of no group last."""
    if not any(offer.service.nature for offer in offers):
        return [Group("", offers, None)] if offers else []
    headings = [*Nature.choices, ("", _("Övriga ärenden"))]
    groups = [(str(words), [offer for offer in offers if offer.service.nature == nature]) for nature, words in headings]
    return [Group(words, services, _together(services)) for words, services in groups if services]


def _together(services: list[Offered]) -> Offered | None:
    states = {(offer.closed and (offer.opens or offer.closed), offer.closes) for offer in services}
    return services[0] if len(states) == 1 and (services[0].closed or services[0].closes) else None


def service(clinic: UUID, key: UUID) -> Service | None:
    """One service that a clinic offers residents, with its clinic and case type; None if it is not open."""
    return next(iter(_service().things(clinic, key)), None)


@cache
def _service() -> Compiled[Service]:
    services = Service.objects.select_related("case_type", "clinic").filter(**_OFFERED)
    return Compiled(lambda clinic, key: services.filter(pk=key, clinic_id=clinic), UUID, UUID)


def begun(actor: Actor) -> list[Service]:
    """The services where the actor has begun to write a case and not sent it, by clinic (B-20): one query."""
    services = Service.objects.select_related("case_type", "clinic").filter(
        Q(pk__in=keys_with(actor, "skicka.text")) | Q(pk__in=keys_with(actor, "formular.0"))
    )
    return sorted(services, key=lambda service: (alphabetical(service.clinic.name), service.case_type.order))


def shut(clinic: UUID, key: UUID) -> Service | None:
    """A service that its clinic has switched off, for a resident who was writing in it at the time."""
    services = Service.objects.select_related("case_type", "clinic").filter(open=False, clinic__takes_cases=True)
    return services.filter(pk=key, clinic_id=clinic, case_type__direction=CaseType.Direction.INCOMING).first()


@dataclass(frozen=True, slots=True)
class Earlier:
    """An open case of the same type at the same clinic, which the resident has already (B-10)."""

    id: UUID
    created: datetime
    choice: str


def open_already(person: UUID, service: Service) -> list[Earlier]:
    """The resident's open cases of this type at this clinic, the latest first: shown before another is sent (B-10)."""
    cases = Case.objects.filter(
        clinic_id=service.clinic_id, patient_id=person, is_open=True, case_type_id=service.case_type_id
    )
    return [Earlier(*row) for row in cases.order_by("-created", "-id").values_list("id", "created", "choice")[:SHOWN]]
