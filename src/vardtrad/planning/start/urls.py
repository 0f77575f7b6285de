"""The addresses of "Mina planer"; each begins with the seat: the unit and the role that one plans at and as."""

from django.urls import path

from vardtrad.planning.start import views

SEAT = "planer/<uuid:unit>/<slug:role>/"

urlpatterns = [
    path("planer/", views.plans_entry, name="plans_entry"),
    path(f"{SEAT}byt/", views.switch, name="switch"),
    path(f"{SEAT}valj/", views.choose_seat, name="choose_seat"),
    path(SEAT, views.plan_start, name="plan_start"),
    path(f"{SEAT}vardkontakt/", views.plan_contact, name="plan_contact"),
    path(f"{SEAT}enhetens-sip/", views.plan_sips, name="plan_sips"),
    path(f"{SEAT}antal/", views.plan_counts, name="plan_counts"),
    path(f"{SEAT}andrade/", views.plan_changed, name="plan_changed"),
    path(f"{SEAT}info/", views.plan_info, name="plan_info"),
    path(f"{SEAT}hjalp/", views.plan_help, name="plan_help"),
    path(f"{SEAT}hjalp/manual/", views.plan_manual, name="plan_manual"),
]
