"""The danger signs that hold for a clinic's case type, and what was confirmed with a case."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from vardtrad.cases.case.danger_signs.models import ConfirmedSigns, SignsVersion
from vardtrad.cases.case.danger_signs.rules import Signs, is_child
from vardtrad.gate.compiled import Compiled
from vardtrad.shared.people.models import Person


def latest_of(service: UUID) -> SignsVersion | None:
    """The version that holds for a clinic's case type; None where none has been saved."""
    return next(iter(_versions().things(service)), None)


@cache
def _versions() -> Compiled[SignsVersion]:
    """Runs whenever a case is written and sent."""
    versions = SignsVersion.objects.select_related("by").order_by("-number")
    return Compiled(lambda service: versions.filter(service_id=service)[:1], UUID)


def asked_about(service: UUID, person: Person) -> Signs | None:
    """The signs to ask about before a case about the person is written; None where nothing is asked."""
    version = latest_of(service)
    if version is None:
        return None
    for_child = is_child(person.age)
    words = version.children if for_child else version.adults
    return Signs(version.id, version.number, for_child, tuple(words)) if words else None


def with_signs(services: list[UUID]) -> set[UUID]:
    """Which of these ways of offering a case type ask about danger signs, of anybody: one query."""
    versions = SignsVersion.objects.filter(service__in=services).order_by("service_id", "-number")
    return {version.service_id for version in versions.distinct("service_id") if version.adults or version.children}


def confirmed_in(case: UUID) -> ConfirmedSigns | None:
    """What was confirmed before the case was written; None for a case that nothing was asked before."""
    return next(iter(_confirmed().things(case)), None)


@cache
def _confirmed() -> Compiled[ConfirmedSigns]:
    """Runs whenever a case is opened."""
    confirmed = ConfirmedSigns.objects.select_related("version")
    return Compiled(lambda case: confirmed.filter(case_id=case), UUID)
