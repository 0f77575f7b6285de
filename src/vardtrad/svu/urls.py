"""The addresses of an open SVU; all begin with the seat, ``/planer/<unit>/<role>/``."""

from __future__ import annotations

from django.urls import path

from vardtrad.messages.urls import shared as messages
from vardtrad.svu import views
from vardtrad.svu.actions import SVU
from vardtrad.svu.views import PROCESS, plan_page

AT = "planer/<uuid:unit>/<slug:role>/svu/<uuid:plan>/"

urlpatterns = [
    path(AT, views.show, name="svu"),
    path(f"{AT}<slug:step>/", views.show, name="svu_step"),
    *messages(PROCESS, SVU, plan_page),
]
