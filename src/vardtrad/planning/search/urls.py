"""The addresses of Sök och skapa; each begins with the seat, ``/planer/<unit>/<role>/``. None has a personal number."""

from django.urls import path

from vardtrad.planning.plan.rules import ProcessCode
from vardtrad.planning.search import views
from vardtrad.planning.search.sip_from_svu import create_from_svu

SEAT = "planer/<uuid:unit>/<slug:role>/"

urlpatterns = [
    path(f"{SEAT}sok/", views.plan_search, name="plan_search"),
    path(f"{SEAT}person/ny/", views.add_person, name="add_person"),
    path(f"{SEAT}person/<uuid:person>/", views.plan_person, name="plan_person"),
    path(f"{SEAT}person/<uuid:person>/skapa/", views.create_plan, {"process": ProcessCode.SVU}, name="create_svu"),
    path(f"{SEAT}person/<uuid:person>/skapa-sip/", views.create_plan, {"process": ProcessCode.SIP}, name="create_sip"),
    path(f"{SEAT}svu/<uuid:plan>/skapa-sip", create_from_svu, name="sip_from_svu"),
    path(f"{SEAT}las/<uuid:plan>/", views.plan_read, name="plan_read"),
]
