"""The addresses of an SVU's versions, their comparison, and of the plan to print."""

from __future__ import annotations

from django.urls import path

from vardtrad.planning.svu.pages.urls import AT
from vardtrad.planning.svu.rules import Step
from vardtrad.planning.svu.versions import views

VERSION = f"{AT}version/<uuid:version>/"

urlpatterns = [
    path(f"{AT}versioner/", views.versions, name="svu_versions"),
    path(VERSION, views.show, name="svu_version"),
    path(f"{VERSION}utskrift/", views.printed, name="svu_version_printed"),
    path(f"{VERSION}utskrift.pdf", views.pdf, name="svu_version_pdf"),
    *(
        path(
            f"{VERSION}{step.slug}/",
            views.show,
            {"step": step.slug},
            name=f"svu_version_{step.value}",
        )
        for step in Step
    ),
    path(f"{AT}utskrift/", views.printed, name="svu_printed"),
    path(f"{AT}utskrift.pdf", views.pdf, name="svu_pdf"),
]
