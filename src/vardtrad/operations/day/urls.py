"""The addresses of "Din dag"."""

from django.urls import path

from vardtrad.operations.day import views

urlpatterns = [
    path("personal/din-dag", views.day, name="day"),
    path("personal/din-dag/lage", views.day_now, name="day_now"),
]
