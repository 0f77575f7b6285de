"""The bare page: the same 50 rows by a straight ORM query, the same template engine, nothing else.

It is what the work list is measured against. ``pages`` is run by granian as ``vardtrad serve`` runs the product.
"""

from __future__ import annotations

import os
from uuid import UUID

from django.core.wsgi import get_wsgi_application
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from vardtrad.config.serving import Serving, around

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
application = get_wsgi_application()


def pages() -> Serving:
    """The bare page, served as the product is."""
    return around(application)


from vardtrad.cases.case.models import Case  # noqa: E402 (the settings come first)
from vardtrad.planning.plan.models import Plan  # noqa: E402

COLUMNS = (
    "id", "updated", "created", "case_type__name", "patient__identity", "patient__given_name", "patient__family_name",
    "patient__protection", "state", "feedback", "handler__given_name", "handler__family_name", "unread_by_clinic",
    "flagged",
)  # fmt: skip


def values(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """The rows as plain values: the leanest that Django's ORM gives, and what the goal is counted from."""
    rows = Case.objects.filter(clinic_id=clinic, clinic_list="incoming").order_by("-updated", "-id").values(*COLUMNS)
    return render(request, "bare.html", {"rows": rows[:50], "clinic": clinic})


def objects(request: HttpRequest, clinic: UUID) -> HttpResponse:
    """The rows as model objects with their relations: how such a page is commonly written."""
    rows = Case.objects.filter(clinic_id=clinic, clinic_list="incoming").order_by("-updated", "-id")
    rows = rows.select_related("case_type", "patient", "handler")
    return render(request, "bare_objects.html", {"rows": rows[:50], "clinic": clinic})


STEPS = ("admission", "discharge_time", "assessment", "statement", "discharge")
PLAN_COLUMNS = (
    "id", "updated", "patient__identity", "patient__given_name", "patient__family_name", "patient__protection",
    *(f"{step}__state" for step in STEPS), "admission__admitted", "discharge_time__day", "assessment__edited",
    "statement__marked", "discharge__day",
)  # fmt: skip


def _listed(unit: UUID) -> QuerySet[Plan]:
    listed = Plan.objects.filter(participants__unit=unit, participants__removed=None, participants__listed=True)
    return listed.order_by("-updated", "-id")


def plans(request: HttpRequest, unit: UUID) -> HttpResponse:
    """Fifty SVU with where their steps stand, as plain values of one query: what the start page is measured against."""
    return render(request, "bare_plans.html", {"rows": _listed(unit).values(*PLAN_COLUMNS)[:50], "unit": unit})


def plan_objects(request: HttpRequest, unit: UUID) -> HttpResponse:
    """The same as model objects with their relations."""
    rows = _listed(unit).select_related("patient", *STEPS)[:50]
    return render(request, "bare_plan_objects.html", {"rows": rows, "unit": unit})


urlpatterns = [
    path("values/<uuid:clinic>", values), path("objects/<uuid:clinic>", objects), path("plans/<uuid:unit>", plans),
    path("plan-objects/<uuid:unit>", plan_objects),
]  # fmt: skip
