"""The addresses of an open SIP; all begin with the seat, ``/planer/<unit>/<role>/``."""

from __future__ import annotations

from django.urls import path

from vardtrad.planning.plan.urls import shared as planning
from vardtrad.planning.sip import views
from vardtrad.planning.sip.rules import Step
from vardtrad.planning.sip.subject import SIP

AT = "planer/<uuid:unit>/<slug:role>/sip/<uuid:plan>/"

urlpatterns = [
    path(AT, views.show, name="sip"),
    path(f"{AT}{Step.CALL.slug}/", views.show, name="sip_call"),
    *planning(views.PROCESS, SIP, views.plan_page),
    path(f"{AT}spara/kallelse", views.save_call, name="sip_save_call"),
    path(f"{AT}kvittera", views.acknowledge, name="sip_acknowledge"),
    path(f"{AT}ta-bort", views.remove, name="sip_remove"),
]
