"""The addresses of the statistics of SIP."""

from django.urls import path

from vardtrad.planning.sip.statistics import views

SEAT = "planer/<uuid:unit>/<slug:role>/"

urlpatterns = [
    path(f"{SEAT}sip-statistik/", views.sip_statistics, name="sip_statistics"),
    path(f"{SEAT}sip-statistik/<slug:table>.<slug:kind>", views.sip_statistics_file, name="sip_statistics_file"),
]
