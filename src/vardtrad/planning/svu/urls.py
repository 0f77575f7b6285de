"""The addresses of an open SVU; all begin with the seat, ``/planer/<unit>/<role>/``."""

from __future__ import annotations

from django.urls import path

from vardtrad.planning.fields.urls import endpoints
from vardtrad.planning.messages.urls import shared as messages
from vardtrad.planning.plan.urls import shared as planning
from vardtrad.planning.svu import views
from vardtrad.planning.svu.rules import Step
from vardtrad.planning.svu.subject import SVU
from vardtrad.planning.svu.views import PROCESS, plan_page

AT = "planer/<uuid:unit>/<slug:role>/svu/<uuid:plan>/"

urlpatterns = [
    path(AT, views.show, name="svu"),
    # A step each, and no open word: a personal number cannot stand in an address.
    *(path(f"{AT}{step.slug}/", views.show, {"step": step.slug}, name=f"svu_{step.value}") for step in Step),
    *messages(PROCESS, SVU, plan_page),
    *planning(PROCESS, SVU, plan_page),
    # Kartläggning and Ställningstagande
    *endpoints(PROCESS, views.ASSESSMENT_FORM, plan_page),
    *endpoints(PROCESS, views.STATEMENT_FORM, plan_page),
    path(f"{AT}kartlaggning/starta", views.start_assessment, name="svu_start_assessment"),
    path(f"{AT}stallningstagande/klarmarkera", views.mark_complete, name="svu_mark_complete"),
    path(f"{AT}stallningstagande/svara", views.answer_sip, name="svu_answer_sip"),
    path(f"{AT}stallningstagande/justera", views.attest, name="svu_attest"),
]
