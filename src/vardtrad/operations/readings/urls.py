"""The address of a reviewer's list."""

from django.urls import path

from vardtrad.operations.readings import views

urlpatterns = [
    path("personal/<uuid:unit>/granskning/utomstaende/", views.outside_readings, name="outside_readings"),
]
