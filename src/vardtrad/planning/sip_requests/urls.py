"""The addresses of a unit's requests for a SIP; each begins with the seat, ``/planer/<unit>/<role>/``."""

from django.urls import path

from vardtrad.planning.sip_requests import views

HERE = "planer/<uuid:unit>/<slug:role>/fragor-om-sip/"

urlpatterns = [
    path(HERE, views.asked_here, name="sip_requests"),
    path(f"{HERE}<uuid:asked>/", views.show, name="sip_request"),
    path(f"{HERE}<uuid:asked>/ja", views.accept, name="accept_sip_request"),
    path(f"{HERE}<uuid:asked>/nej", views.decline, name="decline_sip_request"),
    path(f"{HERE}<uuid:asked>/utkast", views.draft, name="draft_of_sip_request"),
]
