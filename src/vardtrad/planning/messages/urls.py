"""The addresses of a plan's messages, for each process that has them."""

from __future__ import annotations

from django.urls import URLPattern, path

from vardtrad.planning.messages import views
from vardtrad.planning.plan.actions import PlanSubject
from vardtrad.planning.plan.views import PlanPage


def shared(process: str, subject: PlanSubject, page: PlanPage) -> list[URLPattern]:
    """The lines of a process, named ``<process>_write_message`` and so on; ``page`` draws the plan that they are in."""
    at = f"planer/<uuid:unit>/<slug:role>/{process}/<uuid:plan>/meddelande/"
    return [
        path(f"{at}skicka", views.write(process, subject, page), name=f"{process}_write_message"),
        path(f"{at}kvittera", views.acknowledge(process, subject, page), name=f"{process}_acknowledge_message"),
        path(f"{at}makulera", views.annul(process, subject, page), name=f"{process}_annul_message"),
        path(f"{at}fil/<uuid:document>", views.file(subject, inline=True), name=f"{process}_message_file"),
        path(f"{at}fil/<uuid:document>/spara", views.file(subject, inline=False), name=f"{process}_save_message_file"),
    ]
