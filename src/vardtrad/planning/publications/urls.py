"""The addresses of a plan's versions, their comparison, and of the plan to print, for each process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import URLPattern, path

from vardtrad.planning.publications import views
from vardtrad.planning.publications.views import L, Papers


def endpoints(papers: Papers[L], steps: Sequence[Any]) -> list[URLPattern]:
    """The addresses, named ``<process>_versions`` and so on; ``steps`` are the process's, with their slugs."""
    name = papers.label
    at = f"planer/<uuid:unit>/<slug:role>/{name}/<uuid:plan>/"
    version = f"{at}version/<uuid:version>/"
    show, printed, pdf = views.show(papers), views.printed(papers), views.pdf(papers)
    return [
        path(f"{at}versioner/", views.versions(papers), name=f"{name}_versions"),
        path(version, show, name=f"{name}_version"),
        path(f"{version}utskrift/", printed, name=f"{name}_version_printed"),
        path(f"{version}utskrift.pdf", pdf, name=f"{name}_version_pdf"),
        *(
            path(f"{version}{step.slug}/", show, {"step": step.slug}, name=f"{name}_version_{step.value}")
            for step in steps
        ),
        path(f"{at}utskrift/", printed, name=f"{name}_printed"),
        path(f"{at}utskrift.pdf", pdf, name=f"{name}_pdf"),
    ]
