"""The addresses of what every shared plan has, and of the search for staff."""

from __future__ import annotations

from django.urls import path

from vardtrad.planning import views

urlpatterns = [
    path("planer/<uuid:unit>/<slug:role>/personal/", views.search_staff, name="search_staff"),
]
