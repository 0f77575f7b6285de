"""The addresses of an open SVU; all begin with the seat, ``/planer/<unit>/<role>/``."""

from __future__ import annotations

from django.urls import path

from vardtrad.planning.fields.urls import endpoints
from vardtrad.planning.messages.urls import shared as messages
from vardtrad.planning.plan.urls import shared as planning
from vardtrad.planning.svu.pages.look import PROCESS
from vardtrad.planning.svu.pages.views import verbs
from vardtrad.planning.svu.pages.views.assessment import ASSESSMENT_FORM
from vardtrad.planning.svu.pages.views.page import plan_page, show
from vardtrad.planning.svu.pages.views.statement import STATEMENT_FORM
from vardtrad.planning.svu.rules import Step
from vardtrad.planning.svu.subject import SVU

AT = "planer/<uuid:unit>/<slug:role>/svu/<uuid:plan>/"

urlpatterns = [
    path(AT, show, name="svu"),
    # A step each, and no open word: a personal number cannot stand in an address.
    *(path(f"{AT}{step.slug}/", show, {"step": step.slug}, name=f"svu_{step.value}") for step in Step),
    *messages(PROCESS, SVU, plan_page),
    *planning(PROCESS, SVU, plan_page),
    # Inskrivning, Tid för utskrivning, Utskrivning, and what happens on the way
    path(f"{AT}spara/inskrivning", verbs.save_admission, name="svu_save_admission"),
    path(f"{AT}ta-bort", verbs.remove, name="svu_remove"),
    path(f"{AT}spara/tid", verbs.save_time, name="svu_save_time"),
    path(f"{AT}spara/utskrivning", verbs.save_discharge, name="svu_save_discharge"),
    path(f"{AT}angra-utskrivning", verbs.undo_discharge, name="svu_undo_discharge"),
    path(f"{AT}kvittera", verbs.acknowledge, name="svu_acknowledge"),
    path(f"{AT}handelse", verbs.register_event, name="svu_event"),
    # Kartläggning and Ställningstagande
    *endpoints(PROCESS, ASSESSMENT_FORM, plan_page),
    *endpoints(PROCESS, STATEMENT_FORM, plan_page),
    path(f"{AT}kartlaggning/starta", verbs.start_assessment, name="svu_start_assessment"),
    path(f"{AT}stallningstagande/klarmarkera", verbs.mark_complete, name="svu_mark_complete"),
    path(f"{AT}stallningstagande/svara", verbs.answer_sip, name="svu_answer_sip"),
    path(f"{AT}stallningstagande/justera", verbs.attest, name="svu_attest"),
]
