"""The addresses of an SVU's versions, their comparison, and of the plan to print."""

from __future__ import annotations

from django.urls import path

from vardtrad.versions import views

AT = "planer/<uuid:unit>/<slug:role>/svu/<uuid:plan>/"

urlpatterns = [
    path(f"{AT}versioner/", views.versions, name="svu_versions"),
    path(f"{AT}version/<int:number>/", views.show, name="svu_version"),
    path(f"{AT}version/<int:number>/utskrift/", views.printed, name="svu_version_printed"),
    path(f"{AT}version/<int:number>/<slug:step>/", views.show, name="svu_version_step"),
    path(f"{AT}utskrift/", views.printed, name="svu_printed"),
]
