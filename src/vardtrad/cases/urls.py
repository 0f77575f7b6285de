"""The addresses of cases."""

from django.urls import path

from vardtrad.cases import views
from vardtrad.cases.queries import WorkList

CASE = "personal/<uuid:unit>/arende/<uuid:case>/"

urlpatterns = [
    path("mottagningar", views.find_clinic, name="find_clinic"),
    path("mottagningar/<uuid:unit>", views.clinic, name="clinic"),
    path("mottagningar/<uuid:unit>/<uuid:service>/", views.write, name="write"),
    path("arenden/<uuid:case>", views.resident_case, name="resident_case"),
    path("arenden/<uuid:case>/kvitto", views.receipt, name="receipt"),
    *(
        path(
            f"personal/<uuid:unit>/{which.value}" + ("/" if "/" not in which.value else ""),
            views.staff_list(which),
            name=which.name.lower(),
        )
        for which in WorkList
    ),
    path(CASE, views.staff_case, name="staff_case"),
    path(f"{CASE}besvara", views.answer, name="answer"),
    path(f"{CASE}motfraga", views.ask, name="ask"),
    path(f"{CASE}avsluta", views.close, name="close"),
    path(f"{CASE}fordela", views.assign, name="assign"),
    path(f"{CASE}omfordela", views.reassign, name="reassign"),
]
