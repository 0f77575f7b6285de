"""Questions to colleagues that wait for somebody's answer, wherever that person works (B-08, 002-029)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan

from vardtrad.cases.case.models import Consultation
from vardtrad.shared.care_units.models import Assignment
from vardtrad.shared.care_units.queries import WORKS_WITH_CASES
from vardtrad.shared.lists.paging import PAGE, Cursor


def waiting_for(staff: UUID) -> QuerySet[Consultation, Any]:
    """The unanswered questions to somebody, or to a whole unit where somebody works with cases now."""
    here = Assignment.objects.filter(WORKS_WITH_CASES, staff_id=staff).values("unit_id")
    return Consultation.objects.filter(
        Q(staff_id=staff) | Q(staff__isnull=True), answered__isnull=True, unit_id__in=here, unit__takes_cases=True
    )


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a row: what sort of case, who asks, and where it is answered. It names no patient."""

    id: UUID
    at: datetime
    case: UUID
    case_type: str
    clinic: str
    asked_by: str
    unit: UUID
    unit_name: str
    to_me: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of questions, and where older ones go on."""

    rows: list[Question]
    older: Cursor | None


def question_page(staff: UUID, after: Cursor | None) -> Page:
    """One page of the questions that wait for somebody, the latest first; one query.

    Without patients' names, since the units may belong to several organisations: the case itself shows the patient.
    """
    questions = waiting_for(staff)
    if after is not None:
        questions = questions.filter(TupleLessThan(Tuple(F("at"), F("id")), (after.updated, after.id)))
    values = list(
        questions.order_by("-at", "-id").values_list(
            "id",
            "at",
            "case_id",
            "case__case_type__name",
            "case__clinic__name",
            "asked_by__given_name",
            "asked_by__family_name",
            "unit_id",
            "unit__name",
            "staff_id",
        )[: PAGE + 1]
    )
    rows = [
        Question(key, at, case, case_type, clinic, f"{given} {family}", unit, unit_name, to is not None)
        for key, at, case, case_type, clinic, given, family, unit, unit_name, to in values[:PAGE]
    ]
    return Page(rows, Cursor(rows[-1].at, rows[-1].id) if len(values) > PAGE else None)
