"""The addresses of "Mina planer"; each begins with the seat: the unit and the role that one plans at and as."""

from django.urls import path

from vardtrad.overview import views

SEAT = "planer/<uuid:unit>/<slug:role>/"

urlpatterns = [
    path("planer/", views.plans_entry, name="plans_entry"),
    path(f"{SEAT}byt/", views.switch, name="switch"),
    path(f"{SEAT}valj/", views.choose_seat, name="choose_seat"),
]
