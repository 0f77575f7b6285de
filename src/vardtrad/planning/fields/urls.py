"""The addresses of a step's fields, for each process that has them."""

from __future__ import annotations

from django.urls import URLPattern, path

from vardtrad.planning.fields import views
from vardtrad.planning.fields.field_form import FieldForm
from vardtrad.planning.fields.groups import RowChange
from vardtrad.planning.plan.views import PlanPage


def endpoints(process: str, form: FieldForm, page: PlanPage) -> list[URLPattern]:
    """The addresses of a form, named ``<process>_<part>_save`` and so on; ``page`` draws the plan with the fields."""
    at = f"planer/<uuid:unit>/<slug:role>/{process}/<uuid:plan>/falt/{form.name}/"
    name = f"{process}_{form.part}"
    fields = [
        path(f"{at}spara", views.save(process, form, page), name=f"{name}_save"),
        path(f"{at}varden", views.values(form), name=f"{name}_values"),
        path(f"{at}skriver", views.editing(form), name=f"{name}_editing"),
        path(f"{at}historik", views.history(process, form), name=f"{name}_history"),
        path(f"{at}person", views.person(process, form), name=f"{name}_person"),
    ]
    if not form.groups():
        return fields
    return [
        *fields,
        path(f"{at}rad/ny", views.change(form, page, RowChange.ADD), name=f"{name}_row_add"),
        path(f"{at}rad/flytta", views.change(form, page, RowChange.MOVE), name=f"{name}_row_move"),
        path(f"{at}rad/aterstall", views.change(form, page, RowChange.RESTORE), name=f"{name}_row_restore"),
        path(f"{at}rad/ta-bort", views.remove(form, page), name=f"{name}_row_remove"),
        path(f"{at}rad/borttagna", views.removed(form), name=f"{name}_rows_removed"),
        path(f"{at}rad/visa", views.drawn(form, open_=False), name=f"{name}_row"),
        path(f"{at}rad/oppna", views.drawn(form, open_=True), name=f"{name}_row_open"),
    ]
