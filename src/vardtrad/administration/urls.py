"""The addresses of a clinic's administration."""

from django.urls import path

from vardtrad.administration import views

ADMINISTRATION = "personal/<uuid:unit>/administration/"

urlpatterns = [
    path(ADMINISTRATION, views.administration, name="administration"),
    path(f"{ADMINISTRATION}lagg-till", views.add_staff, name="add_staff"),
    path(f"{ADMINISTRATION}behorighet/<uuid:assignment>", views.permissions, name="permissions"),
    path(f"{ADMINISTRATION}behorighet/<uuid:assignment>/ta-bort", views.end_assignment, name="end_assignment"),
]
