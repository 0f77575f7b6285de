"""The addresses of the staff's lists and of an open case."""

from django.urls import path

from vardtrad.desk import views
from vardtrad.desk.queries import WorkList

CASE = "personal/<uuid:unit>/arende/<uuid:case>/"


def _address(which: WorkList) -> str:
    return f"personal/<uuid:unit>/{which.value}" + ("" if "/" in which.value else "/")


urlpatterns = [
    *(path(_address(which), views.staff_list(which), name=which.name.lower()) for which in WorkList),
    path(CASE, views.staff_case, name="staff_case"),
    path(f"{CASE}besvara", views.answer, name="answer"),
    path(f"{CASE}motfraga", views.ask, name="ask"),
    path(f"{CASE}avsluta", views.close, name="close"),
    path(f"{CASE}fordela", views.assign, name="assign"),
    path(f"{CASE}omfordela", views.reassign, name="reassign"),
]
