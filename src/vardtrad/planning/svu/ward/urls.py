"""The addresses of the ward's verbs in an SVU."""

from __future__ import annotations

from django.urls import path

from vardtrad.planning.svu.urls import AT
from vardtrad.planning.svu.ward import views

urlpatterns = [
    path(f"{AT}spara/inskrivning", views.save_admission, name="svu_save_admission"),
    path(f"{AT}ta-bort", views.remove, name="svu_remove"),
    path(f"{AT}spara/tid", views.save_time, name="svu_save_time"),
    path(f"{AT}spara/utskrivning", views.save_discharge, name="svu_save_discharge"),
    path(f"{AT}angra-utskrivning", views.undo_discharge, name="svu_undo_discharge"),
    path(f"{AT}kvittera", views.acknowledge, name="svu_acknowledge"),
    path(f"{AT}handelse", views.register_event, name="svu_event"),
]
