"""The addresses of an open case."""

from django.urls import path

from vardtrad.casework import views

CASE = "personal/<uuid:unit>/arende/<uuid:case>/"

urlpatterns = [
    path(CASE, views.staff_case, name="staff_case"),
    path(f"{CASE}besvara", views.answer, name="answer"),
    path(f"{CASE}motfraga", views.ask, name="ask"),
    path(f"{CASE}avsluta", views.close, name="close"),
    path(f"{CASE}fordela", views.assign, name="assign"),
    path(f"{CASE}omfordela", views.reassign, name="reassign"),
]
