"""The addresses of a step's fields, for each process that has them."""

from __future__ import annotations

from django.urls import URLPattern, path

from vardtrad.planning.fields import views
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.plan.views import PlanPage


def endpoints(process: str, form: FieldForm, page: PlanPage) -> list[URLPattern]:
    """The addresses of a form, named ``<process>_<part>_save`` and so on; ``page`` draws the plan with the fields."""
    at = f"planer/<uuid:unit>/<slug:role>/{process}/<uuid:plan>/falt/{form.name}/"
    name = f"{process}_{form.part}"
    return [
        path(f"{at}spara", views.save(process, form, page), name=f"{name}_save"),
        path(f"{at}varden", views.values(form), name=f"{name}_values"),
        path(f"{at}skriver", views.editing(form), name=f"{name}_editing"),
        path(f"{at}historik", views.history(process, form), name=f"{name}_history"),
        path(f"{at}person", views.person(process, form), name=f"{name}_person"),
    ]
